export type { FindingContext } from "./finding-rule";
export { findingRules } from "./rules";
export { driftOf } from "./unforeseen";
