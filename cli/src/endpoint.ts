import { UserError } from "./user-error";

/** Whether a text is a URL at which AWS can be asked. */
export function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && host !== "" && username === "" && password === "";
}

/** What is said of a text that is none, without the text: it may have a password in it. */
export function refusedEndpoint(name: string): UserError {
  return new UserError(
    `${name} is refused.`,
    "An endpoint is named like http://127.0.0.1:5000. A name and a password before an @ sign no request, and would be shown by what fails.",
    [`write it without them, or leave ${name} out`],
  );
}

/** @throws UserError where the environment names an endpoint, of AWS or of one of its services, that is none */
export function refuseEndpoints(env: NodeJS.ProcessEnv = process.env): void {
  const wrong = Object.entries(env)
    .filter(([name, text = ""]) => /^AWS_ENDPOINT_URL(_|$)/.test(name) && text !== "")
    .find(([, text = ""]) => !isEndpoint(text));
  if (wrong !== undefined) throw refusedEndpoint(wrong[0]);
}
