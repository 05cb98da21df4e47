export { findingRules } from "./findings";
export { readPlan, UnusablePlanError } from "./plan";
export { buildReport, digestOf, type ReviewConfig } from "./report";
