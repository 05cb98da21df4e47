export { buildReport, type ReviewOptions } from "./build-report";
export { CONFIG_FILE, DEFAULT_CONFIG, readConfig, type ReviewConfig, type Waiver } from "./config";
export { digestOf } from "./digest";
export type {
  Access,
  AccessEntry,
  ChangeEntry,
  ContainerChange,
  Difference,
  Finding,
  Report,
  SecretUse,
  Severity,
  StackReport,
  StatementChange,
  ValueNeeded,
} from "./report";
export { valuesNeeded } from "./values-needed";
