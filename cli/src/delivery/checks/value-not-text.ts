import { arrivalCheck } from "../arrival-check";

/** Whether a variable's value is text. */
export const valueNotText = arrivalCheck({
  id: "value-not-text",
  what: "The value is text, where it is not delivered as a file.",
  why: "The ECS agent reads SecretString only.",
  next: "write it as SecretString, or deliver it as a file: `secretFiles`",
  fault: ({ kind }) => (kind === "bytes" ? "it has no text value, but bytes" : undefined),
});
