import type { IEncryptionKey } from "../kms";

/** Settings of a volume that ECS makes of Amazon EBS for each task. */
export interface EbsVolumeProps {
  /** 1 to 16384. */
  readonly sizeGiB: number;
  /** Customer managed key that encrypts it. */
  readonly encryptionKey: IEncryptionKey;
  /** @default "gp3" */
  readonly volumeType?: "gp2" | "gp3" | "io1" | "io2" | "sc1" | "st1" | "standard";
  /** @default "xfs" */
  readonly fileSystem?: "ext3" | "ext4" | "xfs";
}

/** A volume of a task. */
export type Volume =
  /** Lives and dies with the task: Fargate's encrypted storage, or a folder on the EC2 instance. */
  | { readonly kind: "task" }
  /** A folder of the EC2 instance. */
  | { readonly kind: "host"; readonly sourcePath: string }
  /** A Docker volume of the EC2 instance that lives with the task. */
  | {
      readonly kind: "docker";
      readonly driver: string;
      readonly driverOptions?: Readonly<Record<string, string>>;
    }
  /** An EBS volume that a service makes for each task. */
  | ({ readonly kind: "ebs" } & EbsVolumeProps);

/** Makes volumes. */
export const Volume = {
  /** Lives and dies with the task. */
  task: (): Volume => ({ kind: "task" }),
  /** A folder of the EC2 instance. */
  host: (sourcePath: string): Volume => ({ kind: "host", sourcePath }),
  /** A Docker volume of the EC2 instance that lives with the task. */
  docker: (driver: string, driverOptions?: Readonly<Record<string, string>>): Volume => {
    return { kind: "docker", driver, driverOptions };
  },
  /** An EBS volume, encrypted with a customer key, that a service makes for each task. */
  ebs: (props: EbsVolumeProps): Volume => ({ kind: "ebs", ...props }),
} as const;
