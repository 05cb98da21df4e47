import { Token } from "cdktf";
import type { Construct } from "constructs";
import { ContainerImage } from "../container-image";
import type { ContainerWay } from "../container-part";
import type { ContainerProps, Mount } from "../container-props";
import { volumeDirectories } from "../secret-files";
import * as rules from "../secret-files-rules";
import {
  SECRET_FILES_OWNER,
  SECRET_FILES_PROGRAM,
  SECRET_FILES_ROOT,
  SECRET_FILES_SCRIPT,
} from "../secret-files-script";
import type { SecretReference } from "../secret-reference";
import type { TaskContext } from "../task-context";
import { Volume } from "../volume";

/** Pinned: what reads secrets must not change by itself. */
const AWS_CLI_IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.32.9";
const START_TIMEOUT_SECONDS = 120;
const MEMORY_MIB = 128;

type Files = readonly (readonly [path: string, reference: SecretReference])[];

/**
 * `secretFiles`: files that an init container fetches with the task role, into a volume that lives with the task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/example_task_definitions.html#example_task_definition-containerdependency
 */
export const secretFiles: ContainerWay = (container, props, task) => {
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
    volume: task.addVolume(`${init}-${index + 1}`, Volume.task()),
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

function check(container: Construct, props: ContainerProps, task: TaskContext, files: Files): void {
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
  rules.secretFileOwner.enforce(container, "user", props.user);
}

function initContainer(
  { user, logging, secretFilesOptions: options = {} }: ContainerProps,
  task: TaskContext,
  files: Files,
  volumes: readonly { readonly directory: string; readonly volume: string }[],
): ContainerProps {
  const mounts = volumes.map(({ directory, volume }): [string, Mount] => {
    return [`${SECRET_FILES_ROOT}${directory}`, { volume }];
  });
  return {
    image: options.image ?? ContainerImage.fromRegistry(AWS_CLI_IMAGE),
    essential: false,
    // The volume belongs to root, and only root can give the files to somebody else.
    user: "0",
    entryPoint: ["/bin/sh", "-c"],
    command: [
      SECRET_FILES_SCRIPT,
      SECRET_FILES_PROGRAM,
      ...files.flatMap(([path, { valueFrom }]) => [path, valueFrom]),
    ],
    environment: user === undefined ? undefined : { [SECRET_FILES_OWNER]: user },
    logging: options.logging ?? logging,
    mounts: Object.fromEntries(mounts),
    startTimeoutSeconds: options.startTimeoutSeconds ?? START_TIMEOUT_SECONDS,
    memoryReservationMiB:
      options.memoryReservationMiB ?? (task.hasTaskMemory ? undefined : MEMORY_MIB),
  };
}
