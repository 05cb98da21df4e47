import type { ContainerImage } from "./container-image";
import type { SecretVariables } from "./container-secrets";
import type { LogDriver } from "./log-driver";

/** A port that a container listens on. */
export interface PortMapping {
  readonly containerPort: number;
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

/** Settings of a container. */
export interface ContainerProps {
  readonly image: ContainerImage;
  /** Plain settings; whoever may describe the task definition reads them. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Secrets that ECS puts into variables before the container starts. @default - none */
  readonly secrets?: SecretVariables;
  /** @default - output is not kept */
  readonly logging?: LogDriver;
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
}
