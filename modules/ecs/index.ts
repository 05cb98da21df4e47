export { ContainerDefinition } from "./container-definition";
export {
  ContainerImage,
  type EcrRepositoryAttributes,
  type RegistryImageProps,
} from "./container-image";
export { type ContainerPart, type ContainerWay } from "./container-part";
export {
  type ContainerCondition,
  type ContainerProps,
  type EnvironmentFile,
  type HealthCheck,
  type Mount,
  type PortMapping,
} from "./container-props";
export { ContainerSecrets, type SecretVariables } from "./container-secrets";
export {
  EcsCluster,
  type EcsClusterProps,
  type ExecuteCommandSettings,
  type IEcsCluster,
} from "./ecs-cluster";
export { EcsService } from "./ecs-service";
export { type IEcsService, type IServiceRedeployment } from "./ecs-service-interface";
export {
  type CapacityProviderShare,
  type EcsServiceProps,
  type LoadBalancerAttachment,
  type ServiceDiscovery,
} from "./ecs-service-props";
export {
  type FirelensConfigFile,
  type FirelensRouter,
  type FirelensRouterOptions,
} from "./firelens-router";
export { type EcsServiceAttributes } from "./imported-ecs-service";
export * from "./log-drivers";
export { ObjectReference } from "./object-reference";
export { type SecretFiles, type SecretFilesOptions } from "./secret-files";
export {
  SecretReference,
  type SecretRevision,
  type SecretSelector,
  type WatchedSecret,
} from "./secret-reference";
export { type Compatibility, type NetworkMode, type TaskContext } from "./task-context";
export { TaskDefinition } from "./task-definition";
export { type TaskDefinitionProps } from "./task-definition-props";
export { Volume, type EbsVolumeProps } from "./volume";
export * as ecsRules from "./rules";
