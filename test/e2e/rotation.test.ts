import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import {
  SecretsManagerSecret,
  type SecretRotationSettings,
} from "cdktf-ecs-secrets/secretsmanager";
import { readJson, type Quirk } from "../../cli/src/local-aws/quirk";
import { expectOk } from "../../cli/src/terraform";
import { setUp } from "../../examples/rotation/local-setup";
import { rotate } from "../../examples/rotation/rotate";
import { localScenario, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";

const SECRET = "rotated/db";
const TERRAFORM = `arn:aws:iam::${TARGET.account}:role/terraform`;
const THERE = `arn:aws:kms:eu-west-1:${TARGET.account}:key/11111111-2222-3333-4444-555555555555`;

jest.setTimeout(300_000);

/** Deletes versions as AWS does a hundred versions later: those without any label. */
function deprecated(): Quirk {
  return {
    id: "deprecated-versions",
    why: "AWS keeps a hundred versions, and those with a label",
    matches: ({ operation }) => operation === "GetSecretValue",
    onResponse: (request, response) => {
      const { VersionStages } = readJson(response);
      if (readJson(request)["VersionId"] === undefined || !Array.isArray(VersionStages))
        return response;
      return VersionStages.length > 0 ? response : NOT_FOUND;
    },
  };
}

const NOT_FOUND = {
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: Buffer.from(JSON.stringify({ __type: "ResourceNotFoundException", message: "gone" })),
};

describeWith("a rotated secret", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario(deprecated);
  let lambdaArn = "";

  const build =
    (schedule: Partial<SecretRotationSettings>) =>
    (stack: TerraformStack): void => {
      const encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
      const auditor = `arn:aws:iam::${TARGET.account}:role/auditor`;
      new SecretsBucket(stack, "bucket", {
        bucketName: "example-rotated-secrets",
        encryptionKey,
        restrictTo: [auditor],
      });
      new SecretsManagerSecret(stack, "db", {
        secretName: SECRET,
        encryptionKey,
        recoveryWindowDays: 0,
        value: SecretValue.json({ username: "orders", password: SecretValue.generated() }),
        revision: 1,
        rotation: {
          lambdaArn,
          afterDays: 30,
          lambdaRoleArn: TERRAFORM,
          ...schedule,
        } as SecretRotationSettings,
        replicaRegions: [
          { region: "eu-west-1", encryptionKey: EncryptionKey.fromKeyArn(stack, "there", THERE) },
        ],
        restrictTo: [auditor],
        deployers: [TERRAFORM],
      });
    };

  const describeSecret = () =>
    scenario.stores.secretsManager.send(new DescribeSecretCommand({ SecretId: SECRET }));
  const password = async (): Promise<string> => {
    const { secretsManager } = scenario.stores;
    const { SecretString = "{}" } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: SECRET }),
    );
    return (JSON.parse(SecretString) as { readonly password: string }).password;
  };
  const plannedAddresses = async (): Promise<readonly string[]> =>
    expectOk(await scenario.terraform.plan()).planned.map(({ address }) => address);

  beforeAll(async () => {
    lambdaArn = (await setUp(scenario.aws))["ROTATION_LAMBDA_ARN"] ?? "";
  });

  it("has its first value, its schedule, its copy and its policy after one apply, and a clean plan; so has a bucket", async () => {
    // WHEN
    await scenario.synthesize(build({ window: "3h" }));
    expectOk(await scenario.terraform.apply());

    // THEN
    expect(await password()).toHaveLength(32);
    expect(await describeSecret()).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: lambdaArn,
      RotationRules: { AutomaticallyAfterDays: 30, Duration: "3h" },
      ReplicationStatus: [{ Region: "eu-west-1", KmsKeyId: THERE, Status: "InSync" }],
    });
    const { ResourcePolicy = "" } = await scenario.stores.secretsManager.send(
      new GetResourcePolicyCommand({ SecretId: SECRET }),
    );
    expect(ResourcePolicy).toContain(TERRAFORM);
    expect(await plannedAddresses()).toEqual([]);
  });

  it("is not written again by Terraform after several rotations, though AWS deletes old versions", async () => {
    for (let rotation = 1; rotation <= 4; rotation += 1) {
      // WHEN
      const rotated = await rotate(scenario.stores.secretsManager, SECRET);
      // It plans first, and would apply what it finds.
      const applied = expectOk(await scenario.terraform.apply());

      // THEN
      expect(applied.summary).toEqual({ add: 0, change: 0, remove: 0, import: 0 });
      expect(await password()).toBe(rotated);
    }
    const { VersionIdsToStages = {} } = await describeSecret();
    expect(
      Object.values(VersionIdsToStages)
        .map((stages) => [...stages].sort())
        .sort(),
    ).toEqual([[], [], ["AWSCURRENT"], ["AWSPREVIOUS"], ["terraform-revision-1"]]);
  });

  it("keeps its value when the schedule changes", async () => {
    // GIVEN
    const before = await password();

    // WHEN
    await scenario.synthesize(
      build({ afterDays: undefined, scheduleExpression: "rate(12 hours)" }),
    );
    const planned = await plannedAddresses();
    expectOk(await scenario.terraform.apply());

    // THEN
    expect(planned).toEqual([expect.stringMatching(/^aws_secretsmanager_secret_rotation\./)]);
    expect((await describeSecret()).RotationRules).toEqual({
      ScheduleExpression: "rate(12 hours)",
    });
    expect(await password()).toBe(before);
    expect(await plannedAddresses()).toEqual([]);
  });
});
