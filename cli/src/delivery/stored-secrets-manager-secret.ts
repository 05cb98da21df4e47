import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  paginateListSecretVersionIds,
  type DescribeSecretCommandOutput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { parsePolicy } from "../policy";
import { found, read, type Reading } from "./reading";
import type { StoreAccess } from "./store-access";
import type { StoredSecret } from "./stored-secret";
import { secretNameOf, type ValueFrom } from "./value-from";

type SecretReference = ValueFrom & { readonly store: "secretsmanager" };

/** Looks a secret of Secrets Manager up, by its ARN and then by its name: six characters are easily mistyped. */
export async function lookUpSecret(
  { clients, key }: StoreAccess,
  reference: SecretReference,
): Promise<Reading<StoredSecret>> {
  const { arn, region, versionStage, versionId } = reference;
  const { secretsManager } = clients.in(region);
  const name = secretNameOf(arn);
  const byArn = await describe(secretsManager, arn);
  const described = byArn.state === "missing" ? await describe(secretsManager, name) : byArn;
  if (described.state === "missing") {
    return { state: "missing", why: `there is no secret ${name} in ${region}` };
  }
  if (described.state === "unknown") return described;
  const { value: secret } = described;
  const { ARN = arn } = secret;
  const title = `secret ${secret.Name ?? name}`;
  const missingVersion = await findMissingVersion(secretsManager, secret, reference);
  if (missingVersion.state !== "found") return missingVersion;
  return found({
    title,
    action: "secretsmanager:GetSecretValue",
    resourceArn: ARN,
    resourcePolicy: await read("secretsmanager:GetResourcePolicy", async () => {
      const request = new GetResourcePolicyCommand({ SecretId: ARN });
      const { ResourcePolicy } = await secretsManager.send(request);
      return ResourcePolicy === undefined ? undefined : parsePolicy(ResourcePolicy);
    }),
    key: await key({ region, keyId: secret.KmsKeyId }),
    encryptionContext: { key: "SecretARN", value: ARN },
    deleted: secret.DeletedDate !== undefined,
    ...(ARN === arn ? {} : { otherArn: ARN }),
    missingVersion: missingVersion.value,
    fetch: async () => {
      const request = { SecretId: arn, VersionStage: versionStage, VersionId: versionId };
      const value = await secretsManager.send(new GetSecretValueCommand(request));
      const text = value.SecretString ?? value.SecretBinary;
      if (text === undefined) throw new Error(`${title} has no value`);
      return text;
    },
  });
}

function describe(
  secretsManager: SecretsManagerClient,
  SecretId: string,
): Promise<Reading<DescribeSecretCommandOutput>> {
  return read("secretsmanager:DescribeSecret", () =>
    secretsManager.send(new DescribeSecretCommand({ SecretId })),
  );
}

async function findMissingVersion(
  secretsManager: SecretsManagerClient,
  secret: DescribeSecretCommandOutput,
  { versionStage, versionId }: SecretReference,
): Promise<Reading<string | undefined>> {
  const versions = secret.VersionIdsToStages ?? {};
  if (versionId === undefined) {
    const stage = versionStage ?? "AWSCURRENT";
    const stages = Object.values(versions).flat();
    return found(stages.includes(stage) ? undefined : stage);
  }
  if (versionId in versions) return found(undefined);
  // Versions that lost their last label are described no more, and can be read until AWS removes them.
  return read("secretsmanager:ListSecretVersionIds", async () => {
    const request = { SecretId: secret.ARN, IncludeDeprecated: true };
    for await (const page of paginateListSecretVersionIds({ client: secretsManager }, request)) {
      if ((page.Versions ?? []).some(({ VersionId }) => VersionId === versionId)) return undefined;
    }
    return versionId;
  });
}
