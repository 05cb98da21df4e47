import type { IGrantee } from "../core";
import type { IEncryptionKey } from "../kms";
import type { ISecretsManagerSecret } from "./secrets-manager-secret-interface";

/**
 * `secretsmanager:GetSecretValue` is the only call that the ECS agent makes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function grantRead(
  secret: ISecretsManagerSecret,
  grantee: IGrantee,
  encryptionKey: IEncryptionKey | undefined,
): void {
  grantee.addToPolicy("read-secrets", {
    actions: ["secretsmanager:GetSecretValue"],
    resources: [secret.secretArnPattern],
  });
  encryptionKey?.grantDecrypt(grantee, {
    service: "secretsmanager",
    // A secret of another Region is decrypted through that Region's service.
    region: secret.secretArnPattern.split(":")[3],
    contextKey: "SecretARN",
    contextValue: secret.secretArnPattern,
  });
}
