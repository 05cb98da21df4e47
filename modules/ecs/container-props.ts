import type { ISecretsBucket } from "../s3";
import type { ContainerImage } from "./container-image";
import type { SecretVariables } from "./container-secrets";
import type { FirelensRouter } from "./firelens-router";
import type { LogDriver } from "./log-drivers";
import type { ObjectReference } from "./object-reference";
import type { SecretFiles, SecretFilesOptions } from "./secret-files";

/** A port that a container listens on. */
export interface PortMapping {
  readonly containerPort: number;
  /** Port of the instance; of use in network mode bridge only. @default - the same port, a free one in bridge */
  readonly hostPort?: number;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp";
  /** Name for service discovery and Service Connect. @default - none */
  readonly name?: string;
  /** @default - unknown protocol */
  readonly appProtocol?: "http" | "http2" | "grpc";
}

/** A command that tells ECS whether a container is well. */
export interface HealthCheck {
  /** `["CMD", …]` or `["CMD-SHELL", "…"]`. */
  readonly command: readonly string[];
  /** 5 to 300. @default 30 */
  readonly intervalSeconds?: number;
  /** 2 to 120. @default 5 */
  readonly timeoutSeconds?: number;
  /** 1 to 10. @default 3 */
  readonly retries?: number;
  /** 0 to 300. @default - no grace period */
  readonly startPeriodSeconds?: number;
}

/** Variables in an object of an encrypted bucket, one `NAME=value` a line. */
export interface EnvironmentFile {
  readonly bucket: ISecretsBucket;
  /** Ends in `.env`. */
  readonly key: string;
}

/** A volume of the task inside a container. */
export interface Mount {
  /** Name of the volume. */
  readonly volume: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** What another container must have reached first. */
export type ContainerCondition = "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";

/** Settings of a container. */
export interface ContainerProps {
  readonly image: ContainerImage;
  /** Plain settings; whoever may describe the task definition reads them. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Secrets that ECS puts into variables before the container starts. @default - none */
  readonly secrets?: SecretVariables;
  /** Variables that say where in a bucket the application reads its secrets, with the task role. @default - none */
  readonly secretObjects?: Readonly<Record<string, ObjectReference>>;
  /** Files that an init container fetches with the task role before this one starts; read-only. @default - none */
  readonly secretFiles?: SecretFiles;
  /** Settings of that init container. @default - those of each setting */
  readonly secretFilesOptions?: SecretFilesOptions;
  /** Variables that ECS reads from a bucket before the container starts; at most 10. @default - none */
  readonly environmentFiles?: readonly EnvironmentFile[];
  /** @default - output is not kept */
  readonly logging?: LogDriver;
  /** Makes this container the one that routes the output of those with `LogDriver.firelens()`. @default - it routes none */
  readonly firelensRouter?: FirelensRouter;
  /** @default - none */
  readonly portMappings?: readonly PortMapping[];
  /** @default - ECS only sees whether the process runs */
  readonly healthCheck?: HealthCheck;
  /** Whether the task stops when this container does. @default true */
  readonly essential?: boolean;
  /** CPU units, 1024 to a vCPU. @default - shares the task's */
  readonly cpu?: number;
  /** Above it the container is ended. @default - the task's memory */
  readonly memoryLimitMiB?: number;
  /** What is reserved for it. @default - none */
  readonly memoryReservationMiB?: number;
  /** @default - the image's */
  readonly command?: readonly string[];
  /** @default - the image's */
  readonly entryPoint?: readonly string[];
  /** User, or `user:group`. @default - the image's */
  readonly user?: string;
  /** @default - the image's */
  readonly workingDirectory?: string;
  /** Whether the container cannot change its own file system. @default true */
  readonly readonlyRootFilesystem?: boolean;
  /** Docker labels; whoever may describe the task definition reads them. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Path in the container → volume. @default - none */
  readonly mounts?: Readonly<Record<string, Mount>>;
  /** Other container → what it must have reached before this one starts. @default - none */
  readonly dependsOn?: Readonly<Record<string, ContainerCondition>>;
  /** Seconds that containers depending on this one wait for it. @default - for ever on EC2, 3 minutes on Fargate */
  readonly startTimeoutSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL, at most 120 on Fargate. @default 30 */
  readonly stopTimeoutSeconds?: number;
}
