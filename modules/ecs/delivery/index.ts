export * from "./container-image";
export * from "./container-way";
export type { EcrRepositoryAttributes } from "./ecr-repository";
export * from "./environment-files";
export * from "./plain-text-guard";
export * from "./secret-files";
export * from "./secret-objects";
export * from "./secret-reference";
export * from "./secret-variables";
