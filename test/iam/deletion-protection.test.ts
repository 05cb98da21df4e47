import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { DeletionProtection, type DeletionProtectionProps } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { decide, parsePolicy } from "../../cli/src/policy";
import { newApp, stackOf, synthApp } from "../support/app";
import { synth, testStack, type Synthesized } from "../support/synth";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deploys`;
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/kept`;
const ADMINISTRATOR = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

function stores(stack: TerraformStack) {
  const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", KEY);
  const written = { encryptionKey, value: SecretValue.generated(), revision: 1 };
  return [
    encryptionKey,
    new SecretsManagerSecret(stack, "secret", { secretName: "orders/db", ...written }),
    new SecureStringParameter(stack, "parameter", { parameterName: "/orders/key", ...written }),
    new SecretsBucket(stack, "bucket", { bucketName: "orders-secrets", encryptionKey }),
  ];
}

function protecting(props: Partial<DeletionProtectionProps> = {}): Synthesized {
  const stack = testStack();
  const protection = { policyName: "kept", roleArns: [ROLE], protect: stores(stack) };
  new DeletionProtection(stack, "protection", { ...protection, ...props });
  return synth(stack);
}

/** What AWS says to a call of the role, which is an administrator. */
function outcome(policy: unknown, action: string, resource: string, context = {}): string {
  const text = String(policy);
  const identity = [ADMINISTRATOR, text].map((one) => parsePolicy(one));
  const request = { principal: { arn: ROLE }, action, resource, context };
  // A key's own policy that leaves it to IAM.
  const key = parsePolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    }),
  );
  return decide(request, { identity, key, sameAccount: true }).outcome;
}

