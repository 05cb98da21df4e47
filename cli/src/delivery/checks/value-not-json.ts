import { arrivalCheck } from "../arrival-check";

/** Whether a secret whose JSON key is named is JSON. */
export const valueNotJson = arrivalCheck({
  id: "value-not-json",
  what: "A secret of which the reference selects a JSON key is a JSON object.",
  why: "The agent cannot parse it and stops the task.",
  next: "write it as a JSON object, or name the secret without a JSON key",
  fault: ({ kind }, _subject, { title }) =>
    kind === "no JSON object" ? `${title} is no JSON object` : undefined,
});
