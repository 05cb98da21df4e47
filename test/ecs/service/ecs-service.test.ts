import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  EcsCluster,
  LogDriver,
  SecretReference,
  Volume,
  type EcsServiceProps,
  type SecretVariables,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { KEY_ARN } from "../../s3/support";
import { plainName, synth, testStack } from "../../support/synth";
import { image, Secrets, serviceIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";
import { waited } from "../../support/waited";

const TYPE = "aws_ecs_service";

describe("EcsService", () => {
  it("has defaults that are safe: two tasks, rollback, no public address, waiting until it runs", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    serviceIn(stack);
    // THEN
    const { only, resources } = synth(stack);
    const [cluster] = Object.keys(resources("aws_ecs_cluster"));
    const [task] = Object.keys(resources("aws_ecs_task_definition"));
    expect(only(TYPE)).toMatchObject({
      name: "test-web",
      cluster: `\${aws_ecs_cluster.${cluster}.arn}`,
      task_definition: `\${aws_ecs_task_definition.${task}.arn}`,
      desired_count: 2,
      launch_type: "FARGATE",
      platform_version: "LATEST",
      network_configuration: {
        subnets: ["subnet-0a1b2c3d"],
        security_groups: ["sg-0a1b2c3d"],
        assign_public_ip: false,
      },
      deployment_circuit_breaker: { enable: true, rollback: true },
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      force_new_deployment: true,
      wait_for_steady_state: true,
    });
    expect(only(TYPE)).not.toHaveProperty("tags");
  });

  it("takes every prop", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    serviceIn(stack, {
      serviceName: "orders-web",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["sg-1", "sg-2"],
      assignPublicIp: true,
      desiredCount: 0,
      platformVersion: "1.4.0",
      circuitBreaker: false,
      waitForSteadyState: false,
      tags: { team: "orders" },
    });
    // THEN
    expect(synth(stack).only(TYPE)).toMatchObject({
      name: "orders-web",
      desired_count: 0,
      platform_version: "1.4.0",
      network_configuration: {
        subnets: ["subnet-1", "subnet-2"],
        security_groups: ["sg-1", "sg-2"],
        assign_public_ip: true,
      },
      deployment_circuit_breaker: { enable: false, rollback: false },
      wait_for_steady_state: false,
      tags: { team: "orders" },
    });
  });

  it("forwards what is its task definition's, whose family is the service's name", () => {
    // GIVEN
    const stack = testStack();
    const arn = "arn:aws:iam::123456789012:role/r";
    // WHEN
    const service = serviceIn(stack, {
      serviceName: "orders-web",
      cpu: 512,
      memoryMiB: 1024,
      cpuArchitecture: "ARM64",
      executionRole: TaskExecutionRole.fromRoleArn(stack, "execution", `${arn}1`),
      taskRole: TaskRole.fromRoleArn(stack, "application", `${arn}2`),
      retainRevisions: false,
      tags: { team: "orders" },
    });
    // THEN
    expect(synth(stack).only("aws_ecs_task_definition")).toMatchObject({
      family: "orders-web",
      cpu: "512",
      memory: "1024",
      runtime_platform: { cpu_architecture: "ARM64" },
      execution_role_arn: `${arn}1`,
      task_role_arn: `${arn}2`,
      skip_destroy: false,
      tags: { team: "orders" },
    });
    expect(service.executionRole.roleArn).toBe(`${arn}1`);
    expect(service.taskRole.roleArn).toBe(`${arn}2`);
  });

  it("takes a family that differs from its name", () => {
    const stack = testStack();
    serviceIn(stack, { serviceName: "orders-web", family: "orders" });
    expect(synth(stack).only("aws_ecs_task_definition")).toMatchObject({ family: "orders" });
  });

  it("runs in a cluster that exists", () => {
    const stack = testStack();
    serviceIn(stack, { cluster: EcsCluster.fromClusterName(stack, "shared", "shared") });
    expect(synth(stack).only(TYPE)["cluster"]).toBe(
      "arn:aws:ecs:eu-central-1:123456789012:cluster/shared",
    );
  });

  it("takes lists and numbers that only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const subnets = new DataAwsSubnets(stack, "subnets");
    const groups = new TerraformVariable(stack, "groups", { type: "list(string)" }).listValue;
    const count = new TerraformVariable(stack, "count_", { type: "number" }).numberValue;
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    // WHEN
    serviceIn(stack, {
      subnetIds: subnets.ids,
      securityGroupIds: groups,
      desiredCount: count,
      serviceName: name,
    });
    // THEN
    expect(synth(stack).only(TYPE)).toMatchObject({
      name: '${join("", [var.name])}',
      desired_count: "${var.count_}",
      network_configuration: {
        subnets: "${data.aws_subnets.subnets.ids}",
        security_groups: "${var.groups}",
      },
    });
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [
      { serviceName: "my web" },
      'test/web: `serviceName` must be 1 to 255 letters, digits, `_` or `-`, got "my web". Use a name such as orders-dev. [ecs-name]',
    ],
    [
      { desiredCount: -1 },
      "test/web: `desiredCount` must be a whole number from 0 to 5000, got -1. 2 is the default. [ecs-desired-count]",
    ],
    [
      { subnetIds: [] },
      "test/web: `subnetIds` must name 1 to 16 subnets, got 0. Give the ids of subnets with a way to Secrets Manager, SSM, KMS and the registry. [ecs-subnets]",
    ],
    [
      { securityGroupIds: [] },
      "test/web: `securityGroupIds` must name 1 to 5 security groups, got 0. Without one ECS falls back to the VPC's default group: name it on purpose. [ecs-security-groups]",
    ],
    [
      { subnetIds: ["subnet-0a1b2c3d", "private-b"] },
      'test/web: `subnetIds` must be the id of a subnet, such as subnet-0a1b2c3d, got "private-b". `aws ec2 describe-subnets` prints it; a NetworkLookup finds it by its tags. [ecs-subnet-id]',
    ],
    [
      { securityGroupIds: ["default"] },
      'test/web: `securityGroupIds` must be the id of a security group, such as sg-0a1b2c3d: no other name of it counts, got "default". `aws ec2 describe-security-groups` prints it; a NetworkLookup finds it by its tags. [ecs-security-group-id]',
    ],
    [
      { family: "my family" },
      'test/web/task: `family` must be 1 to 255 letters, digits, `_` or `-`, got "my family". Use a name such as orders-dev. [ecs-name]',
    ],
  ])("refuses %j", (props, message) => {
    expect(() => serviceIn(testStack(), props)).toThrow(new Error(message));
  });
});

