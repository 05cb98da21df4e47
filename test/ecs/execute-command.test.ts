import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup, type LogGroupProps } from "cdktf-ecs-secrets/logs";
import type { TerraformStack } from "cdktf";
import { judged, type Call } from "../support/judge";
import { KEY_ARN } from "../s3/support";
import { synth, testStack } from "../support/synth";
import { serviceIn } from "./support/fixtures";
import { annotationsOf } from "./support/warnings";

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
    const { name, policy } = synth(stack).only("aws_iam_role_policy");
    expect(name).toBe("execute-command");
    expect(JSON.parse(String(policy))).toMatchObject({
      Statement: [{ Effect: "Allow", Action: CHANNELS, Resource: "*" }],
    });
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
