import type { Reading } from "../delivery/reading";
import type { Task } from "../delivery/task";
import type { LiveService, StaleReport } from "../live";
import type { Network } from "./network";

/** A live service, as what is wrong with it is looked for. */
export interface LiveSubject {
  readonly service: LiveService;
  /** What its next task runs. */
  readonly task: Task;
  /** The network that its tasks start in. @default - they start in that of their instance */
  readonly network?: Reading<Network>;
  /** What its running tasks hold. */
  readonly stale: Reading<StaleReport>;
}

/** Whether Fargate runs the tasks on Linux; its Windows versions start at a later number. */
export function isLinuxOnFargate({ service, task }: LiveSubject): boolean {
  const { launchType, platformVersion } = service;
  const { runtimePlatform, requiresCompatibilities = [] } = task.definition;
  if (runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS")) return false;
  if (launchType !== undefined) return launchType === "FARGATE";
  return platformVersion !== undefined || requiresCompatibilities.includes("FARGATE");
}

/** Whether the version that its tasks run is at least the wanted one. `LATEST` is newer than any. */
export function hasPlatform({ service }: LiveSubject, wanted: string): boolean {
  const { platformVersion = "LATEST" } = service;
  if (!/^\d+(\.\d+)*$/.test(platformVersion)) return true;
  return platformVersion.localeCompare(wanted, "en", { numeric: true }) >= 0;
}
