import { TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack, type Attributes } from "../support/synth";

/** A role that reads a parameter of a name and a secret, both from a variable. */
function reading(parameterName: string, stack = testStack()): TerraformStack {
  const role = new TaskExecutionRole(stack, "role");
  const written = {
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.fromVariable("token"),
    revision: 1,
  };
  new SecureStringParameter(stack, "parameter", { parameterName, ...written }).grantRead(role);
  new SecretsManagerSecret(stack, "secret", { secretName: "orders/db", ...written }).grantRead(
    role,
  );
  return stack;
}

function inlinePolicies(stack: TerraformStack): readonly Attributes[] {
  return Object.values(synth(stack).resources("aws_iam_role_policy"));
}

function namesOf(stack: TerraformStack): readonly unknown[] {
  return inlinePolicies(stack).map(({ name }) => name);
}

describe("a change of what a role reads", () => {
  it("is a new policy beside the old one, which goes last", () => {
    // GIVEN
    const before = reading("/orders/a");

    // WHEN
    const after = reading("/orders/b");

    // THEN
    for (const { name, lifecycle } of inlinePolicies(before)) {
      expect(name).toMatch(/^(read|decrypt)-secrets-[0-9a-f]{8}$/);
      expect(lifecycle).toEqual({ create_before_destroy: true });
    }
    expect(namesOf(after)).toHaveLength(2);
    expect(namesOf(after).filter((name) => namesOf(before).includes(name))).toEqual([]);
    expect(namesOf(reading("/orders/a"))).toEqual(namesOf(before));
  });

  it("is none where only the numbers of tokens differ", () => {
    const names = [0, 2].map((others) => {
      const stack = testStack();
      for (let other = 0; other < others; other += 1) {
        expect(new TerraformVariable(stack, `v${other}`, {}).stringValue).toBeDefined();
      }
      const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
      return namesOf(reading(name, stack));
    });
    expect(names[0]).toEqual(names[1]);
  });

  it("comes after the guards and before the writes", () => {
    // GIVEN
    const { resources, only } = synth(reading("/orders/a"));

    // THEN
    const gate = "terraform_data.values-given";
    const policies = Object.entries(resources("aws_iam_role_policy"));
    for (const [, policy] of policies) expect(policy["depends_on"]).toEqual([gate]);
    const addresses = policies.map(([name]) => `aws_iam_role_policy.${name}`).sort();
    for (const type of ["aws_ssm_parameter", "aws_secretsmanager_secret"]) {
      expect(only(type)["depends_on"]).toEqual([...addresses, gate]);
    }
  });

  it("leaves keys, parameters and secrets until all else has moved", () => {
    const { only } = synth(reading("/orders/a"));
    for (const type of ["aws_kms_key", "aws_ssm_parameter", "aws_secretsmanager_secret"]) {
      expect(only(type)["lifecycle"]).toMatchObject({ create_before_destroy: true });
    }
  });
});
