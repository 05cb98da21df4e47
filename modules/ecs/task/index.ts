export * from "./task-definition";
export * from "./volume";
