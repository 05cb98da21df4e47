import { arrivalCheck, jsonKeyOf } from "../arrival-check";

/** Whether the JSON key is there. */
export const jsonKeyMissing = arrivalCheck({
  id: "json-key-missing",
  what: "The JSON key that the reference selects is a top-level key of the secret.",
  why: "The agent stops the task.",
  next: "add the key to the secret, or correct its name in the reference; case counts",
  fault: ({ kind }, subject, { title }) =>
    kind === "no such key" ? `${title} has no key ${jsonKeyOf(subject)}` : undefined,
});
