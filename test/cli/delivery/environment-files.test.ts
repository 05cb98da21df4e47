import { RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { AwsClients } from "../../../cli/src/aws";
import { verifyDelivery, type Delivery } from "../../../cli/src/delivery";
import { startLocalAws, type LocalAws } from "../../../cli/src/local-aws";
import { describeWith } from "../../support/requires";

// The emulator answers slowly while other tests run.
jest.setTimeout(60_000);

const REGION = "eu-central-1";
const BUCKET = "example-environment-files";
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const CONTENT = "LOG_LEVEL=debug\nAPI_KEY=canary-0815\n";

const version = "2012-10-17";
const allow = (Action: string, Resource: string, Condition?: object) => {
  return { Effect: "Allow", Action, Resource, ...(Condition ? { Condition } : {}) };
};

describeWith("the delivery of environment files", ["emulator"], () => {
  let aws: LocalAws;
  let clients: AwsClients;
  let keyArn: string;

  beforeAll(async () => {
    aws = await startLocalAws({
      accountId: "123456789012",
      region: REGION,
      env: { ...process.env, AWS_ENDPOINT_URL: "" },
    });
    clients = new AwsClients(aws.clientConfig);
    const { kms, s3 } = clients.in(REGION);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    keyArn = KeyMetadata?.Arn ?? "";
    await s3.send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm: "aws:kms",
      KMSMasterKeyID: keyArn,
    } as const;
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: BUCKET,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }],
        },
      }),
    );
    await s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "web/settings.env",
        Body: CONTENT,
      }),
    );
  }, 60_000);

  afterAll(async () => {
    clients.destroy();
    await aws.stop();
  }, 60_000);

  /** What the execution role needs, as the modules grant it. */
  const grants = () => ({
    object: allow("s3:GetObject", `${BUCKET_ARN}/web/settings.env`),
    location: allow("s3:GetBucketLocation", BUCKET_ARN),
    key: allow("kms:Decrypt", keyArn, {
      StringEquals: { "kms:ViaService": `s3.${REGION}.amazonaws.com` },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": BUCKET_ARN },
    }),
  });

  /** Verifies a task definition with one environment file, whose execution role has `statements`. */
  async function verify(
    family: string,
    statements: readonly object[],
    value = `${BUCKET_ARN}/web/settings.env`,
  ): Promise<Delivery | undefined> {
    const trust = {
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    };
    const { Role } = await clients.iam.send(
      new CreateRoleCommand({
        RoleName: family,
        AssumeRolePolicyDocument: JSON.stringify({ Version: version, Statement: [trust] }),
      }),
    );
    await clients.iam.send(
      new PutRolePolicyCommand({
        RoleName: family,
        PolicyName: "read-secrets",
        PolicyDocument: JSON.stringify({ Version: version, Statement: statements }),
      }),
    );
    const { taskDefinition } = await clients.ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        executionRoleArn: Role?.Arn,
        containerDefinitions: [
          { name: "web", image: "web", memory: 64, environmentFiles: [{ type: "s3", value }] },
        ],
      }),
    );
    const [delivery] = await verifyDelivery(clients, taskDefinition?.taskDefinitionArn ?? "");
    return delivery;
  }

  it("reads the file with the execution role, and says where it is from", async () => {
    expect(await verify("granted", Object.values(grants()))).toEqual({
      family: "granted",
      container: "web",
      way: "environment file",
      target: "variables",
      source: `s3://${BUCKET}/web/settings.env`,
      value: CONTENT,
    });
  });

  it.each([
    ["object", "s3:GetObject on arn:aws:s3:::example-environment-files/web/settings.env"],
    ["location", "s3:GetBucketLocation on arn:aws:s3:::example-environment-files"],
    ["key", "kms:Decrypt on arn:aws:kms:"],
  ] as const)("is refused without the grant of the %s", async (missing, reason) => {
    const kept = Object.entries(grants()).filter(([name]) => name !== missing);
    const statements = kept.map(([, statement]) => statement);
    const delivery = await verify(`without-${missing}`, statements);
    expect(delivery?.value).toBeUndefined();
    expect(delivery?.problem).toContain(reason);
  });

  it("is refused where decryption is granted for the object: a bucket key is used for the bucket", async () => {
    const { object, location } = grants();
    const key = allow("kms:Decrypt", keyArn, {
      StringLike: { "kms:EncryptionContext:aws:s3:arn": `${BUCKET_ARN}/web/settings.env` },
    });
    const delivery = await verify("by-object", [object, location, key]);
    expect(delivery?.problem).toContain("kms:EncryptionContext:aws:s3:arn");
  });

  it("says when there is no such object, bucket, or no object at all", async () => {
    const statements = Object.values(grants());
    const at = (family: string, arn: string) => verify(family, statements, arn);
    expect((await at("no-object", `${BUCKET_ARN}/web/other.env`))?.problem).toBe(
      `there is no object web/other.env in the bucket ${BUCKET}`,
    );
    expect((await at("no-bucket", "arn:aws:s3:::example-missing/a.env"))?.problem).toMatch(
      /bucket does not exist/,
    );
    expect((await at("no-key", BUCKET_ARN))?.problem).toBe("it names no object of a bucket");
  });

  it("is refused by the bucket's policy, whatever the role may do", async () => {
    const deny = { Effect: "Deny", Principal: "*", Action: "s3:GetObject" };
    const { s3 } = clients.in(REGION);
    const Statement = [
      {
        ...deny,
        Sid: "DenyOld",
        Resource: `${BUCKET_ARN}/*`,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
      {
        ...deny,
        Sid: "DenyWeb",
        Resource: `${BUCKET_ARN}/web/*`,
        Condition: { Bool: { "aws:SecureTransport": "true" } },
      },
    ];
    const policy = (statements: readonly object[]) =>
      s3.send(
        new PutBucketPolicyCommand({
          Bucket: BUCKET,
          Policy: JSON.stringify({ Version: version, Statement: statements }),
        }),
      );
    await policy(Statement.slice(0, 1));
    expect((await verify("over-tls", Object.values(grants())))?.value).toBe(CONTENT);
    await policy(Statement);
    expect((await verify("denied", Object.values(grants())))?.problem).toContain('"DenyWeb"');
  });
});
