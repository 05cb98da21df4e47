import { dnsSuffixOf } from "./partitions";

/** A service of AWS that containers get secrets from. */
export type Store = "secretsmanager" | "ssm" | "s3";

/** How a store is read, and what it asks of the key that encrypts what is in it. */
export interface StoreFacts {
  readonly title: string;
  /** The one call that delivers a value. */
  readonly readAction: string;
  /** Key of the encryption context with which it calls KMS; its value is the ARN of what is read. */
  readonly contextKey: string;
}

/**
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const STORES: Readonly<Record<Store, StoreFacts>> = {
  secretsmanager: {
    title: "Secrets Manager",
    readAction: "secretsmanager:GetSecretValue",
    contextKey: "SecretARN",
  },
  ssm: {
    title: "Parameter Store",
    readAction: "ssm:GetParameters",
    contextKey: "PARAMETER_ARN",
  },
  s3: { title: "S3", readAction: "s3:GetObject", contextKey: "aws:s3:arn" },
};

/** The name under which KMS sees a call that a service makes on a caller's behalf: the value of `kms:ViaService`. */
export function viaService(
  service: string,
  { partition, region }: { readonly partition: string; readonly region: string },
): string {
  return `${service}.${region}.${dnsSuffixOf(partition)}`;
}

/** The principal that assumes the roles of tasks; it has the same name in every partition. */
export const ECS_TASKS_PRINCIPAL = "ecs-tasks.amazonaws.com";
