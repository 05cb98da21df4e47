import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { TARGET } from "../support/local-scenario";

/** In what the second version differs from the first. */
export interface ReviewedChange {
  /** Gives `web` one secret more. @default false */
  readonly withNewSecret?: boolean;
  /** Another name replaces the secret. @default "orders/mail" */
  readonly mailName?: string;
  /** Statements of the application's own role. */
  readonly statements?: readonly object[];
}

/** The statements of the application before the change. */
export const BEFORE: readonly object[] = [
  {
    Sid: "Files",
    Effect: "Allow",
    Action: ["s3:GetObject"],
    Resource: ["arn:aws:s3:::orders-files/*"],
  },
  {
    Sid: "Queue",
    Effect: "Allow",
    Action: ["sqs:SendMessage"],
    Resource: [`arn:aws:sqs:${TARGET.region}:${TARGET.account}:orders`],
  },
];

/** One Sid renamed and its resource narrowed, the other statement widened to every queue. */
export const AFTER: readonly object[] = [
  {
    Sid: "Uploads",
    Effect: "Allow",
    Action: ["s3:GetObject"],
    Resource: ["arn:aws:s3:::orders-files/uploads/*"],
  },
  {
    Sid: "Queue",
    Effect: "Allow",
    Action: ["sqs:SendMessage"],
    Resource: ["*"],
  },
];

/** A task with a secret that stays and one that is replaced, and a role of its own. */
export function reviewed(change: ReviewedChange = {}): (stack: TerraformStack) => void {
  return (stack) => {
    const key = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
    const secret = (id: string, secretName: string): SecretReference =>
      SecretReference.fromSecretsManager(
        new SecretsManagerSecret(stack, id, {
          secretName,
          encryptionKey: key,
          recoveryWindowDays: 0,
          value: SecretValue.generated(),
          revision: 1,
        }),
      );
    const taskRole = new TaskRole(stack, "task-role");
    new IamRolePolicy(stack, "application", {
      name: "application",
      role: taskRole.roleName,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: change.statements ?? BEFORE,
      }),
    });
    const task = new TaskDefinition(stack, "web", { cpu: 256, memoryMiB: 512, taskRole });
    task.addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
      secrets: {
        DB: secret("db", "orders/db"),
        MAIL: secret("mail", change.mailName ?? "orders/mail"),
        ...(change.withNewSecret ? { ADDED: secret("added", "orders/added") } : {}),
      },
    });
  };
}
