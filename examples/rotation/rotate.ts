import { randomBytes, randomUUID } from "node:crypto";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

/**
 * One rotation, in the calls that a rotation function makes: the new value waits as AWSPENDING until it has been set and
 * tested where it is used, and only then becomes AWSCURRENT.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotate(client: SecretsManagerClient, SecretId: string): Promise<string> {
  const current = await client.send(new GetSecretValueCommand({ SecretId }));
  const fields = JSON.parse(current.SecretString ?? "{}") as Readonly<Record<string, string>>;
  const password = randomBytes(24).toString("base64url");
  const MoveToVersionId = randomUUID();
  await client.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken: MoveToVersionId,
      SecretString: JSON.stringify({ ...fields, password }),
      VersionStages: ["AWSPENDING"],
    }),
  );
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  const [RemoveFromVersionId] =
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
  const move = { SecretId, VersionStage: "AWSCURRENT", MoveToVersionId, RemoveFromVersionId };
  await client.send(new UpdateSecretVersionStageCommand(move));
  const done = { SecretId, VersionStage: "AWSPENDING", RemoveFromVersionId: MoveToVersionId };
  await client.send(new UpdateSecretVersionStageCommand(done));
  return password;
}
