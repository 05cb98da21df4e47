import { AwsTarget, type IGrantee } from "../core";
import type { ExecuteCommandSettings } from "./ecs-cluster";

/**
 * What the agent in a container needs to open a session; its four actions take no resource.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions
 */
export function grantExecuteCommand(
  taskRole: IGrantee,
  settings: ExecuteCommandSettings | undefined,
): void {
  const channels = [
    "CreateControlChannel",
    "CreateDataChannel",
    "OpenControlChannel",
    "OpenDataChannel",
  ];
  taskRole.addToPolicy("execute-command", {
    actions: channels.map((action) => `ssmmessages:${action}`),
    resources: ["*"],
  });
  if (!settings) return;
  const target = AwsTarget.of(taskRole);
  taskRole.addToPolicy("execute-command", {
    actions: ["kms:Decrypt"],
    resources: [settings.encryptionKey.keyArn],
  });
  taskRole.addToPolicy("execute-command", {
    actions: ["logs:DescribeLogGroups"],
    resources: ["*"],
  });
  taskRole.addToPolicy("execute-command", {
    actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    resources: [
      target.arn({ service: "logs", resource: `log-group:${settings.logGroup.logGroupName}:*` }),
    ],
  });
}
