import type { Quirk } from "../../../../cli/src/local-aws/quirk";
import {
  secretsmanagerDates,
  secretsmanagerMovedCurrent,
  secretsmanagerReplicaKeys,
  secretsmanagerRotation,
  secretsmanagerStagingLabels,
} from "../../../../cli/src/local-aws/quirks/secretsmanager";
import { answer, asked, call, exchange } from "./exchange";

const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";
const NAME = "orders/db";
const sm = (operation: string, body: object) => call("secretsmanager", operation, body);

describe("secretsmanager-dates", () => {
  beforeEach(() => jest.useFakeTimers({ now: 100_000 }));
  afterEach(() => jest.useRealTimers());

  function changed(quirk: Quirk): unknown {
    return asked(quirk, sm("DescribeSecret", { SecretId: ARN }), { ARN, LastChangedDate: 1 });
  }

  it("remembers when each version was made, and when the secret was modified last", () => {
    const quirk = secretsmanagerDates();
    asked(quirk, sm("CreateSecret", { Name: NAME }), { ARN, VersionId: "one" });
    jest.setSystemTime(200_000);
    asked(quirk, sm("PutSecretValue", { SecretId: NAME }), { ARN, VersionId: "two" });
    jest.setSystemTime(300_000);
    // It names a version that is there already.
    asked(quirk, sm("UpdateSecretVersionStage", { SecretId: ARN }), { ARN, VersionId: "one" });
    const listed = { ARN, Versions: [{ VersionId: "one" }, { VersionId: "two" }] };
    expect(asked(quirk, sm("ListSecretVersionIds", { SecretId: ARN }), listed)).toEqual({
      ARN,
      Versions: [
        { VersionId: "one", CreatedDate: 100 },
        { VersionId: "two", CreatedDate: 200 },
      ],
    });
    expect(changed(quirk)).toEqual({ ARN, LastChangedDate: 300 });
  });

  it("leaves what it has not seen, and what was refused, as the emulator says", () => {
    const quirk = secretsmanagerDates();
    exchange(quirk, sm("TagResource", { SecretId: ARN }), answer({}, 400));
    expect(changed(quirk)).toEqual({ ARN, LastChangedDate: 1 });
    const listed = { ARN, Versions: [{ VersionId: "one", CreatedDate: 7 }] };
    expect(asked(quirk, sm("ListSecretVersionIds", { SecretId: ARN }), listed)).toEqual(listed);
  });
});

describe("secretsmanager-moved-current", () => {
  const read = (more: object = {}) => sm("GetSecretValue", { SecretId: NAME, ...more });
  const move = sm("UpdateSecretVersionStage", { SecretId: ARN, VersionStage: "AWSCURRENT" });

  function sentBy(quirk: Quirk, request: ReturnType<typeof sm>): unknown {
    const { sent } = exchange(quirk, request, answer({}));
    return JSON.parse(sent?.body.toString("utf8") ?? "null");
  }

  it("asks for the current version by its label once that label was moved", () => {
    const quirk = secretsmanagerMovedCurrent();
    expect(sentBy(quirk, read())).toEqual({ SecretId: NAME });
    exchange(quirk, move, answer({}));
    expect(sentBy(quirk, read())).toEqual({ SecretId: NAME, VersionStage: "AWSCURRENT" });
    expect(sentBy(quirk, sm("GetSecretValue", { SecretId: "other" }))).toEqual({
      SecretId: "other",
    });
  });

  it.each([{ VersionId: "one" }, { VersionStage: "blue" }])(
    "leaves a call that names %j",
    (more) => {
      const quirk = secretsmanagerMovedCurrent();
      exchange(quirk, move, answer({}));
      expect(sentBy(quirk, read(more))).toEqual({ SecretId: NAME, ...more });
    },
  );

  it("is not moved by a refused call, nor by another label", () => {
    const quirk = secretsmanagerMovedCurrent();
    exchange(quirk, move, answer({}, 400));
    const blue = sm("UpdateSecretVersionStage", { SecretId: ARN, VersionStage: "blue" });
    exchange(quirk, blue, answer({}));
    expect(sentBy(quirk, read())).toEqual({ SecretId: NAME });
  });
});

describe("secretsmanager-replica-keys", () => {
  const replicas = (...regions: readonly string[]) => ({
    ReplicationStatus: regions.map((Region) => ({ Region, KmsKeyId: "alias/aws/secretsmanager" })),
  });

  it("remembers which key encrypts each replica, made with the secret or later", () => {
    const quirk = secretsmanagerReplicaKeys();
    const first = { Name: NAME, AddReplicaRegions: [{ Region: "eu-west-1", KmsKeyId: "west" }] };
    asked(quirk, sm("CreateSecret", first), { ARN });
    const more = { SecretId: ARN, AddReplicaRegions: [{ Region: "us-east-1", KmsKeyId: "east" }] };
    asked(quirk, sm("ReplicateSecretToRegions", more), replicas("eu-west-1", "us-east-1"));
    const described = replicas("eu-west-1", "us-east-1", "ap-south-1");
    expect(asked(quirk, sm("DescribeSecret", { SecretId: ARN }), described)).toEqual({
      ReplicationStatus: [
        { Region: "eu-west-1", KmsKeyId: "west" },
        { Region: "us-east-1", KmsKeyId: "east" },
        { Region: "ap-south-1", KmsKeyId: "alias/aws/secretsmanager" },
      ],
    });
  });

  it("says nothing of a secret without replicas", () => {
    const described = { ARN, Name: NAME };
    const request = sm("DescribeSecret", { SecretId: ARN });
    expect(asked(secretsmanagerReplicaKeys(), request, described)).toEqual(described);
  });
});

