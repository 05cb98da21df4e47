import type { IResolvable } from "cdktf";
import {
  oneOf,
  type Words,
  listOf,
  mapOf,
  number,
  object,
  part,
  parts,
  flag,
  needed,
} from "../../core/internal";
import { field, jsonFlag, sorted, type ContainerField, type JsonFields } from "./field";

/** A folder in memory, writable beside a read-only root file system; gone with the container. */
export interface Tmpfs {
  /** At most; what is in it counts as the container's memory. */
  readonly sizeMiB: number;
  /** Such as `noexec`, `nosuid` and `mode=1777`. @default - ECS's */
  readonly mountOptions?: readonly string[];
}

/** Capabilities of the Linux kernel, such as `NET_BIND_SERVICE`. */
export interface KernelCapabilities {
  /** On Fargate `SYS_PTRACE` only. @default - Docker's own */
  readonly add?: readonly string[];
  /** `ALL` is one, too. @default - none of Docker's own */
  readonly drop?: readonly string[];
}

/** A device of the EC2 instance. */
export interface Device {
  /** The device's path on the container instance. */
  readonly hostPath: string;
  /** @default - the same */
  readonly containerPath?: string;
  /** @default - all three */
  readonly permissions?: readonly ("read" | "write" | "mknod")[];
}

/**
 * How the Linux kernel treats a container. Folders in memory are `tmpfs` of the container.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
 */
export interface LinuxParameters {
  /** Whether an init process forwards signals and reaps processes. @default false */
  readonly initProcessEnabled?: boolean | IResolvable;
  /** @default - Docker's own */
  readonly capabilities?: KernelCapabilities;
  /** Of `/dev/shm`; not on Fargate. @default - 64 MiB */
  readonly sharedMemorySizeMiB?: number;
  /** 0 for none; not on Fargate. @default - the instance's */
  readonly maxSwapMiB?: number;
  /** 0 to 100, with `maxSwapMiB`; not on Fargate. @default 60 */
  readonly swappiness?: number;
  /** Not on Fargate. @default - none */
  readonly devices?: readonly Device[];
}

/** The field of the prop `linuxParameters`. */
export const linuxParameters: ContainerField<LinuxParameters> = field(
  object<LinuxParameters>({
    initProcessEnabled: flag,
    capabilities: object<KernelCapabilities>({ add: parts, drop: parts }),
    sharedMemorySizeMiB: number,
    maxSwapMiB: number,
    swappiness: number,
    devices: listOf<Device>({
      hostPath: needed(part),
      containerPath: part,
      permissions: oneOf(parts, { read: true, write: true, mknod: true } satisfies Words<
        NonNullable<Device["permissions"]>[number]
      >),
    }),
  }),
  (linux, place): JsonFields => {
    const { add, drop } = linux.capabilities ?? {};
    const names = (kind: string, list: readonly string[] | undefined) =>
      list && place.texts(`linuxParameters.capabilities.${kind}`, list);
    return {
      linuxParameters: {
        initProcessEnabled: jsonFlag(linux.initProcessEnabled),
        capabilities: linux.capabilities && { add: names("add", add), drop: names("drop", drop) },
        sharedMemorySize: linux.sharedMemorySizeMiB,
        maxSwap: linux.maxSwapMiB,
        swappiness: linux.swappiness,
        devices: linux.devices?.map(({ hostPath, containerPath, permissions }, index) => ({
          hostPath: place.text(`device-${index}-host-path`, hostPath),
          containerPath: place.text(`device-${index}-container-path`, containerPath),
          permissions: permissions?.map((one, at) =>
            place.text(`device-${index}-permission-${at}`, one),
          ),
        })),
      },
    };
  },
);

/** The field of the prop `tmpfs`, which is a part of `linuxParameters`, too. */
export const tmpfs: ContainerField<Readonly<Record<string, Tmpfs>>> = field(
  mapOf<Tmpfs>({ sizeMiB: needed(number), mountOptions: parts }),
  (folders, place): JsonFields => ({
    linuxParameters: {
      tmpfs: sorted(folders).map(([containerPath, { sizeMiB, mountOptions }], index) => ({
        containerPath: place.text(`tmpfs-path-${index}`, containerPath),
        size: sizeMiB,
        mountOptions:
          mountOptions && place.texts(`tmpfs.${containerPath}.mountOptions`, mountOptions),
      })),
    },
  }),
);
