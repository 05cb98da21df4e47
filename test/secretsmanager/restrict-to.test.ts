import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import {
  SecretsManagerSecret,
  type SecretAccess,
  type SecretRotationSettings,
} from "cdktf-ecs-secrets/secretsmanager";
import { decide, parsePolicy, type Outcome, type RequestPrincipal } from "../../cli/src/policy";
import { annotationsOf } from "../ecs/support/warnings";
import { newApp, stackOf } from "../support/app";
import { ACCOUNT, policyOf, synth, testStack } from "../support/synth";

const role = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const SECRET = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:orders/db-AbCdEf`;
const ADMINISTRATOR = parsePolicy({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

function secretIn(
  stack: TerraformStack,
  access: SecretAccess,
  rotation?: SecretRotationSettings,
): SecretsManagerSecret {
  return new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
    rotation,
    ...access,
  });
}

function restricted(access: SecretAccess): TerraformStack {
  const stack = testStack();
  secretIn(stack, { deployers: [role("terraform")], ...access });
  return stack;
}

/** What AWS answers to an administrator's policies: only the secret's own policy can stop them. */
function answer(
  stack: TerraformStack,
  principal: RequestPrincipal,
  action = "secretsmanager:GetSecretValue",
  context: Readonly<Record<string, string>> = {},
): Outcome {
  const { policy } = synth(stack).only("aws_secretsmanager_secret_policy");
  const sameAccount = !("arn" in principal) || principal.arn.includes(ACCOUNT);
  return decide(
    { principal, action, resource: SECRET, context },
    { identity: [ADMINISTRATOR], resource: parsePolicy(String(policy)), sameAccount },
  ).outcome;
}

describe("restrictTo", () => {
  const stack = restricted({ restrictTo: [role("reader"), role("sso/*/Auditor_*")] });

  it("lets the roles read in each of their sessions, and who runs Terraform", () => {
    expect(answer(stack, { arn: role("reader") })).toBe("allowed");
    expect(answer(stack, { arn: role("terraform") })).toBe("allowed");
    expect(answer(stack, { arn: role("sso/eu-central-1/Auditor_1") })).toBe("allowed");
    const session = { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/session` };
    const context = { "aws:PrincipalArn": role("reader") };
    expect(answer(stack, session, undefined, context)).toBe("allowed");
  });

  it.each([
    ["an administrator", { arn: role("administrator") }],
    ["a role with a longer name", { arn: role("reader-2") }],
    ["a role of the same name elsewhere", { arn: role("applications/reader") }],
    ["a user", { arn: `arn:aws:iam::${ACCOUNT}:user/reader` }],
  ])("keeps %s from reading, not from managing", (_who, principal) => {
    expect(answer(stack, principal)).toBe("denied");
    // A principal that may manage the secret can take the restriction back: the lock is never for good.
    for (const call of ["DeleteResourcePolicy", "PutSecretValue", "DescribeSecret"]) {
      expect(answer(stack, principal, `secretsmanager:${call}`)).toBe("allowed");
    }
  });

  it("lets AWS services work under their own name", () => {
    const { policy } = synth(stack).only("aws_secretsmanager_secret_policy");
    const [statement] = policyOf(policy).Statement;
    expect(statement).toEqual({
      Sid: "DenyOtherReaders",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Condition: {
        ArnNotEquals: {
          "aws:PrincipalArn": [role("reader"), role("sso/*/Auditor_*"), role("terraform")],
        },
        Bool: { "aws:PrincipalIsAWSService": "false" },
      },
    });
    const service = { "aws:PrincipalIsAWSService": "true" };
    expect(answer(stack, { arn: role("any") }, undefined, service)).toBe("allowed");
  });

  it("includes who it is shared with: a role, or all of an account", () => {
    const sharedWith = [role("reader", "999999999999"), "arn:aws:iam::888888888888:root"];
    const both = restricted({ restrictTo: [], sharedWith });
    expect(answer(both, { arn: role("reader", "999999999999") })).toBe("allowed");
    expect(answer(both, { arn: role("other", "999999999999") })).toBe("denied");
    expect(answer(both, { arn: role("any", "888888888888") })).toBe("allowed");
    expect(answer(both, { arn: role("any") })).toBe("denied");
  });

  it("includes roles of the stack that are named, and those that reference the secret", () => {
    // GIVEN
    const own = testStack();
    const named = new TaskRole(own, "named");

    // WHEN
    const secret = secretIn(own, { restrictTo: [named], deployers: [role("terraform")] });
    new TaskDefinition(own, "task", { cpu: 256, memoryMiB: 512 }).addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
      secrets: { DB: SecretReference.fromSecretsManager(secret) },
    });

    // THEN
    const { only, resources } = synth(own);
    const roles = Object.keys(resources("aws_iam_role")).map(
      (name) => `\${aws_iam_role.${name}.arn}`,
    );
    const [statement] = policyOf(only("aws_secretsmanager_secret_policy")["policy"]).Statement;
    const readers = statement?.Condition?.["ArnNotEquals"]?.["aws:PrincipalArn"];
    expect([readers].flat().sort()).toEqual([...roles, role("terraform")].sort());
    expect(roles).toHaveLength(2);
  });

  it("warns of a reader in another stack, which it cannot include", () => {
    // GIVEN
    const app = newApp();
    const [own, other] = [stackOf(app, "test"), stackOf(app, "other")];
    const secret = secretIn(own, { restrictTo: [], deployers: [role("terraform")] });

    // WHEN
    secret.grantRead(new TaskRole(other, "reader"));

    // THEN
    expect(annotationsOf(own)).toEqual([
      expect.objectContaining({
        constructPath: "test/db",
        message:
          "other/reader reads this from another stack: name its ARN in `restrictTo`, or its tasks cannot start.",
      }),
    ]);
  });

  it("demands the roles that run Terraform where Terraform reads back what it wrote", () => {
    expect(() => secretIn(testStack(), { restrictTo: [] })).toThrow(
      /^test\/db: `deployers` must name the roles that run Terraform .* got none\. .*\[secretsmanager-restricted-deployers\]$/,
    );
    const stack = testStack();
    const external = new SecretsManagerSecret(stack, "vendor", {
      secretName: "vendor",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.external(),
      restrictTo: [role("reader")],
    });
    expect(external.secretName).toBe("vendor");
  });

  it("refuses to keep everyone out", () => {
    const external = (access: SecretAccess): (() => unknown) => {
      const own = testStack();
      const encryptionKey = new EncryptionKey(own, "key");
      const value = SecretValue.external();
      const secretName = "vendor";
      new SecretsManagerSecret(own, "vendor", { secretName, encryptionKey, value, ...access });
      return () => synth(own);
    };
    expect(external({ restrictTo: [] })).toThrow(
      "[test/vendor] `restrictTo` must leave at least one reader: named there, or granted to read in this stack, got none. Name the roles that read it, or leave `restrictTo` out. [iam-reader-count]",
    );
    const sharedWith = [role("reader", "999999999999")];
    expect(external({ restrictTo: [], sharedWith })).not.toThrow();
    expect(external({})).not.toThrow();
  });

  it("demands and includes the role of the function that rotates", () => {
    // GIVEN
    const lambdaArn = `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:rotate`;
    const access = { restrictTo: [], deployers: [role("terraform")] };
    const rotated = testStack();

    // WHEN
    secretIn(rotated, access, { lambdaArn, afterDays: 30, lambdaRoleArn: role("rotate") });

    // THEN
    expect(answer(rotated, { arn: role("rotate") })).toBe("allowed");
    expect(() => secretIn(testStack(), access, { lambdaArn, afterDays: 30 })).toThrow(
      /^test\/db: `rotation` must name the function's role .*\[secretsmanager-restricted-rotation\]$/,
    );
  });

  it.each(["*", `arn:aws:iam::${ACCOUNT}:role/*`, `arn:aws:sts::${ACCOUNT}:assumed-role/a/b`])(
    "refuses %s",
    (arn) => {
      expect(() => restricted({ restrictTo: [arn] })).toThrow(
        /^test\/db: `restrictTo` must be ARNs of roles or users .*\[iam-reader-arn\]$/,
      );
    },
  );
});
