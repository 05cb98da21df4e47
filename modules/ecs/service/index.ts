export * from "./attachments";
export * from "./ecs-cluster";
export * from "./ecs-service";
export * from "./placement";
