import { posix } from "node:path";
import type { ContainerImage } from "./container-image";
import type { LogDriver } from "./log-drivers";
import type { SecretReference } from "./secret-reference";

/** Absolute path in the container → secret. */
export type SecretFiles = Readonly<Record<string, SecretReference>>;

/** Settings of the init container that fetches `secretFiles`. */
export interface SecretFilesOptions {
  /** An image with the AWS CLI, a POSIX shell and its tools. @default - the AWS CLI's official image, one version of it */
  readonly image?: ContainerImage;
  /** Seconds after which the task gives up: 2 to 120 on Fargate. @default 120 */
  readonly startTimeoutSeconds?: number;
  /** Names of files and error codes go there, never a value. @default - the application container's */
  readonly logging?: LogDriver;
  /** What is reserved for it. @default - nothing, or 128 MiB where the task has no memory of its own */
  readonly memoryReservationMiB?: number;
}

/** Directories that need a volume: those of the files, without those that lie in another one. */
export function volumeDirectories(paths: readonly string[]): readonly string[] {
  const directories = [...new Set(paths.map((path) => posix.dirname(path)))].sort();
  // A volume below a read-only one could not be mounted: nobody may make its folder there.
  return directories.filter(
    (directory) => !directories.some((other) => directory.startsWith(`${other}/`)),
  );
}
