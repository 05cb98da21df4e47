import type { IRole } from "../iam";
import type { ContainerDefinition } from "./container-definition";
import type { ContainerProps } from "./container-props";
import type { EbsVolume, Volume } from "./volume";

/** What runs the tasks. */
export type Compatibility = "FARGATE" | "EC2";

/** How containers reach the network. */
export type NetworkMode = "awsvpc" | "bridge" | "host" | "none";

/** What a container may ask of the task that it is part of. */
export interface TaskContext {
  readonly compatibility: Compatibility;
  readonly networkMode: NetworkMode;
  /** Fargate platform version. @default - "LATEST" */
  readonly platformVersion?: string;
  /** Whether the task has memory that its containers share. */
  readonly hasTaskMemory: boolean;
  /** The role that starts the task; made at first use. */
  readonly executionRole: IRole;
  /** The application's own role; made at first use. */
  readonly taskRole: IRole;
  /** Adds a volume; an EBS volume only a service can add, by its props. @returns its name, for a container's mounts */
  addVolume(name: string, volume: Exclude<Volume, EbsVolume>): string;
  /** Adds a container that helps another one. */
  addContainer(name: string, props: ContainerProps): ContainerDefinition;
}
