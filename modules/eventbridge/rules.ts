import { defineRule } from "../core";
import { PATTERN_SIZE } from "./split-pattern";

export const ruleName = defineRule<string>({
  id: "eventbridge-rule-name",
  demands: "be 1 to 64 letters, digits, `.`, `_` or `-`",
  source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
  remedy: "Use a name such as orders-dev-secrets.",
  broken: (name) => !/^[A-Za-z0-9._-]{1,64}$/.test(name),
});

export const patternSize = defineRule<number>({
  id: "eventbridge-pattern-size",
  demands: `be at most ${PATTERN_SIZE} characters`,
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
  remedy: "Shorten the names that it lists, or spread them over several rules.",
  broken: (size) => size > PATTERN_SIZE,
});
