import { posix } from "node:path";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { given, known, object, type PropTable } from "../../core/internal";
import { formatSecretFiles, SECRET_FILES_OWNER, SECRET_FILES_ROOT } from "../../facts";
import * as rules from "../rules";
import { ContainerImage } from "./container-image";
import type { ContainerWay, ILogDriver, TaskContext } from "./container-way";
import { SECRET_FILES_SCRIPT } from "./secret-files-script";
import type { SecretReference } from "./secret-reference";

/** Pinned: what reads secrets must not change by itself. */
const AWS_CLI_IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.32.9";
const START_TIMEOUT_SECONDS = 120;
const MEMORY_MIB = 128;

type Files = readonly (readonly [path: string, reference: SecretReference])[];

/** Absolute path in the container → secret. */
export type SecretFiles = Readonly<Record<string, SecretReference>>;

/** Settings of the init container that fetches `secretFiles`. */
export interface SecretFilesOptions {
  /** An image with the AWS CLI, a POSIX shell and its tools. @default - the AWS CLI's official image, one version of it */
  readonly image?: ContainerImage;
  /** Seconds after which the task gives up: 2 to 120 on Fargate. @default 120 */
  readonly startTimeoutSeconds?: number;
  /** Names of files and error codes go there, never a value. @default - the application container's */
  readonly logging?: ILogDriver;
  /** What is reserved for it. @default - nothing, or 128 MiB where the task has no memory of its own */
  readonly memoryReservationMiB?: number;
}

/** The props of this way. */
export interface SecretFilesProps {
  /**
   * Files that an init container fetches with the task role before this one starts: read-only, and readable for `user`
   * alone, which must be given. @default - none
   */
  readonly secretFiles?: SecretFiles;
  /** Settings of that init container. @default - those of each setting */
  readonly secretFilesOptions?: SecretFilesOptions;
}

/** How they are read. */
export const SECRET_FILES_PROPS = {
  secretFiles: known,
  secretFilesOptions: object<SecretFilesOptions>({
    image: given,
    startTimeoutSeconds: given,
    logging: given,
    memoryReservationMiB: given,
  }),
} satisfies PropTable<SecretFilesProps>;

/** What of the container's other props the files depend on. */
interface FilesReader extends SecretFilesProps {
  readonly user?: string;
  readonly overrides?: { readonly user?: string };
  readonly logging?: ILogDriver;
  readonly mounts?: Readonly<Record<string, { readonly readOnly?: boolean }>>;
}

/** The container that fetches the files. */
interface InitContainer {
  readonly image: ContainerImage;
  readonly essential: boolean;
  readonly user: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly logging?: ILogDriver;
  readonly mounts: Readonly<Record<string, { readonly volume: string }>>;
  readonly startTimeoutSeconds: number;
  readonly memoryReservationMiB?: number;
}

/** The task as the files need it: they bring volumes and an init container along. */
export interface TaskBuilder extends TaskContext {
  /** Adds a volume that lives with the task. @returns its name, for a container's mounts */
  addVolume(name: string, volume: { readonly kind: "task" }): string;
  /** Adds a container that helps another one. */
  addContainer(name: string, props: InitContainer): unknown;
}

/**
 * `secretFiles`: files that an init container fetches with the task role, into a volume that lives with the task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/example_task_definitions.html#example_task_definition-containerdependency
 */
