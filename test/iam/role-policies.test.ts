import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { readFileSync } from "node:fs";
import path from "node:path";
import { decide, parsePolicy } from "../../cli/src/policy";
import { synth, testStack, type Synthesized, plainName } from "../support/synth";

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
/** It says how many secrets a role takes. */
const PAGE = readFileSync(path.join(__dirname, "../../modules/iam/README.md"), "utf8");
const ROLE_ARN = "arn:aws:iam::123456789012:role/execution";

/** A role that reads `count` secrets, by default with names of 23 characters and three quarters in Parameter Store. */
function roleReading(
  count: number,
  name: (index: number) => string = nameOf,
): { stack: TerraformStack; role: TaskExecutionRole } {
  const stack = testStack();
  const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);
  const role = new TaskExecutionRole(stack, "role", { roleName: "execution" });
  const value = SecretValue.generated();
  for (let index = 0; index < count; index += 1) {
    const props = { encryptionKey, value, revision: 1 };
    const text = name(index);
    const secret = text.startsWith("/")
      ? new SecureStringParameter(stack, `s${index}`, { parameterName: text, ...props })
      : new SecretsManagerSecret(stack, `s${index}`, { secretName: text, ...props });
    secret.grantRead(role);
  }
  return { stack, role };
}

function nameOf(index: number): string {
  const path = `orders/prod/secret-${String(index).padStart(4, "0")}`;
  return index % 4 !== 3 ? `/${path}` : path;
}

/** 30 characters, all in Secrets Manager: the most that a secret of an ordinary name takes up. */
function longNameOf(index: number): string {
  return `orders/prod/secret-of-app-${String(index).padStart(4, "0")}`;
}

/** Name → text of every policy of the role. */
function policiesOf({ resources }: Synthesized): ReadonlyMap<string, string> {
  const blocks = [
    ...Object.values(resources("aws_iam_role_policy")),
    ...Object.values(resources("aws_iam_policy")),
  ];
  return new Map(
    blocks.map(({ name, name_prefix, policy }) => [plainName(name_prefix ?? name), String(policy)]),
  );
}

/** Characters of each policy. */
function sizes(blocks: readonly Readonly<Record<string, unknown>>[]): number[] {
  return blocks.map(({ policy }) => String(policy).length);
}

describe("a role that reads 400 secrets", () => {
  const { stack, role } = roleReading(400);
  const synthesized = synth(stack);
  const policies = policiesOf(synthesized);

  it("stays within IAM's quotas", () => {
    const inline = Object.values(synthesized.resources("aws_iam_role_policy"));
    const managed = Object.values(synthesized.resources("aws_iam_policy"));
    expect(sizes(inline).reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...sizes(managed))).toBeLessThanOrEqual(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
    const attachments = Object.keys(synthesized.resources("aws_iam_role_policy_attachment"));
    expect(attachments).toHaveLength(managed.length);
  });

  it("allows every one of them, and no other", () => {
    const identity = [...policies.values()].map((text) => parsePolicy(text));
    const allowed = (name: string): boolean => {
      const suffixed = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
      const ssm = name.startsWith("/");
      const resource = ssm ? `arn:aws:ssm:eu-central-1:123456789012:parameter${name}` : suffixed;
      const action = ssm ? "ssm:GetParameters" : "secretsmanager:GetSecretValue";
      const request = { principal: { arn: ROLE_ARN }, action, resource };
      return decide(request, { identity, sameAccount: true }).outcome === "allowed";
    };
    const readable = Array.from({ length: 410 }, (_, index) => index).filter((index) =>
      allowed(nameOf(index)),
    );
    expect(readable).toEqual(Array.from({ length: 400 }, (_, index) => index));
  });

  it("does not reshuffle its policies when one more comes", () => {
    const more = policiesOf(synth(roleReading(401).stack));
    const changed = [...more].filter(([name, text]) => policies.get(name) !== text);
    expect([...policies.keys()].filter((name) => !more.has(name))).toEqual([]);
    // One policy for the read, one for the decrypt.
    expect(changed.length).toBeLessThanOrEqual(2);
  });

  it("waits for the attachments, too", () => {
    const managed = Object.keys(synthesized.resources("aws_iam_policy")).length;
    expect(role.dependables).toHaveLength(2 + managed);
  });
});

it.each([
  ["mixed", nameOf, 428, /or (\d+) with names of 23/],
  [
    "of Secrets Manager with longer names",
    longNameOf,
    356,
    /takes (\d+) secrets of Secrets Manager/,
  ],
])("refuses 2,000 secrets, %s, with what to do, naming the role", (_which, name, first, said) => {
  expect(said.exec(PAGE)?.[1]).toBe(String(first));
  expect(() => roleReading(2000, name)).toThrow(
    new RegExp(
      `^test/role: \`policies\` must fit into 10,240 characters inline and 10 managed policies of 6,144, got an 11th policy with secret ${first} \\(\\d+ grants\\)\\. Group the values of one path .* \\[iam-attached-policies\\]$`,
    ),
  );
});

it("grants the same thing once", () => {
  // GIVEN
  const { stack, role } = roleReading(1);
  const before = policiesOf(synth(stack));
  // WHEN
  const statement = { actions: ["ssm:GetParameters"], resources: ["arn:aws:ssm:::parameter/a"] };
  role.addToPolicy("read-secrets", statement);
  role.addToPolicy("read-secrets", { ...statement });
  // THEN
  const after = policiesOf(synth(stack));
  expect(after.get("read-secrets")?.match(/parameter\/a"/g)).toHaveLength(1);
  expect(after.get("decrypt-secrets")).toBe(before.get("decrypt-secrets"));
});

it("keeps one grant of more than any policy holds, in parts", () => {
  // GIVEN
  const stack = testStack();
  const role = new TaskExecutionRole(stack, "role");
  const resources = Array.from({ length: 200 }, (_, at) => `arn:aws:s3:::${"o".repeat(60)}/${at}`);
  // WHEN
  role.addToPolicy("read-secrets", { actions: ["s3:GetObject"], resources });
  // THEN
  const texts = [...policiesOf(synth(stack)).values()];
  expect(texts.flatMap((text) => text.match(/arn:aws:s3[^"]*/g) ?? []).sort()).toEqual(
    [...resources].sort(),
  );
});

it.each([
  ["alike", () => undefined],
  ["of a condition each", (at: number) => ({ StringEquals: { "aws:PrincipalTag/of": [`${at}`] } })],
  ["of one of two conditions", (at: number) => ({ StringEquals: { "aws:a": [`${at % 2}`] } })],
])("stays within IAM's quotas with statements %s", (_, conditionsOf) => {
  const stack = testStack();
  const role = new TaskExecutionRole(stack, "role");
  for (let at = 0; at < 150; at += 1) {
    const resources = [`arn:aws:s3:::${"o".repeat(90)}/${at}`];
    const conditions = conditionsOf(at);
    role.addToPolicy("more", { actions: ["s3:GetObject"], resources, conditions });
  }
  const { resources } = synth(stack);
  const [inline, managed] = ["aws_iam_role_policy", "aws_iam_policy"].map((type) =>
    sizes(Object.values(resources(type))),
  );
  expect(inline?.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(10_240);
  expect(Math.max(...(managed ?? [Infinity]))).toBeLessThanOrEqual(6_144);
});
