import type { ContainerWay } from "../container-part";

/** The log driver, with its secret options. */
export const logging: ContainerWay = (container, props, task) =>
  props.logging?.bind(container, task);
