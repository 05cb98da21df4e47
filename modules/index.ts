export * from "./core";
export * from "./ecs";
export * from "./iam";
export * from "./kms";
export * from "./logs";
export * from "./s3";
export * from "./secretsmanager";
export * from "./ssm";
