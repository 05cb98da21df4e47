import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Token, type IResolvable } from "cdktf";
import type { IConstruct } from "constructs";
import {
  checkNeeded,
  checkWord,
  oneOf,
  type Words,
  checkType,
  RECORD,
  choice,
  enforceKnown,
  name,
  readObject,
  terraformText,
  text,
  textMap,
  type PropTable,
  number,
  flag,
  knownFlag,
  needed,
  knownMap,
  objectType,
  checkArgument,
  TEXT,
  NUMBER,
} from "../../core/internal";
import { AwsTarget, type IGrantee } from "../../core";
import type { IEncryptionKey } from "../../kms";
import { guardVolumeOption } from "../delivery";
import { keyProp } from "../../kms/internal";
import * as rules from "../rules";

/** How a prop that takes volumes by their names is read. */
export const volumesProp = knownMap(objectType("a Volume", "kind"));

/** Settings of a volume that ECS makes of Amazon EBS for each task. */
export interface EbsVolumeProps {
  /** 1 to 16384. */
  readonly sizeGiB: number;
  /** Customer managed key that encrypts it. */
  readonly encryptionKey: IEncryptionKey;
  /** @default "gp3" */
  readonly volumeType?: "gp2" | "gp3" | "io1" | "io2" | "sc1" | "st1" | "standard";
  /** Needed for io1 and io2, possible for gp3. @default - 3000 for gp3 */
  readonly iops?: number;
  /** @default "xfs" */
  readonly fileSystem?: "ext3" | "ext4" | "xfs";
}

/** Lives and dies with the task: Fargate's encrypted storage, or a folder on the EC2 instance. */
export interface TaskVolume {
  /** Tells it from the other volumes. */
  readonly kind: "task";
}

/** A folder of the EC2 instance. */
export interface HostVolume {
  /** Tells it from the other volumes. */
  readonly kind: "host";
  /** The folder, as an absolute path of the instance. */
  readonly sourcePath: string;
}

