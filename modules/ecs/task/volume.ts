import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IConstruct } from "constructs";
import { given, readObject, text, textMap, type PropTable } from "../../core/internal";
import type { IEncryptionKey } from "../../kms";
import { guardVolumeOption } from "../delivery";
import { ebsVolume, hostPath } from "../rules";

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
  readonly kind: "task";
}

/** A folder of the EC2 instance. */
export interface HostVolume {
  readonly kind: "host";
  readonly sourcePath: string;
}

/** A Docker volume of the EC2 instance that lives with the task. */
export interface DockerVolume {
  readonly kind: "docker";
  readonly driver: string;
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** An EBS volume that a service makes for each task. */
export interface EbsVolume extends EbsVolumeProps {
  readonly kind: "ebs";
}

/** A volume of a task. */
export type Volume = TaskVolume | HostVolume | DockerVolume | EbsVolume;

/** Makes volumes. */
export const Volume = {
  /** Lives and dies with the task. */
  task: (): TaskVolume => ({ kind: "task" }),
  /** A folder of the EC2 instance: encrypted where the instance's own EBS volume is, and kept after the task. */
  host: (sourcePath: string): HostVolume => ({ kind: "host", sourcePath }),
  /** A Docker volume of the EC2 instance that lives with the task. */
  docker: (driver: string, driverOptions?: Readonly<Record<string, string>>): DockerVolume => {
    return { kind: "docker", driver, driverOptions };
  },
  /**
   * Memory of the EC2 instance, never on a disk.
   *
   * Docker empties it when the last running container that mounts it stops: it cannot hand over what an init container
   * wrote before the application started.
   *
   * @see https://docs.docker.com/engine/storage/volumes/
   */
  tmpfs: (sizeMiB: number): DockerVolume => ({
    kind: "docker",
    driver: "local",
    driverOptions: { type: "tmpfs", device: "tmpfs", o: `size=${sizeMiB}m,nodev,noexec,nosuid` },
  }),
  /** An EBS volume, encrypted with a customer key, that a service makes for each task. */
  ebs: (props: EbsVolumeProps): EbsVolume => ({ kind: "ebs", ...props }),
} as const;

const TABLES = {
  task: { kind: given } satisfies PropTable<TaskVolume>,
  host: { kind: given, sourcePath: text } satisfies PropTable<HostVolume>,
  docker: {
    kind: given,
    driver: text,
    driverOptions: textMap,
  } satisfies PropTable<DockerVolume>,
  ebs: {
    kind: given,
    sizeGiB: given,
    encryptionKey: given,
    volumeType: text,
    iops: given,
    fileSystem: text,
  } satisfies PropTable<EbsVolume>,
} as const;

/** A volume's settings, as its task works with them. */
export function readVolume(task: IConstruct, prop: string, volume: Volume): Volume {
  const table: object = TABLES[volume.kind];
  return readObject(task, prop, table as PropTable<Volume>, volume);
}

/** Checks the settings of a volume. */
export function checkVolume(task: IConstruct, prop: string, volume: Volume): void {
  if (volume.kind === "host") hostPath.enforce(task, prop, volume.sourcePath);
  if (volume.kind === "ebs") ebsVolume.enforce(task, prop, volume);
  if (volume.kind !== "docker") return;
  for (const [name, text] of Object.entries(volume.driverOptions ?? {})) {
    guardVolumeOption(task, `${prop}.${name}`, name, text);
  }
}

/** A volume as a task definition declares it. */
export function declareVolume(name: string, volume: Volume): EcsTaskDefinitionVolume {
  switch (volume.kind) {
    case "task":
      return { name };
    case "host":
      return { name, hostPath: volume.sourcePath };
    case "docker":
      return {
        name,
        dockerVolumeConfiguration: {
          scope: "task",
          driver: volume.driver,
          driverOpts: volume.driverOptions && { ...volume.driverOptions },
        },
      };
    case "ebs":
      return { name, configureAtLaunch: true };
  }
}
