import { defineRule } from "./rule";

/** The reason of a `PlainText`. */
export const plainTextReason = defineRule<string>({
  id: "plain-text-reason",
  demands: "say in 10 characters or more why it is no secret",
  source: "decision 11",
  remedy: 'Write it like PlainText.of("…", { reason: "the public key of the sandbox" }).',
  broken: (reason) => reason.trim().length < 10,
});
