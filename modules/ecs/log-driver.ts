import type { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import { AwsTarget, type IGrantee, type Json } from "../core";
import { LogGroup, type LogGroupProps } from "../logs";
import type { SecretReference } from "./secret-reference";

/** What a log driver adds to its container. */
export interface BoundLogDriver {
  /** The `logConfiguration` of the container definition. */
  readonly logConfiguration: Json;
  /** Secrets that the driver reads. */
  readonly references: readonly SecretReference[];
  /** What must exist before a task starts. */
  readonly dependables: readonly ITerraformDependable[];
}

/** Options of the `awslogs` driver. */
export interface AwsLogsOptions {
  /** @default - a log group of its own */
  readonly logGroup?: LogGroup;
  /** Settings of the log group of its own. @default - the environment's retention, CloudWatch's own key */
  readonly newLogGroup?: LogGroupProps;
  /** First part of the stream's name. @default - the container's name */
  readonly streamPrefix?: string;
}

/** Where a container's output goes. */
export abstract class LogDriver {
  /**
   * CloudWatch Logs.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
   */
  public static awsLogs(options: AwsLogsOptions = {}): LogDriver {
    return new AwsLogsDriver(options);
  }

  /** Called when the container is added; grants the execution role what the driver needs. */
  public abstract bind(container: Construct, executionRole: () => IGrantee): BoundLogDriver;
}

class AwsLogsDriver extends LogDriver {
  public constructor(private readonly options: AwsLogsOptions) {
    super();
  }

  public bind(container: Construct, executionRole: () => IGrantee): BoundLogDriver {
    const { newLogGroup, streamPrefix = container.node.id } = this.options;
    const logGroup = this.options.logGroup ?? new LogGroup(container, "logs", newLogGroup);
    logGroup.grantWrite(executionRole());
    return {
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": logGroup.logGroupName,
          "awslogs-region": AwsTarget.of(container).region,
          "awslogs-stream-prefix": streamPrefix,
        },
      },
      references: [],
      dependables: logGroup.dependables,
    };
  }
}
