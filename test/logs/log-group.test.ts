import { TerraformVariable } from "cdktf";
import { ModuleDefaults } from "cdktf-ecs-secrets/core";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { plainName, policyOf, synth, testStack } from "../support/synth";

const GROUP = "aws_cloudwatch_log_group";

describe("LogGroup", () => {
  it("needs no props: a name from its path, a year, CloudWatch's key", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new LogGroup(stack, "logs");
    // THEN
    expect(synth(stack).only(GROUP)).toEqual({
      name: "/ecs/test-logs",
      retention_in_days: 365,
      lifecycle: { create_before_destroy: true },
    });
  });

  it("takes a name, a retention and tags", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new LogGroup(stack, "logs", {
      logGroupName: "/ecs/orders",
      retentionDays: 30,
      tags: { team: "orders" },
    });
    // THEN
    expect(synth(stack).only(GROUP)).toEqual({
      name: "/ecs/orders",
      retention_in_days: 30,
      tags: { team: "orders" },
      lifecycle: { create_before_destroy: true },
    });
  });

  it("inherits the environment's retention, and its own prop wins", () => {
    // GIVEN
    const stack = testStack();
    ModuleDefaults.set(stack, { logRetentionDays: 14 });
    // WHEN
    new LogGroup(stack, "inherits", { logGroupName: "inherits" });
    new LogGroup(stack, "decides", { logGroupName: "decides", retentionDays: 90 });
    // THEN
    const groups = Object.values(synth(stack).resources(GROUP));
    const lifecycle = { create_before_destroy: true };
    expect(groups).toContainEqual({ name: "inherits", retention_in_days: 14, lifecycle });
    expect(groups).toContainEqual({ name: "decides", retention_in_days: 90, lifecycle });
  });

  it("is encrypted with a key of the stack, whose policy then names exactly this group", () => {
    // GIVEN
    const stack = testStack();
    const encryptionKey = new EncryptionKey(stack, "key");
    // WHEN
    new LogGroup(stack, "logs", { logGroupName: "/ecs/orders", encryptionKey });
    // THEN
    const synthesized = synth(stack);
    const [key] = Object.keys(synthesized.resources("aws_kms_key"));
    expect(synthesized.only(GROUP)).toMatchObject({ kms_key_id: `\${aws_kms_key.${key}.arn}` });
    const { Statement } = policyOf(synthesized.only("aws_kms_key")["policy"]);
    expect(Statement.find(({ Sid }) => Sid === "LogGroups")).toMatchObject({
      Principal: { Service: "logs.eu-central-1.amazonaws.com" },
      Condition: {
        ArnEquals: {
          "kms:EncryptionContext:aws:logs:arn":
            "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/orders",
        },
      },
    });
  });

  it("lets a role write streams and events of exactly this group", () => {
    // GIVEN
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role");
    const logs = new LogGroup(stack, "logs", { logGroupName: "/ecs/orders" });
    // WHEN
    logs.grantWrite(role);
    // THEN
    const policy = synth(stack).only("aws_iam_role_policy");
    expect(plainName(policy["name_prefix"])).toBe("write-logs");
    expect(policyOf(policy["policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/orders:*",
      },
    ]);
  });

  it("leaves what only Terraform knows alone", () => {
    // GIVEN
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
    const role = new TaskExecutionRole(stack, "role");
    // WHEN
    new LogGroup(stack, "logs", { logGroupName: name, retentionDays: days }).grantWrite(role);
    // THEN
    const synthesized = synth(stack);
    expect(synthesized.only(GROUP)).toEqual({
      name: '${join("", [var.name])}',
      retention_in_days: "${var.days}",
      lifecycle: { create_before_destroy: true },
    });
    const { Statement } = policyOf(synthesized.only("aws_iam_role_policy")["policy"]);
    expect(Statement[0]?.Resource).toBe(
      "arn:aws:logs:eu-central-1:123456789012:log-group:${var.name}:*",
    );
  });

  it.each([
    [
      { logGroupName: "/ecs/my orders" },
      'test/logs: `logGroupName` must be 1 to 512 letters, digits or `.-_/#`, got "/ecs/my orders". Use a path such as /ecs/orders-dev. [logs-group-name]',
    ],
    [
      { retentionDays: 10 },
      "test/logs: `retentionDays` must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 10. 365 is the default. [logs-retention]",
    ],
  ])("refuses %j", (props, message) => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const making = (): unknown => new LogGroup(stack, "logs", props);
    // THEN
    expect(making).toThrow(new Error(message));
  });
});
