export * from "./progress";
export * from "./table";
