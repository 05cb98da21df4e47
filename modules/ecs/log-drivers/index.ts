export { type AwsLogsOptions } from "./aws-logs";
export { LogDriver } from "./log-driver";
export { type ILogDriver } from "./log-driver-interface";
