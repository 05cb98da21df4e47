import {
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { AwsClients } from "../aws";
import { readMentions } from "./mentions";

/**
 * Uploads what an operator uploads by hand, where it is missing: Terraform never does, because the content would be in its
 * state.
 *
 * @param content makes up the content of an object
 */
export async function seedObjects(
  clients: AwsClients,
  taskDefinitionArn: string,
  content: (key: string) => string,
): Promise<void> {
  const { mentions } = await readMentions(clients.ecs, taskDefinitionArn);
  for (const { reference } of mentions) {
    if (typeof reference === "string" || reference.store !== "s3") continue;
    const { s3 } = clients.in(reference.region);
    const { bucket: Bucket, key } = reference;
    if (await exists(s3, Bucket, key)) continue;
    const Key = key.endsWith("/") ? `${key}made-up` : key;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: content(Key) }));
  }
}

async function exists(s3: S3Client, Bucket: string, key: string): Promise<boolean> {
  if (key.endsWith("/")) {
    const found = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: key, MaxKeys: 1 }));
    return (found.KeyCount ?? 0) > 0;
  }
  return s3.send(new HeadObjectCommand({ Bucket, Key: key })).then(
    () => true,
    () => false,
  );
}
