export { type ISecretsManagerSecret, type SecretsManagerSecretAttributes } from "./readable-secret";
export { type SecretAccess } from "./resource-policy";
export { type ReplicaRegion } from "./secret-replica";
export {
  ManagedRotation,
  SecretRotation,
  type ManagedRotationProps,
  type RotationByLambda,
  type RotationSchedule,
  type SecretRotationProps,
} from "./secret-rotation";
export {
  SecretsManagerSecret,
  type SecretRotationSettings,
  type SecretsManagerSecretContent,
  type SecretsManagerSecretProps,
} from "./secrets-manager-secret";
