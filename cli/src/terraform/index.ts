export * from "./binary";
export { foreignValues, ownSettings, withoutValues } from "./environment";
export * from "./events";
export * from "./terraform-process";
export * from "./provider-mirror";
export * from "./runner";