const VENDOR = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor-AbCdEf";

function service(stack: TerraformStack): Readonly<Record<string, unknown>> {
  return synth(stack).only("aws_ecs_service");
}

describe("enableExecuteCommand", () => {
  it("lets the task role open sessions", () => {
    const stack = testStack();
    serviceIn(stack, { enableExecuteCommand: true });
    const { only, resources } = synth(stack);
    expect(only(TYPE)["enable_execute_command"]).toBe(true);
    const policies = Object.values(resources("aws_iam_role_policy"));
    expect(policies.map(({ name_prefix }) => plainName(name_prefix))).toEqual(["execute-command"]);
  });

  it("needs a platform that has sessions", () => {
    const props = { enableExecuteCommand: true, platformVersion: "1.3.0" };
    expect(() => serviceIn(testStack(), props)).toThrow("[ecs-fargate-platform]");
  });

  it("warns of a container without a writable root file system, which takes no session", () => {
    // GIVEN
    const stack = testStack();
    const writable = testStack();
    // WHEN
    serviceIn(stack, { enableExecuteCommand: true });
    serviceIn(writable, { enableExecuteCommand: true }, { readonlyRootFilesystem: false });
    // THEN
    expect(annotationsOf(stack)).toEqual([
      {
        constructPath: "test/web/task/web",
        level: "@cdktf/warn",
        message:
          "`aws ecs execute-command` cannot open a shell in it: its agent writes to the root file system. Set `readonlyRootFilesystem: false` where you need one.",
      },
    ]);
    expect(annotationsOf(writable)).toEqual([]);
  });
});

