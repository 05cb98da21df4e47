export { LogGroup, type ILogGroup, type LogGroupAttributes, type LogGroupProps } from "./log-group";