const SECRET = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:orders/db-AbCdEf`;
const PARAMETER = `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/orders/key`;
const BUCKET = "arn:aws:s3:::orders-secrets";

describe("a role that may do everything, with the policy", () => {
  const { policy } = protecting().only("aws_iam_policy");

  it.each([
    ["secretsmanager:DeleteSecret", SECRET],
    ["secretsmanager:RemoveRegionsFromReplication", SECRET],
    ["ssm:DeleteParameter", PARAMETER],
    ["ssm:DeleteParameters", PARAMETER],
    ["kms:ScheduleKeyDeletion", KEY],
    ["kms:DisableKey", KEY],
    ["s3:DeleteBucket", BUCKET],
    ["s3:DeleteObject", `${BUCKET}/web/.env`],
    ["s3:DeleteObjectVersion", `${BUCKET}/web/.env`],
    ["iam:CreatePolicyVersion", POLICY],
    ["iam:DeletePolicy", POLICY],
    ["iam:SetDefaultPolicyVersion", POLICY],
    ["iam:DeleteRolePermissionsBoundary", ROLE],
    ["iam:PutRolePermissionsBoundary", ROLE],
  ])("is denied %s", (action, resource) => {
    expect(outcome(policy, action, resource)).toBe("denied");
  });

  it.each([
    ["secretsmanager:DeleteSecret", SECRET.replace("db", "other")],
    ["secretsmanager:RemoveRegionsFromReplication", SECRET.replace("db", "other")],
    ["secretsmanager:PutSecretValue", SECRET],
    ["secretsmanager:ReplicateSecretToRegions", SECRET],
    ["ssm:DeleteParameter", `${PARAMETER}-2`],
    ["ssm:PutParameter", PARAMETER],
    ["kms:ScheduleKeyDeletion", KEY.replace("1111", "2222")],
    ["kms:Decrypt", KEY],
    ["s3:PutObject", `${BUCKET}/web/.env`],
    ["iam:DeletePolicy", `${POLICY}-2`],
  ])("is allowed what is not protected: %s of %s", (action, resource) => {
    expect(outcome(policy, action, resource)).toBe("allowed");
  });

  it("cannot detach it, but other policies", () => {
    const detach = (arn: string) =>
      outcome(policy, "iam:DetachRolePolicy", ROLE, { "iam:PolicyARN": arn });
    expect(detach(POLICY)).toBe("denied");
    expect(detach(`${POLICY}-2`)).toBe("allowed");
  });
});

describe("as a boundary", () => {
  it("allows everything else", () => {
    const { policy } = protecting({ boundary: true }).only("aws_iam_policy");
    const bounded = (action: string): string =>
      decide(
        { principal: { arn: ROLE }, action, resource: SECRET },
        {
          identity: [parsePolicy(ADMINISTRATOR)],
          boundary: parsePolicy(String(policy)),
          sameAccount: true,
        },
      ).outcome;
    expect(bounded("secretsmanager:DeleteSecret")).toBe("denied");
    expect(bounded("secretsmanager:PutSecretValue")).toBe("allowed");
  });

  it("is none by default: attached, it would allow everything", () => {
    expect(String(protecting().only("aws_iam_policy")["policy"])).not.toContain('"Allow"');
  });
});

describe("what a call to something else deletes", () => {
  const PRIMARY = SECRET;
  const REPLICA = SECRET.replace("eu-central-1", "eu-west-1");
  const policyOver = (
    protect: (stack: TerraformStack) => DeletionProtectionProps["protect"],
  ): unknown => {
    const stack = testStack();
    new DeletionProtection(stack, "protection", { policyName: "kept", protect: protect(stack) });
    return synth(stack).only("aws_iam_policy")["policy"];
  };
  const replicated = (stack: TerraformStack): SecretsManagerSecret => {
    const keyOf = (region: string) =>
      EncryptionKey.fromKeyArn(stack, `key-${region}`, KEY.replace("eu-central-1", region));
    return new SecretsManagerSecret(stack, "secret", {
      secretName: "orders/db",
      encryptionKey: keyOf("eu-central-1"),
      value: SecretValue.generated(),
      revision: 1,
      replicaRegions: [{ region: "eu-west-1", encryptionKey: keyOf("eu-west-1") }],
    });
  };

  it("is a replica: it is its secret that is kept, and the replica once it is promoted", () => {
    const policy = policyOver((stack) => [replicated(stack).inRegion("eu-west-1")]);
    expect(outcome(policy, "secretsmanager:RemoveRegionsFromReplication", PRIMARY)).toBe("denied");
    expect(outcome(policy, "secretsmanager:DeleteSecret", PRIMARY)).toBe("denied");
    expect(outcome(policy, "secretsmanager:DeleteSecret", REPLICA)).toBe("denied");
    const other = PRIMARY.replace("db", "other");
    expect(outcome(policy, "secretsmanager:DeleteSecret", other)).toBe("allowed");
  });

  it("is a replica beside its secret: each ARN stands once", () => {
    const policy = policyOver((stack) => {
      const secret = replicated(stack);
      return [secret, secret.inRegion("eu-west-1")];
    });
    expect(String(policy).match(/eu-central-1/g)).toHaveLength(1);
  });

  it.each([
    ["by its name", { parameterName: "/aws/reference/secretsmanager/orders/db" }],
    [
      "by its ARN",
      {
        parameterArn: `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/aws/reference/secretsmanager/orders/db`,
      },
    ],
  ])("is a secret that a parameter refers to, %s", (_, attributes) => {
    const policy = policyOver((stack) => [
      SecureStringParameter.fromParameterAttributes(stack, "referred", attributes),
    ]);
    expect(outcome(policy, "secretsmanager:DeleteSecret", SECRET)).toBe("denied");
    expect(outcome(policy, "secretsmanager:RemoveRegionsFromReplication", SECRET)).toBe("denied");
    expect(policy).not.toContain("ssm:");
  });
});

it("protects what another stack makes, by its name or by an output", () => {
  // GIVEN
  const app = newApp();
  const [orders, guard] = [stackOf(app, "orders"), stackOf(app, "guard")];
  const key = new EncryptionKey(orders, "key");

  // WHEN
  new DeletionProtection(guard, "protection", { protect: [key] });

  // THEN
  const policy = synthApp(app).get("guard")?.only("aws_iam_policy")["policy"];
  expect(policy).toMatch(/"Resource":"\$\{data\.terraform_remote_state\..*_kms_key.*arn\}"/);
});

it("takes a name of its own from its path", () => {
  expect(protecting({ policyName: undefined } as never).only("aws_iam_policy")["name"]).toBe(
    "test-protection",
  );
});

it("is refused with nothing to protect, a role that is none, and more than a policy holds", () => {
  expect(() => protecting({ protect: [] })).toThrow(
    "`protect` must name what is protected, got none",
  );
  expect(() => protecting({ roleArns: ["deploys"] })).toThrow("[iam-role-arn]");
  const foreign = "arn:aws:iam::210987654321:role/deploys";
  expect(() => protecting({ roleArns: [foreign] })).toThrow(
    `\`roleArns\` must be in the account of what uses it, got ${foreign} of 210987654321`,
  );
  expect(() => protecting({ protect: [{ clusterArn: "x" } as never] })).toThrow(
    "`protect[0]` must have a value of its type, got an object where a key, secret, parameter or bucket belongs.",
  );
  const many = Array.from({ length: 120 }, (_, index) => ({
    parameterArn: `${PARAMETER}-${String(index)}`,
  }));
  expect(() => protecting({ protect: many })).toThrow("[iam-protection-size]");
});
