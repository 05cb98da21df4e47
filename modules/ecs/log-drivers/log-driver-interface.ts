import type { Construct } from "constructs";
import type { ContainerPart } from "../container-part";
import type { TaskContext } from "../task-context";

/** Where a container's output goes; made by `LogDriver`. */
export interface ILogDriver {
  /** Called when the container is added; grants the execution role what the driver needs. */
  bind(container: Construct, task: TaskContext): ContainerPart;
}
