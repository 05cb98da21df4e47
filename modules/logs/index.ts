export { LogGroup, type LogGroupProps } from "./log-group";
export * as logsRules from "./rules";
