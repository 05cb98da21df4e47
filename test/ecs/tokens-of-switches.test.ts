import { TerraformVariable, type IResolvable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { OneOffTask, ScheduledTask, TaskDefinition, Volume } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { synth, testStack } from "../support/synth";
import { image, serviceIn } from "./support/fixtures";
import { jobIn } from "./run/support";

function isOn(stack: TerraformStack): IResolvable {
  return new TerraformVariable(stack, "on", { type: "bool" }).booleanValue;
}

const either = (yes: string, no: string): string => `\${var.on ? "${yes}" : "${no}"}`;

describe("a switch that only Terraform knows", () => {
  it("is what decides about a schedule", () => {
    const stack = testStack();
    const props = { ...jobIn(stack), schedule: "rate(1 hour)", enabled: isOn(stack) };
    new ScheduledTask(stack, "nightly", props);
    expect(synth(stack).only("aws_scheduler_schedule")["state"]).toBe(
      either("ENABLED", "DISABLED"),
    );
  });

  it("is what decides about the address of a one-off task, whose input stays JSON", () => {
    const stack = testStack();
    new OneOffTask(stack, "migration", { ...jobIn(stack), assignPublicIp: isOn(stack) });
    const { only, json } = synth(stack);
    const { run } = JSON.parse(String(only("aws_lambda_invocation")["input"])) as {
      readonly run: { readonly networkConfiguration: { readonly awsvpcConfiguration: object } };
    };
    expect(run.networkConfiguration.awsvpcConfiguration).toMatchObject({
      assignPublicIp: expect.stringMatching(
        /^\$\{local\.migration_assign-public-ip_\w+\}$/,
      ) as string,
    });
    const locals = JSON.stringify(json["locals"]);
    expect(JSON.parse(locals)).toEqual(
      expect.objectContaining({
        [String(/migration_assign-public-ip_\w+/.exec(locals)?.[0])]: expect.stringContaining(
          'var.on ? "ENABLED" : "DISABLED"',
        ) as string,
      }),
    );
  });

  it("is what decides about the balance of the zones", () => {
    const stack = testStack();
    serviceIn(stack, { availabilityZoneRebalancing: isOn(stack) });
    expect(synth(stack).only("aws_ecs_service")["availability_zone_rebalancing"]).toBe(
      either("ENABLED", "DISABLED"),
    );
  });

  it("lets the task role write where a mount of a file system may be writable", () => {
    const stack = testStack();
    const volumes = { data: Volume.efs({ fileSystemId: "fs-0123456789abcdef0" }) };
    const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512, volumes });
    task.addContainer("web", {
      image,
      mounts: { "/data": { volume: "data", readOnly: isOn(stack) } },
    });
    expect(synth(stack).only("aws_iam_role_policy")["policy"]).toContain("ClientWrite");
  });

  it("is what decides about the events of a bucket", () => {
    const stack = testStack();
    new SecretsBucket(stack, "bucket", {
      bucketName: "orders-secrets",
      encryptionKey: new EncryptionKey(stack, "key"),
      eventBridgeEnabled: isOn(stack),
    });
    expect(synth(stack).only("aws_s3_bucket_notification")["eventbridge"]).toBe("${var.on}");
  });

  it.each<[string, (stack: TerraformStack, token: never) => unknown]>([
    [
      "deletionProtection",
      (stack, token) => new EncryptionKey(stack, "key", { deletionProtection: token }),
    ],
    [
      "volumes.data.rootAccess",
      (stack, rootAccess) =>
        new TaskDefinition(stack, "task", {
          cpu: 256,
          memoryMiB: 512,
          volumes: { data: Volume.efs({ fileSystemId: "fs-0123456789abcdef0", rootAccess }) },
        }),
    ],
  ])("is refused where it decides what is made: %s", (prop, make) => {
    const stack = testStack();
    expect(() => make(stack, isOn(stack) as never)).toThrow(
      `\`${prop}\` must be known at synthesis, because it decides what is made`,
    );
  });
});

it("a revision that only Terraform knows is refused", () => {
  const stack = testStack();
  const revision = new TerraformVariable(stack, "revision", { type: "number" }).numberValue;
  const encryptionKey = new EncryptionKey(stack, "key");
  const value = SecretValue.generated();
  expect(
    () =>
      new SecretsManagerSecret(stack, "db", { secretName: "db", encryptionKey, value, revision }),
  ).toThrow("`revision` must be known at synthesis");
});

it("the tries of a schedule may be any number that Terraform knows, and a wrong one beside it is seen", () => {
  const stack = testStack();
  const job = { ...jobIn(stack), schedule: "rate(1 hour)" };
  const tries = new TerraformVariable(stack, "tries", { type: "number" }).numberValue;
  new ScheduledTask(stack, "fine", { ...job, retryAttempts: tries, retrySeconds: tries });
  const wrong = { ...job, retryAttempts: tries, retrySeconds: 10 };
  expect(() => new ScheduledTask(stack, "wrong", wrong)).toThrow(
    /`retryAttempts` must be 0 to 185/,
  );
});
