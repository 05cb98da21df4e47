import type { IRole } from "../iam";
import type { Compatibility, NetworkMode } from "./task-context";
import type { Volume } from "./volume";

/** Settings of a `TaskDefinition`. */
export interface TaskDefinitionProps {
  /** @default - follows from the construct path */
  readonly family?: string;
  /** What runs the tasks. @default "FARGATE" */
  readonly compatibility?: Compatibility;
  /** @default "awsvpc", the only one on Fargate */
  readonly networkMode?: NetworkMode;
  /** CPU units of the task, 1024 to a vCPU. @default - no limit of its own on EC2; needed on Fargate */
  readonly cpu?: number;
  /** Memory of the task; Fargate offers certain pairs only. @default - the containers' on EC2; needed on Fargate */
  readonly memoryMiB?: number;
  /** @default "X86_64" on Fargate, the instance's on EC2 */
  readonly cpuArchitecture?: "X86_64" | "ARM64";
  /** Fargate platform version that the tasks will run on. @default "LATEST" */
  readonly platformVersion?: string;
  /** Storage of a Fargate task, 21 to 200. @default - 20 GiB */
  readonly ephemeralStorageGiB?: number;
  /** Name → volume. @default - none */
  readonly volumes?: Readonly<Record<string, Volume>>;
  /** Role that starts the task. @default - made when the first container needs one */
  readonly executionRole?: IRole;
  /** The application's own role. @default - made when something is granted to it */
  readonly taskRole?: IRole;
  /**
   * Whether superseded revisions stay registered, so that a failed deployment can be rolled back to one.
   *
   * @default true
   */
  readonly retainRevisions?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}
