export { type SecretsBucketAttributes } from "./imported-secrets-bucket";
export { type ISecretsBucket } from "./secrets-bucket-interface";
export { SecretsBucket, type SecretsBucketProps } from "./secrets-bucket";
export * as s3Rules from "./rules";
