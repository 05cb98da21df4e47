import { TerraformOutput, TerraformVariable, type TerraformStack } from "cdktf";
import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup, type LogGroupProps } from "cdktf-ecs-secrets/logs";
import { KEY_ARN } from "../../s3/support";
import { judged, type Call } from "../../support/judge";
import { plainName, policyOf, synth, testStack } from "../../support/synth";
import { serviceIn } from "../support/fixtures";

const CHANNELS = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];
const GROUP = "arn:aws:logs:eu-central-1:123456789012:log-group";

function clusterIn(stack: TerraformStack, logs: LogGroupProps = {}): EcsCluster {
  return new EcsCluster(stack, "cluster", {
    clusterName: "orders",
    executeCommand: {
      encryptionKey: EncryptionKey.fromKeyArn(stack, "session-key", KEY_ARN),
      logGroup: new LogGroup(stack, "sessions", { logGroupName: "/ecs/sessions", ...logs }),
    },
  });
}

const calls = (actions: readonly string[], resource: string): Call[] =>
  actions.map((action) => ({ action, resource }));

describe("EcsCluster", () => {
  it("needs no props: a name from its path, and Container Insights", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new EcsCluster(stack, "cluster");
    // THEN
    expect(synth(stack).only("aws_ecs_cluster")).toEqual({
      name: "test-cluster",
      setting: [{ name: "containerInsights", value: "enabled" }],
      lifecycle: { create_before_destroy: true },
    });
  });

  it.each([["enhanced"], ["enabled"], ["disabled"]] as const)(
    "takes a name, tags and insights %s",
    (containerInsights) => {
      // GIVEN
      const stack = testStack();
      // WHEN
      new EcsCluster(stack, "cluster", {
        clusterName: "orders",
        containerInsights,
        tags: { team: "orders" },
      });
      // THEN
      expect(synth(stack).only("aws_ecs_cluster")).toEqual({
        name: "orders",
        setting: [{ name: "containerInsights", value: containerInsights }],
        tags: { team: "orders" },
        lifecycle: { create_before_destroy: true },
      });
    },
  );

  it("hands out references, so that what uses it waits for it", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const cluster = new EcsCluster(stack, "cluster", { clusterName: "orders" });
    new TerraformOutput(stack, "arn", { value: cluster.clusterArn });
    new TerraformOutput(stack, "name", { value: cluster.clusterName });
    // THEN
    const { outputs, resources } = synth(stack);
    const [id] = Object.keys(resources("aws_ecs_cluster"));
    expect(outputs).toMatchObject({
      arn: { value: `\${aws_ecs_cluster.${id}.arn}` },
      name: { value: `\${aws_ecs_cluster.${id}.name}` },
    });
  });

  it("can be one that exists: its ARN follows from its name", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const cluster = EcsCluster.fromClusterName(stack, "cluster", "shared");
    new TerraformOutput(stack, "arn", { value: cluster.clusterArn });
    new TerraformOutput(stack, "name", { value: cluster.clusterName });
    // THEN
    const { json, outputs } = synth(stack);
    expect(json).not.toHaveProperty("resource");
    expect(outputs).toMatchObject({
      arn: { value: "arn:aws:ecs:eu-central-1:123456789012:cluster/shared" },
      name: { value: "shared" },
    });
  });

  it("leaves a name that only Terraform knows alone", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    // WHEN
    new EcsCluster(stack, "cluster", { clusterName: given });
    const imported = EcsCluster.fromClusterName(stack, "imported", given);
    new TerraformOutput(stack, "arn", { value: imported.clusterArn });
    // THEN
    const { only, outputs } = synth(stack);
    expect(only("aws_ecs_cluster")).toMatchObject({ name: '${join("", [var.given])}' });
    expect(outputs).toMatchObject({
      arn: { value: "arn:aws:ecs:eu-central-1:123456789012:cluster/${var.given}" },
    });
  });

  it.each([
    ["made", (name: string) => new EcsCluster(testStack(), "cluster", { clusterName: name })],
    ["imported", (name: string) => EcsCluster.fromClusterName(testStack(), "cluster", name)],
  ])("refuses a name that ECS refuses, %s", (_way, make) => {
    expect(() => make("my cluster")).toThrow(
      new Error(
        'test/cluster: `clusterName` must be 1 to 255 letters, digits, `_` or `-`, got "my cluster". Use a name such as orders-dev. [ecs-name]',
      ),
    );
  });
});

