import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import type { IRole } from "../../iam";
import type { SecretReference } from "./secret-reference";

/** What runs the tasks. */
export type Compatibility = "FARGATE" | "EC2" | "MANAGED_INSTANCES";

/** How containers reach the network. */
export type NetworkMode = "awsvpc" | "bridge" | "host" | "none";

/** Whose messages, semaphores and shared memory the containers of a task use. */
export type IpcMode = "host" | "task" | "none";

/** What a container may ask of the task that it is part of. */
export interface TaskContext {
  readonly compatibility: Compatibility;
  readonly networkMode: NetworkMode;
  /** Fargate platform version. @default - "LATEST" */
  readonly platformVersion?: string;
  /** Whose messages, semaphores and shared memory its containers use. @default - the instance's Docker decides */
  readonly ipcMode?: IpcMode;
  /** Whether the task has memory that its containers share. */
  readonly hasTaskMemory: boolean;
  /** The role that starts the task; made at first use. */
  readonly executionRole: IRole;
  /** The application's own role; made at first use. */
  readonly taskRole: IRole;
}

/** Something that only newer Fargate platforms can do. */
export interface PlatformFeature {
  readonly feature: string;
  /** First platform version that can, such as `1.4.0`. */
  readonly since: string;
}

/** What one way of delivery adds to a container. */
export interface ContainerPart {
  /** Fields of the container definition; lists of the same field are put together. */
  readonly fields: { readonly [field: string]: Json };
  /** Secrets that starting the container needs. @default - none */
  readonly references?: readonly SecretReference[];
  /** What else must exist before a task starts. @default - nothing */
  readonly dependables?: readonly ITerraformDependable[];
  /** @default - any platform can */
  readonly features?: readonly PlatformFeature[];
}

/**
 * A place of a container where a secret may stand: reads its own props, grants what they reference, and renders them.
 *
 * @returns undefined where the container does not use it
 */
export type ContainerWay<Props, Task = TaskContext> = (
  container: Construct,
  props: Props,
  task: Task,
) => ContainerPart | undefined;

/** What ECS calls the drivers. */
export type LogDriverName =
  "awsfirelens" | "awslogs" | "fluentd" | "gelf" | "journald" | "json-file" | "splunk" | "syslog";

/** Where a container's output goes; made by `LogDriver`. */
export interface ILogDriver {
  /** The driver's name, as ECS spells it. */
  readonly driverName: LogDriverName;
  /** Called when the container is added; grants the execution role what the driver needs. */
  bind(container: Construct, task: TaskContext): ContainerPart;
}

/** The platform features that references need, besides what the place itself needs. */
export function featuresOf(references: readonly SecretReference[]): readonly PlatformFeature[] {
  const selects = references.some((reference) => reference.selectsPart);
  return selects ? [{ feature: "a JSON key or version of a secret", since: "1.4.0" }] : [];
}
