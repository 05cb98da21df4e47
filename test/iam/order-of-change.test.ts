import { TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { plainName, synth, testStack, type Attributes } from "../support/synth";

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
  return inlinePolicies(stack).map(({ name_prefix }) => name_prefix);
}

describe("a change of what a role reads", () => {
  it("is a new policy beside the old one, which goes last", () => {
    // GIVEN
    const before = reading("/orders/a");

    // WHEN
    const after = reading("/orders/b");

    // THEN
    for (const { name_prefix, lifecycle } of inlinePolicies(before)) {
      expect(plainName(name_prefix)).toMatch(/^(read|decrypt)-secrets$/);
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

describe("what stands for a secret that is replaced", () => {
  it("stays until the new one has it, so that a refused apply takes nothing away", () => {
    // GIVEN
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role");
    const secret = new SecretsManagerSecret(stack, "secret", {
      secretName: "orders/db",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.fromVariable("token"),
      revision: 1,
      restrictTo: [role],
      deployers: ["arn:aws:iam::123456789012:role/deployer"],
      rotation: {
        lambdaArn: "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
        lambdaRoleArn: "arn:aws:iam::123456789012:role/rotate",
        afterDays: 30,
      },
    });
    const task = new TaskDefinition(stack, "task", {
      cpu: 256,
      memoryMiB: 512,
      executionRole: role,
    });
    task.addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
      secrets: { TOKEN: SecretReference.fromSecretsManager(secret) },
    });

    // THEN
    const { only } = synth(stack);
    for (const type of [
      "aws_secretsmanager_secret_policy",
      "aws_secretsmanager_secret_rotation",
      "aws_ecs_task_definition",
    ]) {
      expect(only(type)["lifecycle"]).toEqual({ create_before_destroy: true });
    }
    expect(task.dependables).toContain(secret.node.findChild("policy"));
  });
});

describe("the digest in a policy's name", () => {
  const decryptName = (stack: TerraformStack): unknown =>
    namesOf(stack).find((name) => plainName(name) === "decrypt-secrets");

  it("is known at synthesis where the statements are", () => {
    const [name] = namesOf(reading("/orders/a")).filter((one) => plainName(one) === "read-secrets");
    expect(name).toMatch(/^read-secrets-[0-9a-f]{8}-$/);
  });

  it("is made by Terraform of what only Terraform knows: a new key behind the same reference is a new policy, too", () => {
    expect(decryptName(reading("/orders/a"))).toMatch(
      /^decrypt-secrets-\$\{substr\(sha256\(join\(" ", \["[0-9a-f]{8}", aws_kms_key\.key_\w+\.arn\]\)\), 0, 8\)\}-$/,
    );
  });

  it("is made by Terraform for a name from a variable", () => {
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    const names = namesOf(reading(name, stack)).map(String);
    expect(names.filter((one) => /\((.*)local\./.test(one))).toHaveLength(2);
  });
});

describe("a role whose grants do not fit into its inline policies", () => {
  /** Names of its managed policies, when it reads so many secrets. */
  function managed(count: number): readonly string[] {
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role", { roleName: "r".repeat(64) });
    for (let index = 0; index < count; index += 1) {
      const name = `orders/prod/secret-of-app-${String(index).padStart(4, "0")}`;
      const resources = [`arn:aws:secretsmanager:eu-central-1:111111111111:secret:${name}-??????`];
      role.addToPolicy("read-secrets", { actions: ["secretsmanager:GetSecretValue"], resources });
    }
    return Object.values(synth(stack).resources("aws_iam_policy")).map(({ name, name_prefix }) =>
      // One of the two.
      [name, name_prefix].filter((one) => one !== undefined).join(" and "),
    );
  }
  const withDigest = (names: readonly string[]): readonly string[] =>
    names.filter((name) => /-\d+-[0-9a-f]{8}-$/.test(name));

  it.each([
    ["up to five", 350, 5, 5],
    ["of seven, those that there is room for beside", 450, 7, 3],
    ["of ten none: IAM attaches no more", 640, 10, 0],
  ])("replaces its managed policies, too: %s", (_which, secrets, policies, replaced) => {
    const names = managed(secrets);
    expect(names).toHaveLength(policies);
    expect(withDigest(names)).toHaveLength(replaced);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(102);
  });
});
