import { defineRule } from "./rule";

/** `revision` of a value: bumped to write it again. */
export const revisionRule = defineRule<number>({
  id: "value-revision",
  demands: "be a whole number from 1 to 999999",
  source: "decision 11",
  remedy: "Start at 1 and add 1 to write the value again.",
  broken: (revision) => !Number.isInteger(revision) || revision < 1 || revision > 999_999,
});
