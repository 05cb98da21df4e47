import { TerraformOutput, TerraformStack } from "cdktf";
import {
  ContainerImage,
  ContainerSecrets,
  EcsCluster,
  EcsService,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import {
  AwsTarget,
  deployToAws,
  SecretValue,
  terraformJson,
  type PolicyStatement,
} from "cdktf-ecs-secrets/core";
import { TaskExecutionRole, TaskRole, type IRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { newApp, stackOf, synthApp, type SynthesizedStack } from "../support/app";
import { plainName } from "../support/synth";
import { waited } from "../support/waited";

function secretIn(stack: TerraformStack, id = "db"): SecretsManagerSecret {
  return new SecretsManagerSecret(stack, id, {
    secretName: `${stack.node.id}/${id}`,
    encryptionKey: new EncryptionKey(stack, `key-of-${id}`),
    value: SecretValue.generated(),
    revision: 1,
  });
}

function serviceIn(
  stack: TerraformStack,
  roles: { readonly executionRole?: IRole; readonly taskRole?: IRole },
  secrets: Readonly<Record<string, SecretReference>> = {},
): EcsService {
  const service = new EcsService(stack, "web", {
    cluster: EcsCluster.fromClusterName(stack, "cluster", "main"),
    subnetIds: ["subnet-0123456789abcdef0"],
    securityGroupIds: ["sg-0123456789abcdef0"],
    cpu: 256,
    memoryMiB: 512,
    ...roles,
  });
  service.addContainer("web", {
    image: ContainerImage.fromRegistry("public.ecr.aws/nginx/nginx:1.27"),
    secrets,
  });
  return service;
}

/** Names of the inline policies that a stack makes. */
function policiesOf(stack: SynthesizedStack | undefined): readonly unknown[] {
  const policies = Object.values(stack?.json["resource"]?.["aws_iam_role_policy"] ?? {});
  return policies.map(({ name_prefix }) => plainName(name_prefix)).sort();
}

function dependsOn(stack: SynthesizedStack | undefined): unknown {
  return waited(stack?.only("aws_ecs_service"));
}

it("gets its policies in the stack of the service and the secret (C9)", () => {
  // GIVEN
  const app = newApp();
  const [platform, own] = [stackOf(app, "platform"), stackOf(app, "app")];
  const executionRole = new TaskExecutionRole(platform, "execution");
  // WHEN
  const P = SecretReference.fromSecretsManager(secretIn(own));
  serviceIn(own, { executionRole }, { P });
  // THEN
  const stacks = synthApp(app);
  const made = stacks.get("app");
  expect(policiesOf(stacks.get("platform"))).toEqual([]);
  expect(policiesOf(made)).toEqual(["decrypt-secrets@app-1", "read-secrets@app-1"]);
  expect(dependsOn(made)).toEqual([
    expect.stringContaining(
      "aws_iam_role_policy.policies-of-foreign-roles_platform--execution_decrypt-secrets",
    ),
    expect.stringContaining(
      "aws_iam_role_policy.policies-of-foreign-roles_platform--execution_read-secrets",
    ),
    expect.stringContaining("aws_secretsmanager_secret_version.db_version"),
  ]);
  expect(made?.dependencies).toEqual(["platform"]);
  expect(stacks.get("platform")?.dependencies).toEqual([]);
});

it("is shared by services of several stacks without an order between them", () => {
  const app = newApp();
  const platform = stackOf(app, "platform");
  const executionRole = new TaskExecutionRole(platform, "execution");
  for (const name of ["orders", "billing"]) {
    const stack = stackOf(app, name);
    serviceIn(stack, { executionRole }, { P: SecretReference.fromSecretsManager(secretIn(stack)) });
  }
  const stacks = synthApp(app);
  for (const name of ["orders", "billing"]) {
    expect(stacks.get(name)?.dependencies).toEqual(["platform"]);
    expect(policiesOf(stacks.get(name))).toContain(`read-secrets@${name}-1`);
  }
});

describe("a role of another Region", () => {
  const inWest = (): readonly [west: TerraformStack, own: TerraformStack] => {
    const app = newApp();
    const west = new TerraformStack(app, "west");
    deployToAws(west, { account: "123456789012", region: "eu-west-1" });
    return [west, stackOf(app, "app")];
  };
  const refused = (role: string): string =>
    `app/web/task: \`${role}Role\` must be in the Region of what uses it, got west/${role} of eu-west-1 (own eu-central-1).`;

  it("runs no tasks where its trust names its own Region", () => {
    const [west, own] = inWest();
    const taskRole = new TaskRole(west, "task");
    expect(() => serviceIn(own, { taskRole })).toThrow(refused("task"));
  });

  it("starts tasks, unless it is restricted to its own", () => {
    for (const restrictToOwnTasks of [false, true]) {
      const [west, own] = inWest();
      const executionRole = new TaskExecutionRole(west, "execution", { restrictToOwnTasks });
      const use = (): EcsService => serviceIn(own, { executionRole });
      if (restrictToOwnTasks) expect(use).toThrow(refused("execution"));
      else expect(use().taskDefinition.executionRole.roleArn).toBe(executionRole.roleArn);
    }
  });
});

it("is granted in its own stack what a task definition registered there names of another one", () => {
  // GIVEN
  const app = newApp();
  const [shared, own] = [stackOf(app, "shared"), stackOf(app, "app")];
  const reference = SecretReference.fromSecretsManager(secretIn(shared), { versionStage: "A" });
  const role = new TaskExecutionRole(own, "execution");
  // WHEN
  const fragment = new ContainerSecrets(own, { P: reference }, role);
  new TerraformOutput(own, "secrets", { value: terraformJson(fragment.toJson()) });
  // THEN
  const stacks = synthApp(app);
  expect(policiesOf(stacks.get("shared"))).toEqual([]);
  expect(policiesOf(stacks.get("app"))).toEqual(["decrypt-secrets", "read-secrets"]);
  expect(stacks.get("app")?.dependencies).toEqual(["shared"]);
  expect(stacks.get("shared")?.dependencies).toEqual([]);
});

describe("a grant by hand to a role of another stack", () => {
  it("is made in the stack of the secret, and a service of a third stack waits for that stack", () => {
    const app = newApp();
    const [platform, data, own] = ["platform", "data", "app"].map((name) => stackOf(app, name));
    if (!platform || !data || !own) throw new Error("three stacks");
    const taskRole = new TaskRole(platform, "task");
    serviceIn(own, { taskRole });
    secretIn(data).grantRead(taskRole);
    const stacks = synthApp(app);
    expect(policiesOf(stacks.get("data"))).toContain("read-secrets@data-1");
    expect(stacks.get("app")?.dependencies).toEqual(["data", "platform"]);
    expect(dependsOn(stacks.get("app"))).toBeUndefined();
  });

  it("is made with the role where the role's own stack runs tasks, known before or after", () => {
    for (const after of [false, true]) {
      const app = newApp();
      const [shared, own] = [stackOf(app, "shared"), stackOf(app, "app")];
      const secret = secretIn(shared);
      const taskRole = new TaskRole(own, "task");
      if (!after) serviceIn(own, { taskRole });
      secret.grantRead(taskRole);
      if (after) serviceIn(own, { taskRole }, { P: SecretReference.fromSecretsManager(secret) });
      const stacks = synthApp(app);
      expect(policiesOf(stacks.get("shared"))).toEqual([]);
      expect(policiesOf(stacks.get("app"))).toContain("read-secrets");
      expect(stacks.get("app")?.dependencies).toEqual(["shared"]);
    }
  });

  it("follows the order that the author gave the stacks", () => {
    const app = newApp();
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    one.addDependency(two);
    secretIn(two).grantRead(new TaskRole(one, "task"));
    const stacks = synthApp(app);
    expect(policiesOf(stacks.get("one"))).toEqual(["decrypt-secrets", "read-secrets"]);
    expect(policiesOf(stacks.get("two"))).toEqual([]);
  });

  it("is made in the role's account, whatever the stack of the secret deploys to", () => {
    const app = newApp();
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    AwsTarget.define(two, { account: "210987654321", region: "eu-central-1" });
    secretIn(two).grantRead(new TaskRole(one, "task"));
    expect(policiesOf(synthApp(app).get("one"))).toEqual(["decrypt-secrets", "read-secrets"]);
  });
});

it("counts the policies of all stacks against IAM's limit of inline policies", () => {
  // GIVEN 60 secrets in each of two stacks: together more than 10,240 characters
  const app = newApp();
  const executionRole = new TaskExecutionRole(stackOf(app, "platform"), "execution");
  for (const name of ["orders", "billing"]) {
    const stack = stackOf(app, name);
    const encryptionKey = EncryptionKey.fromKeyArn(
      stack,
      "key",
      "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    );
    const secrets = Array.from({ length: 60 }, (_, index): [string, SecretReference] => {
      const secret = new SecretsManagerSecret(stack, `s${index}`, {
        secretName: `${name}/secret-${index}`,
        encryptionKey,
        value: SecretValue.generated(),
        revision: 1,
      });
      return [`S${index}`, SecretReference.fromSecretsManager(secret)];
    });
    serviceIn(stack, { executionRole }, Object.fromEntries(secrets));
  }
  // WHEN
  const stacks = synthApp(app);
  // THEN
  const policies = [...stacks.values()].flatMap(({ json }) =>
    Object.values(json["resource"]?.["aws_iam_role_policy"] ?? {}),
  );
  const size = policies.reduce((sum, { policy }) => sum + String(policy).length, 0);
  expect(size).toBeLessThanOrEqual(10_240);
  const managed = Object.values(stacks.get("billing")?.json["resource"]?.["aws_iam_policy"] ?? {});
  expect(managed.map(({ name_prefix }) => plainName(name_prefix))).toContain(
    "platform-execution-read-secrets@billing-1",
  );
});

it("makes no empty policy where a new one no longer fits inline", () => {
  const app = newApp();
  const stack = stackOf(app, "app");
  const role = new TaskRole(stack, "role");
  const ofSize = (length: number): PolicyStatement => ({
    actions: ["s3:GetObject"],
    resources: [`arn:aws:s3:::${"x".repeat(length)}`],
  });
  role.addToPolicy("first", ofSize(2450));
  role.addToPolicy("second", ofSize(2350));
  role.addToPolicy("third", ofSize(300));
  const [made] = synthApp(app).values();
  const text = JSON.stringify(made?.json["resource"]);
  expect(text).not.toContain('\\"Statement\\":[]');
  expect(Object.keys(made?.json["resource"]?.["aws_iam_policy"] ?? {})).toHaveLength(1);
});
