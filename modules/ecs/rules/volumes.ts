import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const EBS =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html";

const EFS =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html";

/** IOPS that every gp3 volume has, however small. */
const GP3_BASELINE = 3000;

interface EbsLimits {
  /** Least and most GiB. */
  readonly size: readonly [number, number];
  /** Least and most IOPS, where the type takes them. */
  readonly iops?: readonly [number, number];
  /** Most IOPS for each GiB. */
  readonly iopsPerGiB?: number;
}

type EbsVolumeType = "gp2" | "gp3" | "io1" | "io2" | "sc1" | "st1" | "standard";

const EBS_LIMITS: Readonly<Record<EbsVolumeType, EbsLimits>> = {
  gp2: { size: [1, 16_384] },
  gp3: { size: [1, 65_536], iops: [GP3_BASELINE, 80_000], iopsPerGiB: 500 },
  io1: { size: [4, 16_384], iops: [100, 64_000], iopsPerGiB: 50 },
  io2: { size: [4, 65_536], iops: [100, 256_000], iopsPerGiB: 1000 },
  sc1: { size: [125, 16_384] },
  st1: { size: [125, 16_384] },
  standard: { size: [1, 1024] },
};

export const ebsVolume = defineRule<{
  readonly sizeGiB: number;
  readonly iops?: number;
  readonly volumeType?: EbsVolumeType;
}>({
  id: "ecs-ebs-volume",
  demands:
    "have a size and IOPS that the type of volume offers (gp2: 1-16384 GiB; gp3: 1-65536; io1: 4-16384; io2: 4-65536; sc1, st1: 125-16384; standard: 1-1024; IOPS gp3: 3000-80000, io1: 100-64000, io2: 100-256000, for each GiB at most 500, 50 and 1000; io1 and io2 need them, the others have none; of gp3 and io2 the ECS API's page still says 16384 GiB, EC2's and CDK say more)",
  source: EBS,
  remedy: "Leave volumeType and iops out for gp3 with 3000 IOPS.",
  broken: ({ sizeGiB, iops, volumeType = "gp3" }) => {
    if (isUnresolved([sizeGiB, iops, volumeType])) return false;
    const { size, iops: offered, iopsPerGiB = 0 } = EBS_LIMITS[volumeType];
    if (!isWhole(sizeGiB, ...size)) return `${sizeGiB} GiB of ${volumeType}`;
    if (iops === undefined) return volumeType.startsWith("io") && `${volumeType} without iops`;
    if (!offered || !isWhole(iops, ...offered)) return `${iops} IOPS of ${volumeType}`;
    if (volumeType === "gp3" && iops === GP3_BASELINE) return false;
    return iops > sizeGiB * iopsPerGiB && `${iops} IOPS of ${volumeType} with ${sizeGiB} GiB`;
  },
});

export const ebsVolumeOnce = defineRule<readonly string[]>({
  id: "ecs-ebs-volume-once",
  demands: "hold at most one EBS volume",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html",
  remedy: "Put both into folders of one volume.",
  broken: (names) => names.length > 1 && names.join(" and "),
});

export const efsFileSystem = defineRule<string>({
  id: "ecs-efs-file-system",
  demands: "be the id of a file system",
  source: EFS,
  remedy: "Write it like fs-0123456789abcdef0, or give the `id` of an `EfsFileSystem`.",
  broken: (id) => !/^fs-[0-9a-f]{8,40}$/.test(id),
});

export const efsAccessPoint = defineRule<string>({
  id: "ecs-efs-access-point",
  demands: "be the id of an access point",
  source: EFS,
  remedy: "Write it like fsap-0123456789abcdef0, or give the `id` of an `EfsAccessPoint`.",
  broken: (id) => !/^fsap-[0-9a-f]{8,40}$/.test(id),
});

export const efsRootDirectory = defineRule<{
  readonly directory?: string;
  readonly hasAccessPoint: boolean;
}>({
  id: "ecs-efs-root-directory",
  demands: "be an absolute path without `..`, and left out with an access point, which has its own",
  source: EFS,
  remedy: "Remove it, or set the path in the access point.",
  broken: ({ directory, hasAccessPoint }) => {
    if (directory === undefined || isUnresolved(directory)) return false;
    if (hasAccessPoint) return directory !== "/" && `${directory} with an access point`;
    return (!directory.startsWith("/") || directory.split("/").includes("..")) && directory;
  },
});

export const dockerVolume = defineRule<{
  readonly scope?: string;
  readonly autoprovision?: unknown;
}>({
  id: "ecs-docker-volume",
  demands: "be shared where Docker makes it unless it is there (autoprovision)",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DockerVolumeConfiguration.html",
  remedy: 'Set `scope: "shared"`, or leave autoprovision out: a volume of the task is always made.',
  broken: ({ scope, autoprovision }) =>
    autoprovision !== undefined &&
    !isUnresolved(scope) &&
    scope !== "shared" &&
    "autoprovision of a task's own volume",
});

export const volumeKnown = defineRule<{ readonly compatibility: string; readonly kind: string }>({
  id: "ecs-volume-kind",
  demands:
    "be a kind of volume that the launch type has: Fargate has no host and no docker volumes",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
  remedy: "Use Volume.task(), Volume.efs() or Volume.ebs().",
  broken: ({ compatibility, kind }) =>
    compatibility === "FARGATE" && (kind === "host" || kind === "docker") && kind,
});

export const volumeMounted = defineRule<{
  readonly volume: string;
  readonly declared: readonly string[];
}>({
  id: "ecs-volume-mounted",
  demands: "name a volume that the task has",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
  remedy: "Add it to `volumes` of the task definition or service, or correct the name.",
  broken: ({ volume, declared }) =>
    !declared.includes(volume) &&
    `${JSON.stringify(volume)} (the task has ${declared.length > 0 ? declared.join(", ") : "none"})`,
});

export const hostPath = defineRule<string>({
  id: "ecs-host-path",
  demands: "be an absolute path without `..`",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HostVolumeProperties.html",
  remedy: "Write it like /var/lib/orders.",
  broken: (path) => !path.startsWith("/") || path.split("/").includes(".."),
});
