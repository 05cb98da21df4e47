export * from "./arns";
export * from "./ecr-images";
export * from "./find-secret";
export * from "./partitions";
export * from "./secret-files";
export * from "./stores";
export * from "./terraform-variables";
export * from "./value-from";
