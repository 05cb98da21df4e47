import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  paginateListSecretVersionIds,
  type DescribeSecretCommandOutput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { SECRET_SUFFIX, secretNameOf, STORES, type ValueFrom } from "../../../../modules/facts";
import { collect, found, read, type AwsClients, type Reading } from "../../aws";
import { parsePolicy } from "../../policy";
import type { SecretChange, StoreAccess, StoredSecret } from "./stored-secret";

/** A reference to a secret of Secrets Manager. */
export type SecretReference = ValueFrom & { readonly store: "secretsmanager" };

/** Looks a secret of Secrets Manager up, by its ARN and then by its name: six characters are easily mistyped or left out. */
export async function lookUpSecret(
  { clients, key }: StoreAccess,
  reference: SecretReference,
): Promise<Reading<StoredSecret>> {
  const { arn, region, versionStage, versionId } = reference;
  const { secretsManager } = clients.in(region);
  const name = secretNameOf(arn);
  // A name that itself ends like the six characters is part of an ARN without them.
  const spellings = [arn, ...new Set([name, arn.split(":secret:")[1] ?? name])];
  let described = await describe(secretsManager, arn);
  for (const spelling of spellings.slice(1)) {
    if (described.state !== "missing") break;
    described = await describe(secretsManager, spelling);
  }
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
    action: STORES.secretsmanager.readAction,
    resourceArn: ARN,
    resourcePolicy: await read("secretsmanager:GetResourcePolicy", async () => {
      const request = new GetResourcePolicyCommand({ SecretId: ARN });
      const { ResourcePolicy } = await secretsManager.send(request);
      return ResourcePolicy === undefined ? undefined : parsePolicy(ResourcePolicy);
    }),
    key: await key({ region, keyId: secret.KmsKeyId }),
    encryptionContext: { key: STORES.secretsmanager.contextKey, value: ARN },
    deleted: secret.DeletedDate !== undefined,
    // It may also be named without the six characters.
    ...(ARN === arn || !SECRET_SUFFIX.test(arn) ? {} : { otherArn: ARN }),
    missingVersion: missingVersion.value,
    fetch: async () => {
      const request = { SecretId: ARN, VersionStage: versionStage, VersionId: versionId };
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

/**
 * No field says when a version got its stage. What is known: not before the version was created, at the last rotation if
 * it is the newest, and not after the secret was last modified in any way, be it a tag.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
 */
export async function secretWrittenAt(
  clients: AwsClients,
  { arn, region, versionStage, versionId }: ValueFrom & { readonly store: "secretsmanager" },
): Promise<SecretChange> {
  if (versionId !== undefined) return { kind: "pinned" };
  const { secretsManager } = clients.in(region);
  const secret = await secretsManager.send(new DescribeSecretCommand({ SecretId: arn }));
  const { Name = arn, DeletedDate, LastChangedDate, LastRotatedDate } = secret;
  if (DeletedDate) return { kind: "unknown", reason: `secret ${Name} is scheduled for deletion` };
  const stage = versionStage ?? "AWSCURRENT";
  const request = { SecretId: arn, IncludeDeprecated: true };
  const pages = paginateListSecretVersionIds({ client: secretsManager }, request);
  const versions = await collect(pages, ({ Versions }) => Versions);
  const current = versions.find(({ VersionStages = [] }) => VersionStages.includes(stage));
  if (!current?.CreatedDate) {
    return { kind: "unknown", reason: `no version of secret ${Name} has the stage ${stage}` };
  }
  const created = current.CreatedDate;
  // A label that was moved back to an older version was not moved by the last rotation.
  const isNewest = versions.every(({ CreatedDate }) => !CreatedDate || CreatedDate <= created);
  const rotated = isNewest && stage === "AWSCURRENT" ? LastRotatedDate : undefined;
  const surely = later(created, rotated);
  // With one version in all, a stage has no other to be moved from.
  const possibly = versions.length === 1 ? surely : later(surely, LastChangedDate);
  if (possibly > surely) {
    const remark = `${Name} was modified then: its ${stage} label, or only its tags or settings; AWS does not tell which`;
    return { kind: "written", surely, possibly, remark };
  }
  return { kind: "written", surely, possibly };
}

function later(date: Date, other: Date | undefined): Date {
  return other && other > date ? other : date;
}
