export { EventRule, type EventInput, type EventRuleProps, type EventTarget } from "./event-rule";
export { patternLength, splitByPatternSize } from "./split-pattern";
export * as eventbridgeRules from "./rules";
