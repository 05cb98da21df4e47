export { buildReport } from "./build-report";
export {
  DEFAULT_CONFIG,
  readConfig,
  readConfigFile,
  type ReviewConfig,
  type Waiver,
} from "./config";
export { configurationDigestOf, digestOf, NOT_PLANNED } from "./digest";
export { valuesNeeded } from "./values-needed";
export { originOf } from "./describe-report";
