import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import type { AwsClients } from "../delivery";
import type { ValueFrom } from "../delivery/value-from";
import type { SecretChange } from "./secret-change";

/** Listed, not asked for its head: that takes the permission to read the content. */
export async function objectWrittenAt(
  clients: AwsClients,
  { bucket: Bucket, key, region }: ValueFrom & { readonly store: "s3" },
): Promise<SecretChange> {
  const client = clients.in(region).s3;
  let newest: Date | undefined;
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: key })) {
    for (const { Key = "", LastModified } of page.Contents ?? []) {
      const named = key.endsWith("/") ? Key.startsWith(key) : Key === key;
      if (named && LastModified && !(newest && newest >= LastModified)) newest = LastModified;
    }
  }
  if (newest) return { kind: "written", surely: newest, possibly: newest };
  return { kind: "unknown", reason: `there is no object ${key} in the bucket ${Bucket}` };
}
