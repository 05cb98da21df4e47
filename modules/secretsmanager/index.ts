export { type SecretsManagerSecretAttributes } from "./imported-secrets-manager-secret";
export { type ISecretsManagerSecret } from "./secrets-manager-secret-interface";
export {
  SecretsManagerSecret,
  type SecretsManagerSecretContent,
  type SecretsManagerSecretProps,
} from "./secrets-manager-secret";
export * as secretsmanagerRules from "./rules";
