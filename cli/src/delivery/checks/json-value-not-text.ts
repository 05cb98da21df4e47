import { arrivalCheck, jsonKeyOf } from "../arrival-check";

/** Whether the JSON key holds a string. */
export const jsonValueNotText = arrivalCheck({
  id: "json-value-not-text",
  what: "The JSON key that the reference selects holds a string.",
  why: "The agent renders anything else as Go does: 1000000 arrives as 1e+06, an object as map[…], null as <nil>.",
  next: 'write it as a string, in quotes: "5432" instead of 5432',
  fault: ({ kind }, subject, { title }) =>
    kind === "no text" ? `key ${jsonKeyOf(subject)} of ${title} is no string` : undefined,
});
