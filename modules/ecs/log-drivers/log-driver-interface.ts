import type { Construct } from "constructs";
import type { ContainerPart } from "../container-part";
import type { TaskContext } from "../task-context";

/** What ECS calls the drivers. */
export type LogDriverName =
  "awsfirelens" | "awslogs" | "fluentd" | "gelf" | "journald" | "json-file" | "splunk" | "syslog";

/** Where a container's output goes; made by `LogDriver`. */
export interface ILogDriver {
  readonly driverName: LogDriverName;
  /** Called when the container is added; grants the execution role what the driver needs. */
  bind(container: Construct, task: TaskContext): ContainerPart;
}
