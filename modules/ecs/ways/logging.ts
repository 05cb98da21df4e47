import type { ContainerWay } from "../container-part";
import { logDriverKnown } from "../rules";

/** The log driver, with its secret options. */
export const logging: ContainerWay = (container, props, task) => {
  if (!props.logging) return undefined;
  const { compatibility } = task;
  const driver = props.logging.driverName;
  logDriverKnown.enforce(container, "logging", { compatibility, driver });
  return props.logging.bind(container, task);
};
