import type { TerraformStack } from "cdktf";
import { AwsTarget, SecretValue } from "cdktf-ecs-secrets/core";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { newApp, stackOf, synthApp } from "../support/app";
import { statementsAfter } from "../support/grants";
import { rendered, synth, testStack } from "../support/synth";

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const USE = { service: "ssm", contextKey: "PARAMETER_ARN", contextValue: "arn:aws:ssm:::orders" };
const value = SecretValue.fromVariable("value");

/** What `kms:Decrypt` is granted on. */
function keysOf(statements: ReturnType<typeof statementsAfter>): readonly unknown[] {
  return (statements["decrypt-secrets"] ?? []).flatMap(({ Resource }) => Resource);
}

describe("the successor of a key", () => {
  it("is granted to whom the key is granted, through the same service and context; so is its own", () => {
    const stack = testStack();
    const last = EncryptionKey.fromKeyArn(stack, "last", KEY_ARN);
    const next = new EncryptionKey(stack, "next", { successor: last });
    const key = new EncryptionKey(stack, "key", { successor: next });
    const statements = statementsAfter(stack, (role) => key.grantDecrypt(role, USE));
    expect(new Set(keysOf(statements))).toEqual(
      new Set([rendered(stack, key.keyArn), rendered(stack, next.keyArn), KEY_ARN]),
    );
    for (const { Condition } of statements["decrypt-secrets"] ?? []) {
      expect(Condition).toEqual({
        StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:PARAMETER_ARN": USE.contextValue },
      });
    }
  });

  it("is granted to readers of secrets and parameters of another stack", () => {
    const app = newApp();
    const [platform, orders] = [stackOf(app, "platform"), stackOf(app, "orders")];
    const successor = EncryptionKey.fromKeyArn(platform, "next", KEY_ARN);
    const encryptionKey = new EncryptionKey(platform, "key", { successor });
    const written = { encryptionKey, value, revision: 1 };
    const role = new TaskExecutionRole(orders, "role");
    for (const stored of [
      new SecretsManagerSecret(platform, "secret", { ...written, secretName: "orders/db" }),
      new SecureStringParameter(platform, "parameter", { ...written, parameterName: "/orders/a" }),
    ]) {
      stored.grantRead(role);
    }
    const policies = [...synthApp(app).values()].flatMap(({ json }) =>
      Object.values(json["resource"]?.["aws_iam_role_policy"] ?? {}).map((one) =>
        String(one["policy"]),
      ),
    );
    const decrypting = policies.filter((policy) => policy.includes("kms:Decrypt"));
    expect(decrypting.every((policy) => policy.includes(KEY_ARN))).toBe(true);
    for (const context of ["SecretARN", "PARAMETER_ARN"]) {
      expect(decrypting.join()).toContain(context);
    }
  });

  it("is shared with other accounts, too", () => {
    const stack = testStack();
    const next = new EncryptionKey(stack, "next");
    const key = new EncryptionKey(stack, "key", { successor: next });
    key.shareDecrypt(["arn:aws:iam::999999999999:role/billing"], USE);
    const keys = Object.values(synth(stack).resources("aws_kms_key"));
    expect(keys.map(({ policy }) => String(policy).includes("999999999999"))).toEqual([true, true]);
  });

  it("does not read what it encrypts by itself: the key is not granted with its successor", () => {
    const stack = testStack();
    const next = new EncryptionKey(stack, "next");
    new EncryptionKey(stack, "key", { successor: next });
    const statements = statementsAfter(stack, (role) => next.grantDecrypt(role, USE));
    expect(keysOf(statements)).toEqual([rendered(stack, next.keyArn)]);
  });

  it.each([
    [
      "by its ARN",
      (stack: TerraformStack) =>
        EncryptionKey.fromKeyArn(stack, "next", KEY_ARN.replace("central", "west")),
    ],
    [
      "by its target",
      (stack: TerraformStack) => {
        const elsewhere = new Construct(stack, "elsewhere");
        AwsTarget.define(elsewhere, { account: "123456789012", region: "eu-west-1" });
        return new EncryptionKey(elsewhere, "next");
      },
    ],
  ])("of another Region is refused: %s", (_how, nextIn) => {
    const stack = testStack();
    const successor = nextIn(stack);
    expect(() => new EncryptionKey(stack, "key", { successor })).toThrow(
      "test/key: `successor` must be a key of the Region of what it encrypts, got a key of eu-west-1 for eu-central-1.",
    );
  });
});
