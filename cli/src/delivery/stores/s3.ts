import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { STORES, type ValueFrom } from "../../../../modules/facts";
import { found, mapReading, read, type AwsClients, type Reading } from "../../aws";
import { parsePolicy, type PolicyDocument } from "../../policy";
import type { SecretChange, StoreAccess, StoredSecret } from "./stored-secret";

/**
 * Looks up an object, or the first one below a prefix. ECS, which reads environment files, asks where the bucket is before.
 *
 * How an object is encrypted is told only to those who may read it; others are told how its bucket encrypts by default.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
 */
export async function lookUpObject(
  access: StoreAccess,
  reference: ValueFrom & { readonly store: "s3" },
): Promise<Reading<StoredSecret>> {
  const { clients, readsValues } = access;
  const { bucket: Bucket, account } = reference;
  const region = await locate(clients.in(reference.region).s3, Bucket);
  if (region.state !== "found") return region;
  const { s3 } = clients.in(region.value);
  const key = await firstKey(s3, Bucket, reference.key);
  if (key.state !== "found") return key;
  const Key = key.value;
  const bucketArn = reference.arn.slice(0, reference.arn.length - reference.key.length - 1);
  const arn = `${bucketArn}/${Key}`;
  const encryption = readsValues ? await ofObject(s3, Bucket, Key) : await ofBucket(s3, Bucket);
  if (encryption.state === "missing") {
    return { state: "missing", why: `there is no object ${Key} in the bucket ${Bucket}` };
  }
  if (encryption.state === "unknown") return encryption;
  const ownAccount = await belongsTo(s3, Bucket, account);
  if (ownAccount.state !== "found") return ownAccount;
  return found({
    title: `s3://${Bucket}/${Key}`,
    action: STORES.s3.readAction,
    resourceArn: arn,
    furtherCalls: reference.readByEcs
      ? [{ action: "s3:GetBucketLocation", resourceArn: bucketArn }]
      : [],
    resourcePolicy: await readPolicy(s3, Bucket),
    region: region.value,
    owner: { account: ownAccount.value ? account : undefined },
    key: await access.key({ region: region.value, keyId: encryption.value.keyId }),
    encryptionContext: {
      key: STORES.s3.contextKey,
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
      value: encryption.value.hasBucketKey ? bucketArn : arn,
    },
    fetch: async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body ? Body.transformToString() : "";
    },
  });
}

async function firstKey(s3: S3Client, Bucket: string, key: string): Promise<Reading<string>> {
  const request = new ListObjectsV2Command({ Bucket, Prefix: key, MaxKeys: 1 });
  const listed = await read("s3:ListBucket", () => s3.send(request));
  if (listed.state !== "found") return listed;
  // Sorted: no key with this beginning comes before the one that has nothing more.
  const first = listed.value.Contents?.[0]?.Key;
  if (key.endsWith("/") ? first !== undefined : first === key) return found(first ?? key);
  const below = key.endsWith("/") ? `below ${key}` : key;
  return { state: "missing", why: `there is no object ${below} in the bucket ${Bucket}` };
}

interface Encryption {
  readonly keyId?: string;
  readonly hasBucketKey: boolean;
}

async function ofObject(s3: S3Client, Bucket: string, Key: string): Promise<Reading<Encryption>> {
  const head = await read("s3:GetObject", () => s3.send(new HeadObjectCommand({ Bucket, Key })));
  return mapReading(head, ({ SSEKMSKeyId, BucketKeyEnabled = false }) => ({
    keyId: SSEKMSKeyId,
    hasBucketKey: BucketKeyEnabled,
  }));
}

async function ofBucket(s3: S3Client, Bucket: string): Promise<Reading<Encryption>> {
  const answer = await read("s3:GetEncryptionConfiguration", () =>
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
  );
  // From before S3 encrypted everything.
  if (answer.state === "missing") return found({ hasBucketKey: false });
  return mapReading(answer, ({ ServerSideEncryptionConfiguration }) => {
    const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
    return {
      keyId: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
      hasBucketKey: rule?.BucketKeyEnabled ?? false,
    };
  });
}

async function locate(s3: S3Client, Bucket: string): Promise<Reading<string>> {
  const location = await read("s3:GetBucketLocation", () =>
    s3.send(new GetBucketLocationCommand({ Bucket })),
  );
  return mapReading(location, ({ LocationConstraint }) => {
    // The names of the two oldest Regions, from before the others.
    if (LocationConstraint === undefined) return "us-east-1";
    return LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
  });
}

async function readPolicy(
  s3: S3Client,
  Bucket: string,
): Promise<Reading<PolicyDocument | undefined>> {
  const policy = await read("s3:GetBucketPolicy", () =>
    s3.send(new GetBucketPolicyCommand({ Bucket })),
  );
  if (policy.state === "missing") return found(undefined);
  return mapReading(policy, ({ Policy }) =>
    Policy === undefined ? undefined : parsePolicy(Policy),
  );
}

/** S3 has no call for the owner of a bucket, but tells a caller that may see the bucket whether a guess is right. */
async function belongsTo(s3: S3Client, Bucket: string, account: string): Promise<Reading<boolean>> {
  const owned = await read("s3:ListBucket", () =>
    s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: account })),
  );
  if (owned.state === "found") return found(true);
  if (owned.state === "missing" || owned.permission === undefined) return owned;
  const seen = await read("s3:ListBucket", () => s3.send(new HeadBucketCommand({ Bucket })));
  return mapReading(seen, () => false);
}

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