describe("what a service waits for", () => {
  it("is every policy of its roles, every value and every log group", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const web = serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSsmParameter(secrets.parameter("a")),
          B: SecretReference.fromSecretsManager(secrets.secret("b"), { jsonKey: "password" }),
          C: SecretReference.fromSecretsManager(secrets.secret("c")),
        },
        logging: LogDriver.awsLogs(),
      },
    );
    secrets.parameter("nobody-reads-this");
    // WHEN
    web.taskRole.addToPolicy("write-logs", { actions: ["logs:a"], resources: ["arn:r"] });
    web.addContainer("late", {
      image,
      secrets: { D: SecretReference.fromSsmParameter(secrets.parameter("d")) },
    });
    // THEN
    const { resources } = synth(stack);
    const addresses = (type: string): string[] =>
      Object.keys(resources(type)).map((name) => `${type}.${name}`);
    const policies = addresses("aws_iam_role_policy");
    expect(policies).toHaveLength(4);
    expect(waited(service(stack))).toEqual(
      [
        ...policies,
        ...addresses("aws_cloudwatch_log_group"),
        ...addresses("aws_secretsmanager_secret_version"),
        ...addresses("aws_ssm_parameter").filter((address) => !address.includes("nobody")),
      ].sort(),
    );
  });

  it("is what its cluster needs before tasks start in it", () => {
    const stack = testStack();
    const cluster = new EcsCluster(stack, "cluster", { capacityProviders: ["FARGATE_SPOT"] });
    serviceIn(stack, { cluster, capacityProviders: [{ name: "FARGATE_SPOT" }] });
    expect(waited(service(stack))).toEqual([
      expect.stringMatching(/^aws_ecs_cluster_capacity_providers\.cluster_capacity-providers_/),
    ]);
  });

  it("is the role that makes its EBS volume, with all policies", () => {
    const stack = testStack();
    const encryptionKey = EncryptionKey.fromKeyArn(stack, "volume-key", KEY_ARN);
    serviceIn(stack, { volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey }) } });
    expect(waited(service(stack))).toHaveLength(2);
  });

  it("is the secret itself where its value is set outside of Terraform", () => {
    // GIVEN
    const stack = testStack();
    const external = new SecretsManagerSecret(stack, "external", {
      secretName: "orders/external",
      encryptionKey: new Secrets(stack).key,
      value: SecretValue.external(),
    });
    // WHEN
    serviceIn(stack, {}, { secrets: { A: SecretReference.fromSecretsManager(external) } });
    // THEN
    const [id] = Object.keys(synth(stack).resources("aws_secretsmanager_secret"));
    expect(service(stack)["depends_on"]).toContain(`aws_secretsmanager_secret.${id}`);
  });
});

describe("the triggers of a service", () => {
  it("are the revisions of what it references, each once, all of them literals", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const db = secrets.secret("db", 4);
    const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "v", { secretArn: VENDOR });
    secrets.parameter("nobody-reads-this", 9);
    // WHEN
    const web = serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSsmParameter(secrets.parameter("a", 2)),
          B: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
          C: SecretReference.fromSecretsManager(db, { jsonKey: "username" }),
          D: SecretReference.fromSecretsManager(vendor),
        },
      },
    );
    web.addContainer("late", {
      image,
      secrets: { E: SecretReference.fromSsmParameter(secrets.parameter("e", 7)) },
    });
    // THEN
    const { triggers, force_new_deployment } = service(stack);
    expect(triggers).toEqual({ "/orders/a": "2", "/orders/e": "7", "orders/db": "4" });
    expect(force_new_deployment).toBe(true);
    expect(JSON.stringify(triggers)).not.toContain("${");
  });

  it("are none without secrets", () => {
    const stack = testStack();
    serviceIn(stack);
    expect(service(stack)["triggers"] ?? {}).toEqual({});
  });

  it("change with exactly the secret that is written again", () => {
    // GIVEN
    const triggersWith = (revision: number): unknown => {
      const stack = testStack();
      const secrets = new Secrets(stack);
      const variables: SecretVariables = {
        A: SecretReference.fromSsmParameter(secrets.parameter("a", revision)),
        B: SecretReference.fromSecretsManager(secrets.secret("b", 1)),
      };
      serviceIn(stack, {}, { secrets: variables });
      return service(stack)["triggers"];
    };
    // WHEN
    const [before, after] = [triggersWith(1), triggersWith(2)];
    // THEN
    expect(before).toEqual({ "/orders/a": "1", "orders/b": "1" });
    expect(after).toEqual({ "/orders/a": "2", "orders/b": "1" });
  });
});

describe("a service", () => {
  it("made here tells its cluster and what its containers read, those added later included", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const reference = SecretReference.fromSsmParameter(secrets.parameter("a"));
    const late = SecretReference.fromSecretsManager(secrets.secret("b"));
    const cluster = new EcsCluster(stack, "cluster");
    const service = serviceIn(stack, { cluster }, { secrets: { A: reference } });
    expect(service.references).toEqual([reference]);
    // WHEN
    service.addContainer("late", { image: image, secrets: { B: late } });
    // THEN
    expect(service.references).toEqual([reference, late]);
    expect(service.cluster).toBe(cluster);
  });

  it("given to what redeploys it, is added there", () => {
    const added: string[] = [];
    const service = serviceIn(testStack(), {
      redeployOnChange: { addService: ({ node }) => added.push(node.path) },
    });
    expect(added).toEqual([service.node.path]);
  });
});