describe("secretsmanager-rotation", () => {
  const RotationRules = { AutomaticallyAfterDays: 30 };
  const rotate = sm("RotateSecret", { SecretId: ARN, RotationLambdaARN: "lambda", RotationRules });
  const describeIt = sm("DescribeSecret", { SecretId: NAME });

  it("rotates nothing: it has the secret described, and remembers how it is rotated", () => {
    const quirk = secretsmanagerRotation();
    const { sent, response } = exchange(quirk, rotate, answer({ ARN, Name: NAME, Tags: [] }));
    expect(sent?.headers["x-amz-target"]).toBe("secretsmanager.DescribeSecret");
    expect(JSON.parse(sent?.body.toString("utf8") ?? "null")).toEqual({ SecretId: ARN });
    expect(JSON.parse(response.body.toString("utf8"))).toEqual({ ARN, Name: NAME });
    expect(asked(quirk, describeIt, { ARN })).toEqual({
      ARN,
      RotationEnabled: true,
      RotationLambdaARN: "lambda",
      RotationRules,
    });
  });

  it("knows that a rotation was cancelled, and forgets it with the secret", () => {
    const quirk = secretsmanagerRotation();
    asked(quirk, rotate, { ARN, Name: NAME });
    asked(quirk, sm("CancelRotateSecret", { SecretId: ARN }), { ARN, Name: NAME });
    expect(asked(quirk, describeIt, { ARN })).toMatchObject({
      RotationEnabled: false,
      RotationLambdaARN: "lambda",
    });
    asked(quirk, sm("DeleteSecret", { SecretId: ARN }), { ARN });
    expect(asked(quirk, describeIt, { ARN })).toEqual({ ARN });
  });

  it("remembers nothing of a secret that there is not", () => {
    const quirk = secretsmanagerRotation();
    exchange(quirk, rotate, answer({ __type: "ResourceNotFoundException" }, 400));
    expect(asked(quirk, describeIt, { ARN })).toEqual({ ARN });
  });
});

describe("secretsmanager-staging-labels", () => {
  const put = (VersionId: string, ...VersionStages: readonly string[]) =>
    [sm("PutSecretValue", { SecretId: ARN, VersionStages }), { ARN, VersionId }] as const;

  function labels(quirk: Quirk): unknown {
    // As the emulator has it: labels that are not AWS's own are gone.
    const VersionIdsToStages = { one: ["AWSPREVIOUS"], two: ["AWSCURRENT", "stray"] };
    const described = asked(quirk, sm("DescribeSecret", { SecretId: NAME }), {
      VersionIdsToStages,
    });
    return (described as { VersionIdsToStages: unknown }).VersionIdsToStages;
  }

  it("keeps a version's labels when another one becomes current", () => {
    const quirk = secretsmanagerStagingLabels();
    asked(quirk, ...put("one", "AWSCURRENT", "blue"));
    asked(quirk, ...put("two", "AWSCURRENT", "green"));
    expect(labels(quirk)).toEqual({
      one: ["AWSPREVIOUS", "blue"],
      two: ["AWSCURRENT", "green"],
    });
    const read = sm("GetSecretValue", { SecretId: ARN });
    const value = { VersionId: "one", VersionStages: ["AWSPREVIOUS"] };
    expect(asked(quirk, read, value)).toMatchObject({ VersionStages: ["AWSPREVIOUS", "blue"] });
  });

  it("moves and removes a label by itself", () => {
    const quirk = secretsmanagerStagingLabels();
    asked(quirk, ...put("one", "blue"));
    const move = { SecretId: ARN, VersionStage: "blue" };
    const moved = sm("UpdateSecretVersionStage", {
      ...move,
      RemoveFromVersionId: "one",
      MoveToVersionId: "two",
    });
    const { sent, response } = exchange(quirk, moved, answer({}, 500));
    expect([sent, response.status]).toEqual([undefined, 200]);
    expect(labels(quirk)).toEqual({ one: ["AWSPREVIOUS"], two: ["AWSCURRENT", "blue"] });
    const removed = sm("UpdateSecretVersionStage", { ...move, RemoveFromVersionId: "two" });
    exchange(quirk, removed, answer({}, 500));
    expect(labels(quirk)).toEqual({ one: ["AWSPREVIOUS"], two: ["AWSCURRENT"] });
  });

  it.each([
    ["AWS's own label", { VersionStage: "AWSCURRENT", MoveToVersionId: "one" }],
    ["one that the version does not have", { VersionStage: "blue", RemoveFromVersionId: "two" }],
  ])("leaves %s to the emulator", (_which, body) => {
    const quirk = secretsmanagerStagingLabels();
    asked(quirk, ...put("one", "blue"));
    const request = sm("UpdateSecretVersionStage", { SecretId: ARN, ...body });
    expect(exchange(quirk, request, answer({})).sent).toBe(request);
  });
});
