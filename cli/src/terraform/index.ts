export * from "./binary";
export { foreignValues, ownSettings, withoutValues } from "./environment";
export * from "./events";
export * from "./failures";
export * from "./terraform-process";
export * from "./provider-mirror";
export { formatDiagnostic } from "./quotations";
export * from "./runner";
export * from "./synthesized-stack";
