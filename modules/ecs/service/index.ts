export * from "./attachments";
export * from "./deployment";
export * from "./ecs-cluster";
export * from "./ecs-service";
export * from "./placement";
export * from "./scaling";
export * from "./service-connect";
