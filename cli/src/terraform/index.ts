export * from "./binary";
export { withoutValues } from "./environment";
export * from "./events";
export * from "./process-group";
export * from "./provider-mirror";
export * from "./runner";