/** How long a Docker volume lives, and what Docker knows of it. */
export interface DockerVolumeOptions {
  /** Whether it goes with its task, or stays on the instance for others. @default "task" */
  readonly scope?: "task" | "shared";
  /** Whether Docker makes a shared one that is not there. @default false */
  readonly autoprovision?: boolean | IResolvable;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A Docker volume of the EC2 instance. */
export interface DockerVolume extends DockerVolumeOptions {
  /** Tells it from the other volumes. */
  readonly kind: "docker";
  /** The program that makes it, such as `local`. */
  readonly driver: string;
  /** Options of the driver. @default - none */
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** Settings of a volume that is a file system of Amazon EFS, or a part of one. */
export interface EfsVolumeProps {
  /** Such as `fs-0123456789abcdef0`, of the task's own account and Region. */
  readonly fileSystemId: string;
  /**
   * Such as `fsap-0123456789abcdef0`: it says which folder is mounted, and as which user; the task role may then mount
   * through it alone. @default - the file system itself
   */
  readonly accessPointId?: string;
  /** Folder that is mounted; an access point has its own. @default "/" */
  readonly rootDirectory?: string;
  /** Whether the containers' root user is root there, too. @default false */
  readonly rootAccess?: boolean;
  /** Port of the instance, for the encrypted connection. @default - the EFS mount helper chooses one */
  readonly transitEncryptionPort?: number;
}

/** A volume of Amazon EFS: encrypted in transit, and mounted with the task role. */
export interface EfsVolume extends EfsVolumeProps {
  /** Tells it from the other volumes. */
  readonly kind: "efs";
}

/** An EBS volume that a service makes for each task. */
export interface EbsVolume extends EbsVolumeProps {
  /** Tells it from the other volumes. */
  readonly kind: "ebs";
}

/** A volume of a task. */
export type Volume = TaskVolume | HostVolume | DockerVolume | EbsVolume | EfsVolume;

/** Makes volumes. */
export const Volume = {
  /** Lives and dies with the task. */
  task: (): TaskVolume => ({ kind: "task" }),
  /** A folder of the EC2 instance: encrypted where the instance's own EBS volume is, and kept after the task. */
  host: (sourcePath: string): HostVolume => ({ kind: "host", sourcePath }),
  /** A Docker volume of the EC2 instance that lives with the task, unless it is shared. */
  docker: (
    driver: string,
    driverOptions?: Readonly<Record<string, string>>,
    options: DockerVolumeOptions = {},
  ): DockerVolume => {
    checkArgument("Volume.docker()", "options", RECORD, options);
    return { kind: "docker", driver, driverOptions, ...options };
  },
  /**
   * A file system of Amazon EFS. The task role may mount it, and write where a container mounts it writable.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
   */
  efs: (props: EfsVolumeProps): EfsVolume => ({ kind: "efs", ...props }),
  /**
   * Memory of the EC2 instance, never on a disk.
   *
   * Docker empties it when the last running container that mounts it stops: it cannot hand over what an init container
   * wrote before the application started.
   *
   * @see https://docs.docker.com/engine/storage/volumes/
   */
  tmpfs: (sizeMiB: number): DockerVolume => {
    checkArgument("Volume.tmpfs()", "sizeMiB", NUMBER, sizeMiB);
    const o = `size=${sizeMiB}m,nodev,noexec,nosuid`;
    return {
      kind: "docker",
      driver: "local",
      driverOptions: { type: "tmpfs", device: "tmpfs", o },
    };
  },
  /** An EBS volume, encrypted with a customer key, that a service makes for each task. */
  ebs: (props: EbsVolumeProps): EbsVolume => ({ kind: "ebs", ...props }),
} as const;

const KINDS = { task: true, host: true, docker: true, efs: true, ebs: true } satisfies Words<
  Volume["kind"]
>;

const TABLES = {
  task: { kind: needed(oneOf(choice, { task: true })) } satisfies PropTable<TaskVolume>,
  host: {
    kind: needed(oneOf(choice, { host: true })),
    sourcePath: needed(text),
  } satisfies PropTable<HostVolume>,
  docker: {
    kind: needed(oneOf(choice, { docker: true })),
    driver: needed(text),
    driverOptions: textMap,
    scope: oneOf(text, { task: true, shared: true } satisfies Words<
      NonNullable<DockerVolume["scope"]>
    >),
    autoprovision: flag,
    labels: textMap,
  } satisfies PropTable<DockerVolume>,
  efs: {
    kind: needed(oneOf(choice, { efs: true })),
    // Both become parts of ARNs in policies, too.
    fileSystemId: needed(name),
    accessPointId: name,
    rootDirectory: text,
    rootAccess: knownFlag,
    transitEncryptionPort: number,
  } satisfies PropTable<EfsVolume>,
  ebs: {
    kind: needed(oneOf(choice, { ebs: true })),
    sizeGiB: needed(number),
    encryptionKey: needed(keyProp),
    volumeType: oneOf(text, {
      gp2: true,
      gp3: true,
      io1: true,
      io2: true,
      sc1: true,
      st1: true,
      standard: true,
    } satisfies Words<NonNullable<EbsVolume["volumeType"]>>),
    iops: number,
    fileSystem: oneOf(text, { ext3: true, ext4: true, xfs: true } satisfies Words<
      NonNullable<EbsVolume["fileSystem"]>
    >),
  } satisfies PropTable<EbsVolume>,
} as const;

/** Reads the settings of a volume. */
export function readVolume(task: IConstruct, name: string, volume: Volume): Volume {
  checkType(task, "addVolume", TEXT, name);
  const prop = `volumes.${name}`;
  checkType(task, prop, RECORD, volume);
  if (!enforceKnown(task, `${prop}.kind`, volume.kind)) return { kind: "task" };
  checkNeeded(task, `${prop}.kind`, volume.kind);
  if (!checkWord(task, `${prop}.kind`, KINDS, volume.kind)) return { kind: "task" };
  const table: object = TABLES[volume.kind];
  return readObject(task, prop, table as PropTable<Volume>, volume);
}

/** Checks the settings of a volume. */
export function checkVolume(task: IConstruct, prop: string, volume: Volume): void {
  if (volume.kind === "host") rules.hostPath.enforce(task, prop, volume.sourcePath);
  if (volume.kind === "ebs") rules.ebsVolume.enforce(task, prop, volume);
  if (volume.kind === "efs") checkEfs(task, prop, volume);
  if (volume.kind !== "docker") return;
  const { scope, autoprovision, driverOptions, labels } = volume;
  rules.dockerVolume.enforce(task, prop, { scope, autoprovision });
  // A map that only Terraform knows becomes an argument as it is.
  for (const [name, text] of [labels, driverOptions].flatMap(knownEntries)) {
    guardVolumeOption(task, `${prop}.${name}`, name, text);
  }
}

function knownEntries(
  texts: Readonly<Record<string, string>> | undefined,
): readonly (readonly [string, string])[] {
  return texts === undefined || Token.isUnresolved(texts) ? [] : Object.entries(texts);
}

function checkEfs(task: IConstruct, prop: string, volume: EfsVolume): void {
  const { fileSystemId, accessPointId, rootDirectory: directory } = volume;
  rules.efsFileSystem.enforce(task, `${prop}.fileSystemId`, fileSystemId);
  rules.efsAccessPoint.enforce(task, `${prop}.accessPointId`, accessPointId);
  const root = { directory, hasAccessPoint: accessPointId !== undefined };
  rules.efsRootDirectory.enforce(task, `${prop}.rootDirectory`, root);
  rules.portNumber.enforce(task, `${prop}.transitEncryptionPort`, volume.transitEncryptionPort);
}

/** A volume as a task definition declares it. */
export function declareVolume(key: string, volume: Volume): EcsTaskDefinitionVolume {
  const name = terraformText(key);
  switch (volume.kind) {
    case "task":
      return { name };
    case "host":
      return { name, hostPath: volume.sourcePath };
    case "docker":
      return {
        name,
        dockerVolumeConfiguration: {
          scope: volume.scope ?? "task",
          autoprovision: volume.autoprovision,
          driver: volume.driver,
          driverOpts: volume.driverOptions && { ...volume.driverOptions },
          labels: volume.labels && { ...volume.labels },
        },
      };
    case "efs":
      return {
        name,
        efsVolumeConfiguration: {
          fileSystemId: terraformText(volume.fileSystemId),
          rootDirectory: volume.rootDirectory,
          transitEncryption: "ENABLED",
          transitEncryptionPort: volume.transitEncryptionPort,
          authorizationConfig: {
            accessPointId: volume.accessPointId && terraformText(volume.accessPointId),
            iam: "ENABLED",
          },
        },
      };
    case "ebs":
      return { name, configureAtLaunch: true };
  }
}

/** Name of the policies by which a task role mounts file systems. */
const MOUNT_FILE_SYSTEMS = "mount-file-systems";

/**
 * Lets a task role mount a file system: through its access point only, if it has one, and read-only where the mount is.
 *
 * @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export function grantMount(
  task: IConstruct,
  taskRole: IGrantee,
  { fileSystemId, accessPointId, rootAccess = false }: EfsVolume,
  { readOnly }: { readonly readOnly: boolean | IResolvable },
): void {
  const arn = (resource: string): string =>
    AwsTarget.of(task).arn({ service: "elasticfilesystem", resource });
  const actions = [
    "elasticfilesystem:ClientMount",
    // A mount may be writable where only Terraform knows `readOnly`.
    ...(readOnly === true ? [] : ["elasticfilesystem:ClientWrite"]),
    ...(rootAccess ? ["elasticfilesystem:ClientRootAccess"] : []),
  ];
  const through = accessPointId === undefined ? undefined : arn(`access-point/${accessPointId}`);
  taskRole.addToPolicy(MOUNT_FILE_SYSTEMS, {
    actions,
    resources: [arn(`file-system/${fileSystemId}`)],
    conditions:
      through === undefined
        ? undefined
        : { StringEquals: { "elasticfilesystem:AccessPointArn": [through] } },
  });
}
