export { findingRules } from "./findings";
export { UnusablePlanError } from "./plan";
export { buildReport, digestOf, type ReviewConfig } from "./report";
