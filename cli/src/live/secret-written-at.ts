import {
  DescribeSecretCommand,
  paginateListSecretVersionIds,
  type SecretsManagerClient,
  type SecretVersionsListEntry,
} from "@aws-sdk/client-secrets-manager";
import type { AwsClients } from "../delivery";
import type { ValueFrom } from "../delivery/value-from";
import type { SecretChange } from "./secret-change";

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
  const versions = await listVersions(secretsManager, arn);
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

async function listVersions(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<readonly SecretVersionsListEntry[]> {
  const versions: SecretVersionsListEntry[] = [];
  const request = { SecretId, IncludeDeprecated: true };
  for await (const page of paginateListSecretVersionIds({ client }, request)) {
    versions.push(...(page.Versions ?? []));
  }
  return versions;
}

function later(date: Date, other: Date | undefined): Date {
  return other && other > date ? other : date;
}
