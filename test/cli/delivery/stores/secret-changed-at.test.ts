import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClients } from "../../../../cli/src/aws";
import { secretChangedAt, type SecretChange } from "../../../../cli/src/delivery";
import { parseValueFrom } from "../../../../modules/facts";
import { startLocalAws, type LocalAws } from "../../../../cli/src/local-aws";
import { RecordedCalls } from "../../../support/recorded-calls";
import { describeWith } from "../../../support/requires";

// The emulator answers slowly while other tests run.
jest.setTimeout(60_000);

const region = "eu-central-1";
const account = "123456789012";

describeWith("when a secret was last written", ["emulator"], () => {
  let aws: LocalAws;
  let recorded: RecordedCalls;
  let clients: AwsClients;
  let secrets = 0;

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: account, region, env });
    recorded = await RecordedCalls.start(aws.endpoint);
    clients = new AwsClients({ ...aws.clientConfig, endpoint: recorded.endpoint });
  }, 60_000);

  afterAll(async () => {
    clients.destroy();
    await recorded.stop();
    await aws.stop();
  }, 60_000);

  describe("in Secrets Manager", () => {
    it("is when its version was created, where it has had no other", async () => {
      const { arn } = await secret();
      await tagged(arn);
      const change = expectWritten(await changedAt(arn));
      expect(change.surely).toEqual(change.possibly);
      expect(Date.now() - change.surely.getTime()).toBeGreaterThan(20);
    });

    it("is when the new value was put", async () => {
      const { arn } = await secret();
      const before = new Date();
      await put(arn, "second");
      const change = expectWritten(await changedAt(`${arn}:password::`));
      expect(change.surely >= before).toBe(true);
    });

    it("is between the version and the last modification, where only a tag may have changed", async () => {
      const { arn } = await secret();
      await put(arn, "second");
      const before = new Date();
      await tagged(arn);
      const change = expectWritten(await changedAt(arn));
      expect(change.surely < before).toBe(true);
      expect(change.possibly >= before).toBe(true);
      expect(change.remark).toContain("AWS does not tell which");
    });

    it("is possibly when the label was moved back to an older version", async () => {
      const { arn, versionId } = await secret();
      const second = await put(arn, "second");
      const before = new Date();
      await clients.in(region).secretsManager.send(
        new UpdateSecretVersionStageCommand({
          SecretId: arn,
          VersionStage: "AWSCURRENT",
          RemoveFromVersionId: second,
          MoveToVersionId: versionId,
        }),
      );
      const change = expectWritten(await changedAt(arn));
      expect(change.surely < before).toBe(true);
      expect(change.possibly >= before).toBe(true);
    });

    it("follows the stage that is named", async () => {
      const { arn } = await secret();
      const between = new Date();
      await put(arn, "second");
      const previous = expectWritten(await changedAt(`${arn}::AWSPREVIOUS:`));
      expect(previous.surely < between).toBe(true);
      expect(previous.possibly >= between).toBe(true);
      expect(await changedAt(`${arn}::blue:`)).toEqual({
        kind: "unknown",
        reason: expect.stringMatching(/^no version of secret live\/\d+ has the stage blue$/),
      });
    });

    it("is never of a version that is pinned", async () => {
      const { arn, versionId } = await secret();
      await put(arn, "second");
      expect(await changedAt(`${arn}:::${versionId}`)).toEqual({ kind: "pinned" });
    });

    it("is not known of one that is missing, or being deleted", async () => {
      const { arn } = await secret();
      await clients.in(region).secretsManager.send(new DeleteSecretCommand({ SecretId: arn }));
      expect(await changedAt(arn)).toMatchObject({
        kind: "unknown",
        reason: expect.stringContaining("scheduled for deletion"),
      });
      expect(await changedAt(`${arn.slice(0, -7)}x-AbCdEf`)).toMatchObject({ kind: "unknown" });
    });
  });

  it.each([
    ["a name", "/live/key", "/live/key"],
    ["the ARN of a path", "/live/by-arn", `arn:aws:ssm:${region}:${account}:parameter/live/by-arn`],
    ["the ARN of a name with one slash", "/one", `arn:aws:ssm:${region}:${account}:parameter/one`],
    ["the ARN of a simple name", "by-arn", `arn:aws:ssm:${region}:${account}:parameter/by-arn`],
  ])(
    "in Parameter Store is when its newest version was written: by %s",
    async (_what, Name, from) => {
      const { ssm } = clients.in(region);
      const parameter = { Name, Type: "SecureString", Value: "canary" } as const;
      await ssm.send(new PutParameterCommand(parameter));
      const before = expectWritten(await changedAt(from));
      await sleep(20);
      await ssm.send(new PutParameterCommand({ ...parameter, Overwrite: true }));
      const after = expectWritten(await changedAt(from));
      expect(after.surely > before.surely).toBe(true);
      expect(after.surely).toEqual(after.possibly);
    },
  );

  it("in Parameter Store is not known of one that is missing", async () => {
    expect(await changedAt("/live/none")).toEqual({
      kind: "unknown",
      reason: "there is no parameter /live/none",
    });
  });

  it("in S3 is that of the object, or of the newest one below", async () => {
    const { s3 } = clients.in(region);
    const Bucket = "live-objects";
    const CreateBucketConfiguration = { LocationConstraint: region } as const;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const upload = (Key: string): Promise<unknown> =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body: "A=canary" }));
    await upload("web/a.env");
    await sleep(1_100);
    await upload("web/a.env.old");
    await upload("web/b.env");
    const file = expectWritten(await changedAt(`arn:aws:s3:::${Bucket}/web/a.env`));
    const below = expectWritten(await changedAt(`s3://${Bucket}/web/`));
    expect(below.surely > file.surely).toBe(true);

    await s3.send(new DeleteObjectCommand({ Bucket, Key: "web/a.env" }));
    expect(await changedAt(`arn:aws:s3:::${Bucket}/web/a.env`)).toEqual({
      kind: "unknown",
      reason: `there is no object web/a.env in the bucket ${Bucket}`,
    });
  });

  it("is found without a single value being read", () => {
    const reads = recorded.requests.filter(({ operation, service, method, path }) =>
      service === "s3"
        ? method === "GET" && !path.includes("list-type=2")
        : /^(Get|BatchGet)/.test(operation),
    );
    expect(reads).toEqual([]);
    expect(recorded.requests.length).toBeGreaterThan(30);
  });

  function changedAt(valueFrom: string): Promise<SecretChange> {
    const reference = parseValueFrom(valueFrom, { region, account, partition: "aws" });
    if (typeof reference === "string") throw new Error(reference);
    return secretChangedAt(clients, reference);
  }

  async function secret(): Promise<{ readonly arn: string; readonly versionId: string }> {
    const { secretsManager } = clients.in(region);
    const request = new CreateSecretCommand({ Name: `live/${(secrets += 1)}`, SecretString: "a" });
    const { ARN: arn = "", VersionId: versionId = "" } = await secretsManager.send(request);
    await sleep(20);
    return { arn, versionId };
  }

  async function put(SecretId: string, SecretString: string): Promise<string> {
    const request = new PutSecretValueCommand({ SecretId, SecretString });
    const { VersionId = "" } = await clients.in(region).secretsManager.send(request);
    await sleep(20);
    return VersionId;
  }

  async function tagged(SecretId: string): Promise<void> {
    await sleep(20);
    const request = new TagResourceCommand({ SecretId, Tags: [{ Key: "team", Value: "orders" }] });
    await clients.in(region).secretsManager.send(request);
  }
});

function expectWritten(change: SecretChange): SecretChange & { readonly kind: "written" } {
  if (change.kind !== "written") throw new Error(`it is ${JSON.stringify(change)}`);
  return change;
}
