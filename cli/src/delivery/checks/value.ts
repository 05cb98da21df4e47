import { registryCredentials } from "../../ways";
import { unreadable, type Check, type Verdict } from "../check";
import type { StoredSecret } from "../stores";
import { type Arrival, parseObject, type TaskReference } from "../task";

const valueUnreadable: Check<TaskReference> = {
  id: "value-unreadable",
  what: "The value can be read, where `--read-values` asks for it.",
  why: "What the value is like cannot be told without reading it.",
  run: async (subject) => {
    const arrival = await subject.arrival();
    if (arrival === undefined || arrival.state === "found") return [];
    return [unreadable("its value cannot be read", arrival)];
  },
};

const valueNotText = arrivalCheck({
  id: "value-not-text",
  what: "The value is text, where it is not delivered as a file.",
  why: "The ECS agent reads SecretString only.",
  next: "write it as SecretString, or deliver it as a file: `secretFiles`",
  fault: ({ kind }) => (kind === "bytes" ? "it has no text value, but bytes" : undefined),
});

const valueNotJson = arrivalCheck({
  id: "value-not-json",
  what: "A secret of which the reference selects a JSON key is a JSON object.",
  why: "The agent cannot parse it and stops the task.",
  next: "write it as a JSON object, or name the secret without a JSON key",
  fault: ({ kind }, _subject, { title }) =>
    kind === "no JSON object" ? `${title} is not a JSON object` : undefined,
});

const jsonKeyMissing = arrivalCheck({
  id: "json-key-missing",
  what: "The JSON key that the reference selects is a top-level key of the secret.",
  why: "The agent stops the task.",
  next: "add the key to the secret, or correct its name in the reference; case counts",
  fault: ({ kind }, subject, { title }) =>
    kind === "no such key" ? `${title} has no key ${jsonKeyOf(subject)}` : undefined,
});

const jsonValueNotText = arrivalCheck({
  id: "json-value-not-text",
  what: "The JSON key that the reference selects holds a string.",
  why: "The agent renders anything else as Go does: 1000000 arrives as 1e+06, an object as map[…], null as <nil>.",
  next: 'write it as a string, in quotes: "5432" instead of 5432',
  fault: ({ kind }, subject, { title }) =>
    kind === "no text" ? `key ${jsonKeyOf(subject)} of ${title} is not a string` : undefined,
});

const valueEmpty = arrivalCheck({
  id: "value-empty",
  what: "The value is not empty.",
  why: "A log driver's option with an empty value is dropped without a word; an empty password is none.",
  next: "write its value",
  fault: (arrival) =>
    arrival.kind === "value" && arrival.value.length === 0 ? "its value is empty" : undefined,
});

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html */
const registryLoginMalformed = arrivalCheck({
  id: "registry-login-malformed",
  what: "The registry's login is a JSON object with the strings username and password, none of them empty.",
  why: "The agent cannot log in, and the image is not pulled.",
  next: 'write it as {"username": "…", "password": "…"}',
  fault: (arrival, { mention }, { title }) => {
    if (mention.way !== registryCredentials || arrival.kind !== "value") return undefined;
    // Another check reports an empty value.
    if (typeof arrival.value !== "string" || arrival.value === "") return undefined;
    const login = parseObject(arrival.value);
    if (!login) return `${title} is not a JSON object`;
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

/** A check of the value itself. Nothing of the value may be in what it says. */
interface ArrivalCheck extends Pick<Check<TaskReference>, "id" | "what" | "why"> {
  readonly next: string;
  /** @returns what is wrong with what arrives */
  fault(arrival: Arrival, subject: TaskReference, secret: StoredSecret): string | undefined;
}

function arrivalCheck({ id, what, why, next, fault }: ArrivalCheck): Check<TaskReference> {
  return {
    id,
    what,
    why,
    run: async (subject): Promise<readonly Verdict[]> => {
      const arrival = await subject.arrival();
      const secret = await subject.secret();
      if (arrival?.state !== "found" || secret?.state !== "found") return [];
      const finding = fault(arrival.value, subject, secret.value);
      return finding === undefined ? [] : [{ state: "problem", finding, next }];
    },
  };
}

/** The JSON key that the reference selects. */
function jsonKeyOf({ reference }: TaskReference): string {
  return (reference?.store === "secretsmanager" && reference.jsonKey) || "";
}

/** What can be wrong with the value itself; nothing of it may be in what they say. */
export const valueChecks: readonly Check<TaskReference>[] = [
  valueUnreadable,
  valueNotText,
  valueNotJson,
  jsonKeyMissing,
  jsonValueNotText,
  valueEmpty,
  registryLoginMalformed,
];
