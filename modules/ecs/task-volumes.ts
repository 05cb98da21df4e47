import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IConstruct } from "constructs";
import { guardVolumeOption } from "./plain-text-guard";
import type { Volume } from "./volume";
import { ebsVolume, hostPath } from "./volume-rules";

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
