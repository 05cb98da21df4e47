import { TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret, type ReplicaRegion } from "cdktf-ecs-secrets/secretsmanager";
import { statementsAfter } from "../support/grants";
import { rendered, synth, testStack } from "../support/synth";

const keyIn = (region: string): string =>
  `arn:aws:kms:${region}:123456789012:key/11111111-2222-3333-4444-555555555555`;

function replicated(stack: TerraformStack, ...regions: readonly string[]): SecretsManagerSecret {
  const replicaRegions = regions.map((region, index): ReplicaRegion => ({
    region,
    encryptionKey: EncryptionKey.fromKeyArn(stack, `key-${index}`, keyIn(region)),
  }));
  return withReplicas(stack, replicaRegions);
}

function withReplicas(
  stack: TerraformStack,
  replicaRegions: readonly ReplicaRegion[],
): SecretsManagerSecret {
  return new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey: EncryptionKey.fromKeyArn(stack, "key", keyIn("eu-central-1")),
    value: SecretValue.json({ password: SecretValue.generated() }),
    revision: 2,
    replicaRegions,
    rotation: {
      lambdaArn: "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
      afterDays: 30,
    },
  });
}

describe("replicaRegions", () => {
  it("are copies with keys of their Regions", () => {
    const stack = testStack();
    replicated(stack, "eu-west-1", "us-east-1");
    expect(synth(stack).only("aws_secretsmanager_secret")["replica"]).toEqual([
      { region: "eu-west-1", kms_key_id: keyIn("eu-west-1") },
      { region: "us-east-1", kms_key_id: keyIn("us-east-1") },
    ]);
  });

  it("may be tokens", () => {
    // GIVEN
    const stack = testStack();
    const region = new TerraformVariable(stack, "region", {}).stringValue;
    const encryptionKey = EncryptionKey.fromKeyArn(stack, "there", keyIn("eu-west-1"));

    // WHEN
    withReplicas(stack, [{ region, encryptionKey }]);

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret")["replica"]).toEqual([
      { region: '${join("", [var.region])}', kms_key_id: keyIn("eu-west-1") },
    ]);
  });

  it("refuses the secret's own Region, one twice, and a key of another Region", () => {
    const rule =
      /^test\/db: `replicaRegions` must be Regions such as eu-west-1, .*\[secretsmanager-replica-region\]$/;
    expect(() => replicated(testStack(), "eu-central-1")).toThrow(rule);
    expect(() => replicated(testStack(), "eu-west-1", "eu-west-1")).toThrow(rule);
    const stack = testStack();
    const encryptionKey = EncryptionKey.fromKeyArn(stack, "there", keyIn("eu-central-1"));
    expect(() => withReplicas(stack, [{ region: "eu-west-1", encryptionKey }])).toThrow(
      /^test\/db: `replicaRegions` must be a key of the replica's Region, got arn:aws:kms:eu-central-1:\S+ for eu-west-1\./,
    );
  });
});

describe("inRegion", () => {
  it("is the copy for tasks that run there: its ARN, its key, and the grants for both", () => {
    // GIVEN
    const stack = testStack();
    const secret = replicated(stack, "eu-west-1");

    // WHEN
    const replica = secret.inRegion("eu-west-1");
    const statements = statementsAfter(stack, (role) => replica.grantRead(role));

    // THEN
    const pattern = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/db-??????";
    expect(replica).toMatchObject({
      secretArnPattern: pattern,
      secretName: "orders/db",
      shape: secret.shape,
      revision: "2",
      dependables: secret.dependables,
    });
    expect(statements["read-secrets"]).toEqual([
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: pattern },
    ]);
    expect(statements["decrypt-secrets"]).toEqual([
      {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: keyIn("eu-west-1"),
        Condition: {
          StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
          StringLike: { "kms:EncryptionContext:SecretARN": pattern },
        },
      },
    ]);
    const [local] = Object.keys(synth(stack).locals);
    const [name] = Object.keys(synth(stack).resources("aws_secretsmanager_secret"));
    expect(rendered(stack, replica.secretArn)).toBe(`\${local.${local}}`);
    expect(synth(stack).locals[local ?? ""]).toBe(
      `\${replace(aws_secretsmanager_secret.${name}.arn, ":eu-central-1:", ":eu-west-1:")}`,
    );
    expect(secret.inRegion("eu-west-1")).toBe(replica);
  });

  it("is rotated with the secret, so its versions cannot be pinned either", () => {
    const stack = testStack();
    const versionId = "11111111-2222-3333-4444-555555555555";
    const replica = replicated(stack, "eu-west-1").inRegion("eu-west-1");
    const container = (): void => {
      new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 }).addContainer("web", {
        image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
        secrets: { DB: SecretReference.fromSecretsManager(replica, { versionId }) },
      });
    };
    expect(container).toThrow(/which test\/db\/rotation rotates\. /);
  });

  it("refuses a Region without a copy", () => {
    expect(() => replicated(testStack(), "eu-west-1").inRegion("us-east-1")).toThrow(
      /^test\/db: `region` must be one of the secret's `replicaRegions`, got us-east-1 \(replicated to eu-west-1\)\. /,
    );
  });
});
