export * from "./binary";
export * from "./events";
export * from "./provider-mirror";
export * from "./run-result";
export * from "./runner";
