import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretRotation, SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack } from "../support/synth";

type Make = (stack: TerraformStack, name: string, deletionProtection: boolean) => void;

const keyIn = (stack: TerraformStack): EncryptionKey => new EncryptionKey(stack, "key");
const LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";

/** Each thing that can be protected, with all its parts. */
const WHOLES: readonly (readonly [string, Make, readonly string[]])[] = [
  [
    "bucket",
    (stack, bucketName, deletionProtection) =>
      new SecretsBucket(stack, "it", {
        bucketName,
        deletionProtection,
        encryptionKey: keyIn(stack),
        eventBridgeEnabled: true,
        accessLogs: { bucketName: "example-logs", prefix: "a/" },
      }),
    ["aws_s3_bucket_versioning", "aws_s3_bucket_policy", "aws_s3_bucket_notification"],
  ],
  [
    "secret",
    (stack, secretName, deletionProtection) => {
      const secret = new SecretsManagerSecret(stack, "it", {
        secretName,
        deletionProtection,
        encryptionKey: keyIn(stack),
        value: SecretValue.generated(),
        revision: 1,
        restrictTo: ["arn:aws:iam::123456789012:role/auditor"],
        deployers: ["arn:aws:iam::123456789012:role/deployer"],
      });
      new SecretRotation(stack, "rotation", { secret, lambdaArn: LAMBDA, afterDays: 30 });
    },
    [
      "aws_secretsmanager_secret_version",
      "aws_secretsmanager_secret_policy",
      "aws_secretsmanager_secret_rotation",
    ],
  ],
  [
    "parameter",
    (stack, parameterName, deletionProtection) =>
      new SecureStringParameter(stack, "it", {
        parameterName,
        deletionProtection,
        encryptionKey: keyIn(stack),
        value: SecretValue.generated(),
        revision: 1,
      }),
    ["aws_ssm_parameter"],
  ],
  [
    "role",
    (stack, roleName, isHeld) => {
      const role = new TaskRole(stack, "it", { roleName });
      role.addToPolicy("write-orders", { actions: ["sqs:SendMessage"], resources: ["*"] });
      const made = role.node.defaultChild as IamRole;
      if (isHeld) made.addOverride("lifecycle.prevent_destroy", true);
    },
    ["aws_iam_role_policy"],
  ],
];

/** Addresses of what has a name, with the name in the code or in a variable. */
function addresses(make: Make, isSpelledOtherwise: boolean, isHeld: boolean): readonly string[] {
  const stack = testStack();
  const variable = new TerraformVariable(stack, "name", { type: "string", default: "/it-a" });
  make(stack, isSpelledOtherwise ? variable.stringValue : "/it-a".slice(1), isHeld);
  const { resource } = synth(stack).json as {
    readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return Object.entries(resource)
    .filter(([type]) => type.startsWith("aws_"))
    .flatMap(([type, blocks]) => Object.keys(blocks).map((name) => `${type}.${name}`))
    .sort();
}

describe.each(WHOLES)("what belongs to a %s", (_what, make, parts) => {
  it("stays with it where its name is spelled otherwise and Terraform may not destroy it", () => {
    const held = addresses(make, false, true);
    for (const part of parts) {
      expect(held).toContainEqual(expect.stringMatching(`^${part}\\..*_[0-9A-F]{8}$`));
    }
    expect(addresses(make, true, true)).toEqual(held);
  });

  it("moves with it where Terraform may destroy it", () => {
    const [one, other] = [addresses(make, false, false), addresses(make, true, false)];
    for (const part of parts) {
      const of = (all: readonly string[]): string | undefined =>
        all.find((address) => address.startsWith(`${part}.`));
      expect(of(one)).not.toEqual(of(other));
    }
  });
});
