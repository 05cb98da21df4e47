export { type SecretsManagerSecretAttributes } from "./imported-secrets-manager-secret";
export { ManagedRotation, type ManagedRotationProps } from "./managed-rotation";
export { type SecretAccess } from "./resource-policy";
export { type RotationSchedule } from "./rotation-schedule";
export { type ReplicaRegion } from "./secret-replica";
export { SecretRotation, type RotationByLambda, type SecretRotationProps } from "./secret-rotation";
export { type ISecretsManagerSecret } from "./secrets-manager-secret-interface";
export {
  SecretsManagerSecret,
  type SecretRotationSettings,
  type SecretsManagerSecretContent,
  type SecretsManagerSecretProps,
} from "./secrets-manager-secret";
export { checkSelectedVersion } from "./version-pins";
export * as secretsmanagerRules from "./rules";
