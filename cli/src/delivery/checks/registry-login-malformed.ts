import { arrivalCheck } from "../arrival-check";
import { parseObject } from "../json-object";
import { registryCredentials } from "../ways/registry-credentials";

/**
 * Whether the registry's login is one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
 */
export const registryLoginMalformed = arrivalCheck({
  id: "registry-login-malformed",
  what: "The registry's login is a JSON object with the strings username and password, none of them empty.",
  why: "The agent cannot log in, and the image is not pulled.",
  next: 'write it as {"username": "…", "password": "…"}',
  fault: (arrival, { mention }, { title }) => {
    if (mention.way !== registryCredentials || arrival.kind !== "value") return undefined;
    // Another check speaks of nothing at all.
    if (typeof arrival.value !== "string" || arrival.value === "") return undefined;
    const login = parseObject(arrival.value);
    if (!login) return `${title} is no JSON object`;
    const missing = ["username", "password"].filter((name) => !isText(field(login, name)));
    return missing.length === 0 ? undefined : `${title} has no ${missing.join(" and no ")}`;
  },
});

/** Go, in which the agent is written, takes names in any case. */
function field(login: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(login).find(([own]) => own.toLowerCase() === name)?.[1];
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
