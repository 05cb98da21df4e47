export {
  readPlan,
  UnusablePlanError,
  type Plan,
  type StackInput,
  type SynthesizedConfiguration,
} from "./plan";
export { findingRules } from "./findings";
export {
  buildReport,
  CONFIG_FILE,
  DEFAULT_CONFIG,
  digestOf,
  readConfig,
  valuesNeeded,
  type Report,
  type ReviewConfig,
  type ReviewOptions,
} from "./report";
