import type { ContainerWay, ILogDriver } from "../delivery";
import { type PropTable, having } from "../../core/internal";
import { logDriverKnown } from "../rules";
import { AwsLogsDriver, type AwsLogsOptions } from "./aws-logs";
import {
  fluentd,
  gelf,
  journald,
  jsonFile,
  syslog,
  type FluentdOptions,
  type GelfOptions,
  type JournaldOptions,
  type JsonFileOptions,
  type SyslogOptions,
} from "./docker-drivers";
import { firelens, type FirelensOptions } from "./firelens";
import { splunk, type SplunkOptions } from "./splunk";

/** Where a container's output goes. */
export type LogDriver = ILogDriver;

/**
 * Makes log drivers. Fargate has `awsLogs`, `splunk` and `firelens`; an EC2 instance offers the others, too, where its
 * agent lists them in `ECS_AVAILABLE_LOGGING_DRIVERS`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
 */
export const LogDriver = {
  /**
   * CloudWatch Logs.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
   */
  awsLogs: (options: AwsLogsOptions = {}): LogDriver => new AwsLogsDriver(options),

  /**
   * Splunk's HTTP Event Collector; its token is a secret.
   *
   * @see https://docs.docker.com/engine/logging/drivers/splunk/
   */
  splunk: (options: SplunkOptions): LogDriver => splunk(options),

  /**
   * The task's own router, a container with `firelensRouter`.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
   */
  firelens: (options: FirelensOptions = {}): LogDriver => firelens(options),

  /**
   * A Fluentd or Fluent Bit collector outside of the task. EC2 only.
   *
   * @see https://docs.docker.com/engine/logging/drivers/fluentd/
   */
  fluentd: (options: FluentdOptions = {}): LogDriver => fluentd(options),

  /**
   * Graylog's format. EC2 only.
   *
   * @see https://docs.docker.com/engine/logging/drivers/gelf/
   */
  gelf: (options: GelfOptions): LogDriver => gelf(options),

  /**
   * A syslog server. EC2 only.
   *
   * @see https://docs.docker.com/engine/logging/drivers/syslog/
   */
  syslog: (options: SyslogOptions = {}): LogDriver => syslog(options),

  /**
   * The systemd journal of the instance. EC2 only.
   *
   * @see https://docs.docker.com/engine/logging/drivers/journald/
   */
  journald: (options: JournaldOptions = {}): LogDriver => journald(options),

  /**
   * Files of the instance. EC2 only.
   *
   * @see https://docs.docker.com/engine/logging/drivers/json-file/
   */
  jsonFile: (options: JsonFileOptions = {}): LogDriver => jsonFile(options),
} as const;

/** The props of this way. */
export interface LoggingProps {
  /** @default - output is not kept */
  readonly logging?: LogDriver;
}

/** How they are read. */
export const LOGGING_PROPS = {
  logging: having("a LogDriver", "bind"),
} satisfies PropTable<LoggingProps>;

/** `logging`: the log driver, with its secret options. */
export const logging: ContainerWay<LoggingProps> = (container, props, task) => {
  if (!props.logging) return undefined;
  const { compatibility } = task;
  const driver = props.logging.driverName;
  logDriverKnown.enforce(container, "logging", { compatibility, driver });
  return props.logging.bind(container, task);
};
