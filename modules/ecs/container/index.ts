export { type ContainerOverrides } from "./override-fields";
export * from "./container-definition";
export * from "./container-fields";
export type { Device, KernelCapabilities, LinuxParameters, Tmpfs } from "./linux-parameters";
export { mappedPorts, type PortMapping } from "./ports";
