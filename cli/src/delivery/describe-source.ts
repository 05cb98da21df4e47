import { secretNameOf, type ValueFrom } from "./value-from";

/** Where a secret comes from, for people: `secret orders/db · password`. */
export function describeSource(reference: ValueFrom): string {
  if (reference.store === "ssm") return `parameter ${reference.name}`;
  if (reference.store === "s3") return `s3://${reference.bucket}/${reference.key}`;
  const { arn, jsonKey, versionStage, versionId } = reference;
  const version = versionStage ?? versionId;
  return `secret ${secretNameOf(arn)}${jsonKey ? ` · ${jsonKey}` : ""}${version ? ` @ ${version}` : ""}`;
}
