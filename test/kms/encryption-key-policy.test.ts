import { TerraformVariable } from "cdktf";
import type { AwsTargetProps } from "cdktf-ecs-secrets/core";
import { EncryptionKey, type EncryptionKeyProps } from "cdktf-ecs-secrets/kms";
import { policyOf, synth, testStack, type Attributes } from "../support/synth";

const ROOT = {
  Sid: "DelegateToIam",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "kms:*",
  Resource: "*",
};

function keyWith(props?: EncryptionKeyProps, target?: Partial<AwsTargetProps>): Attributes {
  const stack = testStack(target);
  new EncryptionKey(stack, "key", props);
  return synth(stack).only("aws_kms_key");
}

function refused(props: EncryptionKeyProps): () => void {
  return () => new EncryptionKey(testStack(), "key", props);
}

describe("administratorArns", () => {
  const administrators = [
    "arn:aws:iam::123456789012:role/security/admin",
    "arn:aws:iam::123456789012:user/ann",
  ];

  it("manage the key without being able to use it", () => {
    // WHEN
    const { Statement } = policyOf(keyWith({ administratorArns: administrators })["policy"]);

    // THEN
    expect(Statement).toHaveLength(2);
    expect(Statement[0]).toMatchObject({
      Sid: "Administrators",
      Effect: "Allow",
      Principal: { AWS: administrators },
      Resource: "*",
    });
    expect(Statement[1]).toEqual(ROOT);
    const actions = [Statement[0]?.Action ?? []].flat();
    expect(actions).toContain("kms:ScheduleKeyDeletion");
    for (const crypto of [
      "Encrypt",
      "Decrypt",
      "GenerateDataKey",
      "ReEncryptFrom",
      "CreateGrant",
    ]) {
      const allowing = actions.filter((action) =>
        new RegExp(`^${action.replace("*", ".*")}$`).test(`kms:${crypto}`),
      );
      expect({ crypto, allowing }).toEqual({ crypto, allowing: [] });
    }
  });

  it("may be tokens", () => {
    // GIVEN
    const stack = testStack();
    const admin = new TerraformVariable(stack, "admin", { type: "string" });

    // WHEN
    new EncryptionKey(stack, "key", { administratorArns: [admin.stringValue] });

    // THEN
    const { Statement } = policyOf(synth(stack).only("aws_kms_key")["policy"]);
    expect(Statement[0]).toMatchObject({ Principal: { AWS: "${var.admin}" } });
  });

  it.each(["*", "admin", "arn:aws:iam::123456789012:policy", "arn:aws:s3:::bucket"])(
    "refuse %j",
    (arn) => {
      expect(refused({ administratorArns: [arn] })).toThrow(
        "test/key: `administratorArns` must hold ARNs of accounts, users, roles or sessions " +
          `(\`arn:…:iam::ACCOUNT:role/NAME\`), got "${arn}". ` +
          "`*` would open the key to everyone; a name alone is refused by KMS. [kms-administrator-arn]",
      );
    },
  );
});

describe("the key policy", () => {
  it.each([
    { region: "cn-north-1", principal: "arn:aws-cn:iam::123456789012:root" },
    { region: "us-gov-west-1", principal: "arn:aws-us-gov:iam::123456789012:root" },
  ])("names the account of the partition of $region", ({ region, principal }) => {
    const { Statement } = policyOf(keyWith({}, { region })["policy"]);
    expect(Statement[0]?.Principal).toEqual({ AWS: principal });
  });

  it("lets CloudWatch encrypt exactly the log groups that use it, in one statement", () => {
    // GIVEN
    const stack = testStack();
    const key = new EncryptionKey(stack, "key");

    // WHEN
    key.grantLogGroup("/ecs/web");
    key.grantLogGroup("/ecs/api");

    // THEN
    const { Statement } = policyOf(synth(stack).only("aws_kms_key")["policy"]);
    expect(Statement).toEqual([
      ROOT,
      {
        Sid: "LogGroups",
        Effect: "Allow",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: [
          "kms:Decrypt",
          "kms:Describe*",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ],
        Resource: "*",
        Condition: {
          ArnEquals: {
            "kms:EncryptionContext:aws:logs:arn": [
              "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/api",
              "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/web",
            ],
          },
        },
      },
    ]);
  });

  it("takes other services' statements", () => {
    // GIVEN
    const stack = testStack();
    const key = new EncryptionKey(stack, "key");

    // WHEN
    key.addToKeyPolicy({
      principals: { Service: ["sns.amazonaws.com"] },
      actions: ["kms:GenerateDataKey"],
      resources: ["*"],
    });

    // THEN
    const { Statement } = policyOf(synth(stack).only("aws_kms_key")["policy"]);
    expect(Statement).toContainEqual({
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "kms:GenerateDataKey",
      Resource: "*",
    });
  });
});
