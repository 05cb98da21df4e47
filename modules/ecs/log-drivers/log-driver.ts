import { AwsLogsDriver, type AwsLogsOptions } from "./aws-logs";
import type { ILogDriver } from "./log-driver-interface";

/** Where a container's output goes. */
export type LogDriver = ILogDriver;

/** Makes log drivers. */
export const LogDriver = {
  /**
   * CloudWatch Logs.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
   */
  awsLogs: (options: AwsLogsOptions = {}): LogDriver => new AwsLogsDriver(options),
} as const;
