import { shellWord } from "../../text";
import { own, textIn, type ResourceChange } from "../plan";
import { type FindingRule } from "./finding-rule";

/** AWS takes the second one of a name, or of a whole, for the first one. */
const TAKEN_FOR_THE_SAME = new Set([
  "aws_cloudwatch_event_rule",
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_metric_alarm",
  "aws_ecs_cluster",
  "aws_ecs_cluster_capacity_providers",
  "aws_iam_group_policy",
  "aws_iam_group_policy_attachment",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_user_policy",
  "aws_iam_user_policy_attachment",
  "aws_kms_key_policy",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_logging",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_secretsmanager_secret_policy",
  "aws_secretsmanager_secret_rotation",
  "aws_sfn_state_machine",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
]);

/** AWS refuses the second one of a name. */
const REFUSED = new Set([
  "aws_cloudwatch_log_group",
  "aws_ecs_service",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_kms_alias",
  "aws_lambda_function",
  "aws_lambda_permission",
  "aws_s3_bucket",
  "aws_scheduler_schedule",
  "aws_secretsmanager_secret",
  "aws_ssm_parameter",
]);

/** An apply was cut off, or AWS refused to say how what it had made is: Terraform makes that again, and deletes the half. */
export const halfMade: FindingRule = {
  id: "HALF-MADE",
  severity: "high",
  title:
    "What an earlier apply left half-made is made again under its name, and the apply deletes it then or AWS refuses it",
  find: ({ input }) =>
    input.plan.changes.filter(isMadeTwice).map((change) => ({
      subject: change.label,
      text: TAKEN_FOR_THE_SAME.has(change.type)
        ? "An earlier apply left it half-made. Terraform makes it again, which for AWS is the same one, and then deletes the half: it is gone after an apply that passes."
        : "An earlier apply left it half-made. Terraform makes it again before it deletes the half, and AWS refuses a second one of its name.",
      remedy: `In the folder of the stack, type \`terraform untaint ${shellWord(change.address)}\`, and plan again: what is missing of it is then added.`,
    })),
};

/** Whether Terraform replaces it because an earlier apply did not come to the end of its creation. */
export function isHalfMade({ reason }: ResourceChange): boolean {
  return reason === "replace_because_tainted";
}

function isMadeTwice(change: ResourceChange): boolean {
  const { type, action, createsFirst, after } = change;
  if (action !== "replace" || !createsFirst || !isHalfMade(change)) return false;
  // Of these each has a name of its own.
  const isOther = textIn(own(after, "name_prefix")) || textIn(own(after, "bucket_prefix"));
  return !isOther && (TAKEN_FOR_THE_SAME.has(type) || REFUSED.has(type));
}
