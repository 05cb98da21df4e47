export { type ContainerOverrides } from "./overrides";
export * from "./container-definition";
export * from "./container-fields";
