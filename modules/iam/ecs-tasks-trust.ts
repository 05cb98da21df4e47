import type { IConstruct } from "constructs";
import { AwsTarget, type Conditions, type PolicyStatement } from "../core";

/** The trust of a role that ECS assumes for tasks. */
export function ecsTasksTrust(conditions?: Conditions): PolicyStatement {
  return {
    principals: { Service: ["ecs-tasks.amazonaws.com"] },
    actions: ["sts:AssumeRole"],
    conditions,
  };
}

/**
 * Only tasks of this account and Region: AWS's guard against a confused deputy.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role
 */
export function ownTasksOnly(scope: IConstruct): Conditions {
  const target = AwsTarget.of(scope);
  return {
    ArnLike: { "aws:SourceArn": [target.arn({ service: "ecs", resource: "*" })] },
    StringEquals: { "aws:SourceAccount": [target.account] },
  };
}