describe("the capacity providers of a cluster", () => {
  it("are none by default", () => {
    const stack = testStack();
    new EcsCluster(stack, "cluster");
    expect(synth(stack).resources("aws_ecs_cluster_capacity_providers")).toEqual({});
  });

  it("are known to the cluster before a service uses them", () => {
    // GIVEN
    const stack = testStack();
    const capacityProviders = ["FARGATE_SPOT", "FARGATE"];
    const cluster = new EcsCluster(stack, "cluster", { capacityProviders });
    // WHEN
    serviceIn(stack, { cluster, capacityProviders: [{ name: "FARGATE_SPOT" }] });
    // THEN
    const { only } = synth(stack);
    expect(only("aws_ecs_cluster_capacity_providers")).toMatchObject({
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      cluster_name: expect.stringContaining("aws_ecs_cluster.") as unknown,
    });
    expect(JSON.stringify(only("aws_ecs_service")["depends_on"])).toContain(
      "aws_ecs_cluster_capacity_providers.cluster_capacity-providers",
    );
  });
});

describe("ephemeralStorageKey", () => {
  it("encrypts the storage of Fargate tasks, and its policy lets Fargate use it for this cluster", () => {
    const stack = testStack();
    const ephemeralStorageKey = new EncryptionKey(stack, "key");
    new EcsCluster(stack, "cluster", { clusterName: "orders", ephemeralStorageKey });
    const { only } = synth(stack);
    expect(only("aws_ecs_cluster")["configuration"]).toEqual({
      managed_storage_configuration: {
        fargate_ephemeral_storage_kms_key_id: expect.stringContaining("aws_kms_key.") as string,
      },
    });
    const policy = JSON.stringify(policyOf(only("aws_kms_key")["policy"]));
    expect(policy).toContain("fargate.amazonaws.com");
    expect(policy).toContain("orders");
  });
});

describe("the cluster's settings for sessions", () => {
  it("name the key and the log group", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    clusterIn(stack);
    // THEN
    expect(synth(stack).only("aws_ecs_cluster")["configuration"]).toEqual({
      execute_command_configuration: {
        kms_key_id: KEY_ARN,
        logging: "OVERRIDE",
        log_configuration: {
          cloud_watch_log_group_name: "/ecs/sessions",
          cloud_watch_encryption_enabled: false,
        },
      },
    });
  });

  it("expect an encrypted log group exactly where it is: ECS refuses sessions otherwise", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    clusterIn(stack, { encryptionKey: new EncryptionKey(stack, "logs-key") });
    // THEN
    expect(synth(stack).only("aws_ecs_cluster")).toMatchObject({
      configuration: {
        execute_command_configuration: {
          log_configuration: { cloud_watch_encryption_enabled: true },
        },
      },
    });
  });
});

describe("enableExecuteCommand", () => {
  it("is off by default, and nothing is granted for it", () => {
    const stack = testStack();
    const service = serviceIn(stack, { cluster: clusterIn(stack) });
    expect(synth(stack).only("aws_ecs_service")["enable_execute_command"]).toBe(false);
    for (const call of calls(CHANNELS, "*")) {
      expect(judged(stack, service.taskRole, call)).toBe("denied");
    }
  });

  it("lets the task role open sessions, use the key and write the log, and nothing else", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const service = serviceIn(stack, { cluster: clusterIn(stack), enableExecuteCommand: true });
    // THEN
    expect(synth(stack).only("aws_ecs_service")["enable_execute_command"]).toBe(true);
    const stream = `${GROUP}:/ecs/sessions:log-stream:session-1`;
    const allowed = [
      ...calls(CHANNELS, "*"),
      { action: "kms:Decrypt", resource: KEY_ARN },
      { action: "logs:DescribeLogGroups", resource: `${GROUP}:*` },
      ...calls(["logs:CreateLogStream", "logs:PutLogEvents"], stream),
      { action: "logs:DescribeLogStreams", resource: `${GROUP}:/ecs/sessions:log-stream:` },
    ];
    for (const call of allowed) {
      expect([call, judged(stack, service.taskRole, call)]).toEqual([call, "allowed"]);
      expect([call, judged(stack, service.executionRole, call)]).toEqual([call, "denied"]);
    }
    for (const call of [
      { action: "kms:Encrypt", resource: KEY_ARN },
      { action: "kms:Decrypt", resource: KEY_ARN.replace("11111111", "99999999") },
      { action: "logs:PutLogEvents", resource: `${GROUP}:/ecs/other:log-stream:session-1` },
      { action: "ssm:StartSession", resource: "*" },
    ]) {
      expect([call, judged(stack, service.taskRole, call)]).toEqual([call, "denied"]);
    }
  });

  it.each([
    ["made without settings", (stack: TerraformStack) => new EcsCluster(stack, "cluster")],
    ["made elsewhere", (stack: TerraformStack) => EcsCluster.fromClusterName(stack, "c", "shared")],
  ])("needs only the channels in a cluster %s", (_what, make) => {
    // GIVEN
    const stack = testStack();
    // WHEN
    serviceIn(stack, { cluster: make(stack), enableExecuteCommand: true });
    // THEN
    const { name_prefix, policy } = synth(stack).only("aws_iam_role_policy");
    expect(plainName(name_prefix)).toBe("execute-command");
    expect(JSON.parse(String(policy))).toMatchObject({
      Statement: [{ Effect: "Allow", Action: CHANNELS, Resource: "*" }],
    });
  });
});
