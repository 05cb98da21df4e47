import { arrivalCheck } from "../arrival-check";

/** Whether there is anything in the value. */
export const valueEmpty = arrivalCheck({
  id: "value-empty",
  what: "The value is not empty.",
  why: "A log driver's option with an empty value is dropped without a word; an empty password is none.",
  next: "write its value",
  fault: (arrival) =>
    arrival.kind === "value" && arrival.value.length === 0 ? "its value is empty" : undefined,
});
