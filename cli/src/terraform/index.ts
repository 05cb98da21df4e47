export * from "./binary";
export * from "./events";
export * from "./process-group";
export * from "./provider-mirror";
export * from "./runner";
