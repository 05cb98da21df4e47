export { type ISecretsBucket, type SecretsBucketAttributes } from "./readable-bucket";
export { SecretsBucket, type SecretsBucketProps } from "./secrets-bucket";
