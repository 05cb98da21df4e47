export * from "./container";
export * from "./image";
export * from "./logging";
export * from "./secret-files";
export * from "./secrets";
export * from "./service";
export * from "./task";
export * from "./volumes";
