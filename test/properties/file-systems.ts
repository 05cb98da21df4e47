import * as fc from "fast-check";
import { ACCOUNT, REGION } from "../support/synth";
import type { ApplicationPlan, FileSystemPlan, MountPlan, TaskPlan } from "./plan";
import type { ResolvedStack } from "./resolve-stack";

/** What a role asks EFS for. */
export interface MountCall {
  readonly action: string;
  readonly fileSystemArn: string;
  readonly accessPointArn: string | undefined;
}

// Each id is the start of another one.
const FILE_SYSTEMS = ["fs-00000001", "fs-000000010", "fs-00000002"];
const ACCESS_POINTS = ["fsap-00000001", "fsap-000000010", "fsap-00000002"];
const CLIENT = ["ClientMount", "ClientWrite", "ClientRootAccess"] as const;

/** Volumes of a task. */
export const arbitraryFileSystems: fc.Arbitrary<FileSystemPlan[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<FileSystemPlan[]>([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({
        fileSystemId: fc.constantFrom(...FILE_SYSTEMS),
        accessPointId: fc.option(fc.constantFrom(...ACCESS_POINTS), { nil: undefined, freq: 3 }),
        rootAccess: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
);

/** Mounts of a container. */
export const arbitraryMounts: fc.Arbitrary<MountPlan[]> = fc.array(
  fc.record({ volume: fc.nat({ max: 1 }), readOnly: fc.boolean() }),
  { maxLength: 2 },
);

/** The volume that a mount ends at. */
export function mountedVolume(task: TaskPlan, mount: MountPlan): FileSystemPlan | undefined {
  return task.fileSystems[mount.volume % Math.max(task.fileSystems.length, 1)];
}

/** Every call that a role could make of the world's file systems, and of what is near to them. */
export function mountCalls(): readonly MountCall[] {
  const arn = (resource: string): string =>
    `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:${resource}`;
  const actions = [...CLIENT, "DeleteFileSystem", "DescribeFileSystems"];
  return FILE_SYSTEMS.flatMap((id) =>
    [undefined, ...ACCESS_POINTS].flatMap((point) =>
      actions.map((action) => ({
        action: `elasticfilesystem:${action}`,
        fileSystemArn: arn(`file-system/${id}`),
        accessPointArn: point === undefined ? undefined : arn(`access-point/${point}`),
      })),
    ),
  );
}

/** Whether the containers with a role mount what it asks for, after the plan. */
export function isMounted(
  roleName: string,
  plan: ApplicationPlan,
  { tasks }: ResolvedStack,
): (call: MountCall) => boolean {
  const mounted = plan.tasks.flatMap((task, index) => {
    const resolved = tasks.find(({ family }) => family === `task-${index}`);
    if (resolved?.taskRole !== roleName) return [];
    return task.containers.flatMap(({ mounts }) =>
      mounts.flatMap((mount) => {
        const volume = mountedVolume(task, mount);
        return volume ? [{ ...volume, readOnly: mount.readOnly }] : [];
      }),
    );
  });
  return ({ action, fileSystemArn, accessPointArn }) =>
    mounted.some((volume) => {
      if (!fileSystemArn.endsWith(`/${volume.fileSystemId}`)) return false;
      const { accessPointId } = volume;
      // What is mounted as a whole may be mounted through any of its access points.
      if (accessPointId !== undefined && !accessPointArn?.endsWith(`/${accessPointId}`))
        return false;
      if (action.endsWith(":ClientMount")) return true;
      if (action.endsWith(":ClientWrite")) return !volume.readOnly;
      return action.endsWith(":ClientRootAccess") && volume.rootAccess;
    });
}
