export * from "./one-off-task";
export * from "./scheduled-task";
