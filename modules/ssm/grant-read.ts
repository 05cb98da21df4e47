import type { IGrantee } from "../core";
import type { IEncryptionKey } from "../kms";
import type { ISecureStringParameter } from "./secure-string-parameter-interface";

/**
 * `ssm:GetParameters` is the only call that the ECS agent makes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function grantRead(
  parameter: ISecureStringParameter,
  grantee: IGrantee,
  encryptionKey: IEncryptionKey | undefined,
): void {
  grantee.addToPolicy("read-secrets", {
    actions: ["ssm:GetParameters"],
    resources: [parameter.parameterArn],
  });
  encryptionKey?.grantDecrypt(grantee, {
    service: "ssm",
    // A parameter of another Region is decrypted through that Region's service.
    region: parameter.parameterArn.split(":")[3],
    contextKey: "PARAMETER_ARN",
    contextValue: parameter.parameterArn,
  });
}
