export * from "./progress";
export * from "./table";
export * from "./transcript";
