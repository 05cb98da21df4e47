export * from "./container-definition";
export * from "./container-fields";
