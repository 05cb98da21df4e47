import { AwsClients, found, type Reading } from "../../../../cli/src/aws";
import { lookUp, type StoredSecret } from "../../../../cli/src/delivery/stores";
import type { AwsRequest, AwsResponse } from "../../../../cli/src/local-aws/quirk";
import { parseValueFrom } from "../../../../modules/facts";
import { RecordedCalls } from "../../../support/recorded-calls";
import { accessOf } from "./access";

const LOCATION = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const BUCKET = "arn:aws:s3:::example-orders";
const FILE = `${BUCKET}/web/settings.env`;

/** What S3 answers; what is left out is as it should be. */
interface Bucket {
  /** @default "eu-west-1" */
  readonly location?: string;
  readonly keys?: readonly string[];
  /** Key of the bucket's default encryption. @default - that of S3 */
  readonly keyId?: string;
  /** @default - that of this account */
  readonly ownedByOther?: boolean;
  readonly policy?: object;
  /** Headers of the object. */
  readonly head?: Readonly<Record<string, string>>;
}

const xml = (body: string, status = 200): AwsResponse => ({
  status,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`),
});
const missing = (code: string): AwsResponse => xml(`<Error><Code>${code}</Code></Error>`, 404);

function answer(request: AwsRequest, bucket: Bucket): AwsResponse {
  const { pathname, searchParams } = new URL(request.path, "http://localhost");
  const { location = "eu-west-1", keys = ["web/settings.env"], keyId, policy, head } = bucket;
  const key = pathname.split("/").slice(2).join("/");
  if (searchParams.has("location")) {
    const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    return xml(`<LocationConstraint xmlns="${namespace}">${location}</LocationConstraint>`);
  }
  if (searchParams.has("list-type")) {
    const prefix = searchParams.get("prefix") ?? "";
    const [first] = keys.filter((one) => one.startsWith(prefix)).sort();
    const contents = first === undefined ? "" : `<Contents><Key>${first}</Key></Contents>`;
    return xml(`<ListBucketResult>${contents}</ListBucketResult>`);
  }
  if (searchParams.has("encryption")) {
    const master = keyId === undefined ? "" : `<KMSMasterKeyID>${keyId}</KMSMasterKeyID>`;
    const byDefault = `<ApplyServerSideEncryptionByDefault>${master}</ApplyServerSideEncryptionByDefault>`;
    return xml(
      `<ServerSideEncryptionConfiguration><Rule>${byDefault}<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
    );
  }
  if (searchParams.has("policy")) {
    return policy === undefined
      ? missing("NoSuchBucketPolicy")
      : { status: 200, headers: {}, body: Buffer.from(JSON.stringify(policy)) };
  }
  if (request.method === "GET") return { status: 200, headers: {}, body: Buffer.from("A=canary") };
  const expected = request.headers["x-amz-expected-bucket-owner"] !== undefined;
  const status = expected && bucket.ownedByOther ? 403 : 200;
  return { status, headers: key === "" ? {} : (head ?? {}), body: Buffer.alloc(0) };
}

/** Looks `valueFrom` up and works with what is found. */
async function withStored<T>(
  bucket: Bucket,
  valueFrom: string,
  work: (looked: Reading<StoredSecret>, calls: RecordedCalls) => T | Promise<T>,
  readsValues = false,
): Promise<T> {
  const calls = await RecordedCalls.start("http://127.0.0.1:1", (request) =>
    answer(request, bucket),
  );
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const clients = new AwsClients({
    endpoint: calls.endpoint,
    region: "eu-central-1",
    credentials,
  });
  try {
    const reference = parseValueFrom(valueFrom, LOCATION);
    if (typeof reference === "string") throw new Error(reference);
    return await work(await lookUp(accessOf(clients, readsValues), reference), calls);
  } finally {
    clients.destroy();
    await calls.stop();
  }
}

function stored(bucket: Bucket, valueFrom: string, readsValues?: boolean): Promise<StoredSecret> {
  const valueOf = (looked: Reading<StoredSecret>): StoredSecret => {
    if (looked.state !== "found") throw new Error(looked.why);
    return looked.value;
  };
  return withStored(bucket, valueFrom, valueOf, readsValues);
}

describe("an object of a bucket", () => {
  it("is described as its bucket encrypts, without a right to read it", async () => {
    await withStored({ keyId: "alias/orders" }, FILE, (looked, calls) => {
      expect(looked).toMatchObject({
        state: "found",
        value: {
          title: "s3://example-orders/web/settings.env",
          action: "s3:GetObject",
          resourceArn: FILE,
          region: "eu-west-1",
          owner: { account: "123456789012" },
          resourcePolicy: found(undefined),
          key: found({ arn: "eu-west-1 alias/orders" }),
          // With a bucket key S3 names the bucket.
          encryptionContext: { key: "aws:s3:arn", value: BUCKET },
        },
      });
      const keyed = calls.requests.filter(({ path }) =>
        /settings\.env$/.test(path.split("?")[0] ?? ""),
      );
      expect(keyed).toEqual([]);
    });
  });

  it("is described as it is itself, where it may be read", async () => {
    const head = { "x-amz-server-side-encryption-aws-kms-key-id": "own" };
    expect(await stored({ keyId: "alias/orders", head }, FILE, true)).toMatchObject({
      key: found({ arn: "eu-west-1 own" }),
      encryptionContext: { value: FILE },
    });
    const keyed = { ...head, "x-amz-server-side-encryption-bucket-key-enabled": "true" };
    expect(await stored({ head: keyed }, FILE, true)).toMatchObject({
      encryptionContext: { value: BUCKET },
    });
  });

  it("is read by ECS with a look at where the bucket is, and by the application without", async () => {
    expect((await stored({}, FILE)).furtherCalls).toEqual([
      { action: "s3:GetBucketLocation", resourceArn: BUCKET },
    ]);
    expect((await stored({}, "s3://example-orders/web/settings.env")).furtherCalls).toEqual([]);
  });

  it.each([
    ["", "us-east-1"],
    ["EU", "eu-west-1"],
    ["ap-south-1", "ap-south-1"],
  ])("is in the Region that S3 calls %j", async (location, region) => {
    expect((await stored({ location }, FILE)).region).toBe(region);
  });

  it("is the first one below a prefix", async () => {
    const keys = ["web/b.env", "web/a.env", "other/a.env"];
    const { title, resourceArn } = await stored({ keys }, "s3://example-orders/web/");
    expect([title, resourceArn]).toEqual(["s3://example-orders/web/a.env", `${BUCKET}/web/a.env`]);
  });

  it.each([
    ["s3://example-orders/web/", ["other/a.env"], "there is no object below web/"],
    [FILE, ["web/settings.env.old"], "there is no object web/settings.env"],
  ])("is missing: %s among %j", async (valueFrom, keys, why) => {
    await withStored({ keys }, valueFrom, (looked) => {
      expect(looked).toEqual({ state: "missing", why: `${why} in the bucket example-orders` });
    });
  });

  it("may be in a bucket of another account", async () => {
    expect((await stored({ ownedByOther: true }, FILE)).owner).toEqual({ account: undefined });
  });

  it("has the policy of its bucket", async () => {
    const Statement = { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" };
    const { resourcePolicy } = await stored({ policy: { Statement } }, FILE);
    expect(resourcePolicy).toMatchObject({ value: { statements: [{ effect: "Deny" }] } });
  });

  it("is fetched when its content is asked for", async () => {
    await withStored({}, FILE, async (looked) => {
      if (looked.state !== "found") throw new Error(looked.why);
      expect(await looked.value.fetch()).toBe("A=canary");
    });
  });
});
