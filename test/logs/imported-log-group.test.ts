import { TerraformVariable } from "cdktf";
import { LogGroup, type LogGroupAttributes } from "cdktf-ecs-secrets/logs";
import { synth, testStack } from "../support/synth";

const ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/central";

function imported(attributes: LogGroupAttributes, stack = testStack()) {
  return LogGroup.fromLogGroupAttributes(stack, "central", attributes);
}

describe("LogGroup.fromLogGroupAttributes", () => {
  it("makes nothing", () => {
    const stack = testStack();
    imported({ logGroupName: "/ecs/central" }, stack);
    expect(synth(stack).json["resource"]).toBeUndefined();
    expect(synth(stack).json["data"]).toBeUndefined();
  });

  it("knows the ARN of a name, and the name and the Region of an ARN", () => {
    expect(imported({ logGroupName: "/ecs/central" })).toMatchObject({
      logGroupArn: ARN.replace("eu-west-1", "eu-central-1"),
      region: undefined,
      isEncrypted: false,
      dependables: [],
    });
    expect(imported({ logGroupArn: `${ARN}:*`, isEncrypted: true })).toMatchObject({
      logGroupName: "/ecs/central",
      logGroupArn: ARN,
      region: "eu-west-1",
      isEncrypted: true,
    });
  });

  it.each<[LogGroupAttributes, RegExp]>([
    [
      { logGroupName: "a b" },
      /`logGroupName` must be 1 to 512 .*, got "a b"\. .*\[logs-group-name\]$/,
    ],
    [
      { logGroupName: "/ecs/other", logGroupArn: ARN } as unknown as LogGroupAttributes,
      /`logGroupName` must be .*, got `logGroupName` and `logGroupArn`\. .*\[prop-either\]$/,
    ],
    [
      { logGroupArn: "/ecs/central" },
      /`logGroupArn` must be the ARN of a log group .*, got "\/ecs\/central"\. .*\[logs-group-arn\]$/,
    ],
    [
      { logGroupArn: `${ARN}:log-stream:a` },
      /`logGroupArn` must be the ARN of a log group .*\[logs-group-arn\]$/,
    ],
    [
      { logGroupArn: ARN.replace("123456789012", "210987654321") },
      /`logGroupArn` must be in the account of the task: .*, got account 210987654321 \(the task's is 123456789012\)\. .*\[logs-group-account\]$/,
    ],
    [
      { logGroupArn: ARN.replace("arn:aws:", "arn:aws-cn:") },
      /`logGroupArn` must be an ARN of the partition .*\[aws-arn-partition\]$/,
    ],
  ])("refuses %j", (attributes, message) => {
    expect(() => imported(attributes)).toThrow(message);
  });

  it("takes an account that only Terraform knows", () => {
    const stack = testStack();
    const account = new TerraformVariable(stack, "account", { type: "string" }).stringValue;
    const logGroupArn = ARN.replace("123456789012", account);
    expect(() => imported({ logGroupArn }, stack)).not.toThrow();
  });
});
