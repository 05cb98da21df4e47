export * from "./task-definition";
export * from "./volume";
export type { AppMeshProxy, TaskSettings } from "./task-settings";
