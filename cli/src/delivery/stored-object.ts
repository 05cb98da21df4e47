import {
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3ServiceException,
  type S3Client,
} from "@aws-sdk/client-s3";
import { parsePolicy, type PolicyDocument } from "../policy";
import type { AwsClients } from "./aws-clients";
import { readKey } from "./stored-key";
import type { StoredSecret } from "./stored-secret";
import type { ValueFrom } from "./value-from";

/**
 * Looks up an object, or the first one below a prefix. ECS, which reads environment files, asks where the bucket is before.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
 */
export async function lookUpObject(
  clients: AwsClients,
  reference: ValueFrom & { readonly store: "s3" },
): Promise<StoredSecret> {
  const { bucket: Bucket, account } = reference;
  const region = await locate(clients.in(reference.region).s3, Bucket);
  const { s3 } = clients.in(region);
  const Key = await firstKey(s3, Bucket, reference.key);
  const bucketArn = reference.arn.slice(0, reference.arn.length - reference.key.length - 1);
  const arn = `${bucketArn}/${Key}`;
  const object = await unlessMissing(s3.send(new HeadObjectCommand({ Bucket, Key })));
  if (!object) throw new Error(`there is no object ${Key} in the bucket ${Bucket}`);
  const encryptionContext = {
    key: "aws:s3:arn",
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
    value: object.BucketKeyEnabled ? bucketArn : arn,
  };
  const resourcePolicy = await readPolicy(s3, Bucket);
  return {
    action: "s3:GetObject",
    resourceArn: arn,
    furtherCalls: reference.readByEcs
      ? [{ action: "s3:GetBucketLocation", resourceArn: bucketArn }]
      : [],
    ...(resourcePolicy ? { resourcePolicy } : {}),
    region,
    owner: { account: (await belongsTo(s3, Bucket, account)) ? account : undefined },
    key: await readKey(clients, region, object.SSEKMSKeyId),
    encryptionContext,
    fetch: async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body ? Body.transformToString() : "";
    },
  };
}

async function firstKey(s3: S3Client, Bucket: string, key: string): Promise<string> {
  if (!key.endsWith("/")) return key;
  const request = new ListObjectsV2Command({ Bucket, Prefix: key, MaxKeys: 1 });
  const found = (await s3.send(request)).Contents?.[0]?.Key;
  if (found === undefined)
    throw new Error(`there is no object below ${key} in the bucket ${Bucket}`);
  return found;
}

async function locate(s3: S3Client, Bucket: string): Promise<string> {
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
  // The names of the two oldest Regions, from before the others.
  if (LocationConstraint === undefined) return "us-east-1";
  return LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
}

async function readPolicy(s3: S3Client, Bucket: string): Promise<PolicyDocument | undefined> {
  const found = await unlessMissing(s3.send(new GetBucketPolicyCommand({ Bucket })));
  return found?.Policy === undefined ? undefined : parsePolicy(found.Policy);
}

/** S3 tells the owner of a bucket to nobody, but whether a guess is right. */
async function belongsTo(s3: S3Client, Bucket: string, account: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: account }));
    return true;
  } catch (error) {
    if (statusOf(error) === 403) return false;
    throw error;
  }
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
