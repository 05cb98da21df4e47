import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { LocalAws } from "ecs-secrets/local-aws";

/** Makes, in the local AWS, what exists on AWS before the stack. */
export async function setUp({ clientConfig }: LocalAws): Promise<Record<string, string>> {
  const key = await new KMSClient(clientConfig).send(new CreateKeyCommand({}));
  const KmsKeyId = key.KeyMetadata?.Arn ?? "";
  const SecretString = JSON.stringify({ token: `local-${Date.now()}-vendor-token` });
  const secret = await new SecretsManagerClient(clientConfig).send(
    new CreateSecretCommand({ Name: "vendor", KmsKeyId, SecretString }),
  );
  await new SSMClient(clientConfig).send(
    new PutParameterCommand({
      Name: "/shared/api-key",
      Type: "SecureString",
      KeyId: KmsKeyId,
      Value: `local-${Date.now()}-shared-api-key`,
    }),
  );
  return { VENDOR_SECRET_ARN: secret.ARN ?? "", VENDOR_KEY_ARN: KmsKeyId };
}
