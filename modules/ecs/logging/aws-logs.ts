import type { Construct } from "constructs";
import { AwsTarget } from "../../core";
import { given, jsonEmbedded, readObject, type PropTable } from "../../core/internal";
import { LogGroup, type LogGroupProps } from "../../logs";
import type { ContainerPart, ILogDriver, TaskContext } from "../delivery";

/** Options of the `awslogs` driver. */
export interface AwsLogsOptions {
  /** @default - a log group of its own */
  readonly logGroup?: LogGroup;
  /** Settings of the log group of its own. @default - the environment's retention, CloudWatch's own key */
  readonly newLogGroup?: LogGroupProps;
  /** First part of the stream's name. @default - the container's name */
  readonly streamPrefix?: string;
}

const OPTIONS = {
  logGroup: given,
  newLogGroup: given,
  streamPrefix: given,
} satisfies PropTable<AwsLogsOptions>;

/** CloudWatch Logs. */
export class AwsLogsDriver implements ILogDriver {
  public readonly driverName = "awslogs";
  private readonly ownGroups = new Map<TaskContext, LogGroup>();

  public constructor(private readonly options: AwsLogsOptions) {}

  public bind(container: Construct, task: TaskContext): ContainerPart {
    const read = readObject(container, "logging", OPTIONS, this.options);
    const { streamPrefix = container.node.id } = read;
    const logGroup = this.options.logGroup ?? this.ownGroup(container, task);
    logGroup.grantWrite(task.executionRole);
    const options = {
      "awslogs-group": jsonEmbedded(container, "awslogs-group", logGroup.logGroupName),
      "awslogs-region": jsonEmbedded(container, "awslogs-region", AwsTarget.of(container).region),
      "awslogs-stream-prefix": jsonEmbedded(container, "awslogs-stream-prefix", streamPrefix),
    };
    return {
      fields: { logConfiguration: { logDriver: "awslogs", options } },
      dependables: logGroup.dependables,
    };
  }

  /** Containers of a task that share the driver share its log group, as a name of it can only be given once. */
  private ownGroup(container: Construct, task: TaskContext): LogGroup {
    const existing = this.ownGroups.get(task);
    if (existing) return existing;
    const created = new LogGroup(container, "logs", this.options.newLogGroup);
    this.ownGroups.set(task, created);
    return created;
  }
}