export const secretFiles: ContainerWay<FilesReader, TaskBuilder> = (container, props, task) => {
  const files: Files = Object.entries(props.secretFiles ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (files.length === 0) return undefined;
  const directories = volumeDirectories(files.map(([path]) => path));
  check(container, props, task, files);
  for (const directory of directories) {
    const { mounts = {} } = props;
    rules.secretFileMount.enforce(container, "secretFiles", { directory, mounts });
  }
  for (const [, reference] of files) reference.grantRead(task.taskRole);

  const init = `${container.node.id}-secret-files`;
  const volumes = directories.map((directory, index) => ({
    directory,
    volume: task.addVolume(`${init}-${index + 1}`, { kind: "task" }),
  }));
  task.addContainer(init, initContainer(props, task, files, volumes));
  return {
    fields: {
      dependsOn: [{ containerName: init, condition: "SUCCESS" }],
      mountPoints: volumes.map(({ directory, volume }) => {
        return { sourceVolume: volume, containerPath: directory, readOnly: true };
      }),
    },
    references: files.map(([, reference]) => reference),
    // Containers wait for each other since 1.3.0; what the volumes lie on is encrypted since 1.4.0.
    features: [{ feature: "an encrypted volume for secret files", since: "1.4.0" }],
  };
};

/** Directories that need a volume: those of the files, without those that lie in another one. */
function volumeDirectories(paths: readonly string[]): readonly string[] {
  const directories = [...new Set(paths.map((path) => posix.dirname(path)))].sort();
  // A volume below a read-only one could not be mounted: its folder cannot be made there.
  return directories.filter(
    (directory) => !directories.some((other) => directory.startsWith(`${other}/`)),
  );
}

function check(container: Construct, props: FilesReader, task: TaskContext, files: Files): void {
  const paths = files.map(([path]) => path);
  for (const [path, reference] of files) {
    const prop = `secretFiles["${path}"]`;
    const others = paths.filter((other) => other !== path);
    rules.secretFileKnown.enforce(container, "secretFiles", !Token.isUnresolved(path));
    rules.secretFileUnique.enforce(container, "secretFiles", { path, others });
    rules.secretFileDirectory.enforce(container, "secretFiles", { path, others });
    rules.secretFilePath.enforce(container, "secretFiles", path);
    rules.secretFileHides.enforce(container, "secretFiles", path);
    reference.validate(container, prop);
    rules.secretFileWhole.enforce(container, prop, reference);
  }
  const { compatibility, networkMode } = task;
  const seconds = props.secretFilesOptions?.startTimeoutSeconds ?? START_TIMEOUT_SECONDS;
  const timeout = { seconds, compatibility };
  rules.secretFilesTimeout.enforce(container, "secretFilesOptions.startTimeoutSeconds", timeout);
  rules.secretFilesNetwork.enforce(container, "networkMode", networkMode);
  rules.secretFilesContainer.enforce(container, "name", container.node.id);
  const user = userOf(props);
  rules.secretFileUser.enforce(container, "user", { user });
  rules.secretFileOwner.enforce(container, "user", user);
}

/** Whom the container runs as: an override has the last word. */
function userOf({ user, overrides }: FilesReader): string | undefined {
  return overrides?.user ?? user;
}

function initContainer(
  props: FilesReader,
  task: TaskContext,
  files: Files,
  volumes: readonly { readonly directory: string; readonly volume: string }[],
): InitContainer {
  const { logging, secretFilesOptions: options = {} } = props;
  const user = userOf(props);
  const mounts = volumes.map(({ directory, volume }) => {
    return [`${SECRET_FILES_ROOT}${directory}`, { volume }] as const;
  });
  return {
    image: options.image ?? ContainerImage.fromRegistry(AWS_CLI_IMAGE),
    essential: false,
    // The volume belongs to root, and only root can give the files to another user.
    user: "0",
    entryPoint: ["/bin/sh", "-c"],
    command: formatSecretFiles(
      SECRET_FILES_SCRIPT,
      files.map(([path, { valueFrom }]) => ({ path, valueFrom })),
    ),
    environment: user === undefined ? undefined : { [SECRET_FILES_OWNER]: user },
    logging: options.logging ?? logging,
    mounts: Object.fromEntries(mounts),
    startTimeoutSeconds: options.startTimeoutSeconds ?? START_TIMEOUT_SECONDS,
    memoryReservationMiB:
      options.memoryReservationMiB ?? (task.hasTaskMemory ? undefined : MEMORY_MIB),
  };
}
