import type { Plan, ResourceChange } from "../plan";
import { isEcho } from "./echoes";
import type { FindingRule } from "./finding-rule";
import { changedAttributes, isKey, isSecret } from "./resources";

/** Types on which access to secrets hangs. */
const DECISIVE =
  /^aws_(iam_|kms_|secretsmanager_|ecs_task_definition|s3_bucket_(policy|public_access_block|acl))/;

/** Somebody changed something outside Terraform. */
export const drift: FindingRule = {
  id: "DRIFT",
  severity: "low",
  title: "A resource was changed outside Terraform",
  find: ({ input }) =>
    driftOf(input.plan).map((change) => {
      const decisive = DECISIVE.test(change.type) || isSecret(change) || isKey(change);
      return {
        subject: change.label,
        text: describe(input.plan, change),
        remedy:
          "Find out who changed it and why; the apply takes back what the configuration says otherwise.",
        ...(decisive ? { severity: "medium" } : {}),
      };
    }),
};

/** What really differs: Terraform also lists tags that are none, before as after, and what another resource says. */
export function driftOf(plan: Plan): readonly ResourceChange[] {
  return plan.drift.filter(
    (change) => change.action === "delete" || differing(plan, change) !== "",
  );
}

function describe(plan: Plan, change: ResourceChange): string {
  if (change.action === "delete") return `This ${change.type} was deleted outside Terraform.`;
  return `This ${change.type} was changed outside Terraform: ${differing(plan, change)}.`;
}

function differing(plan: Plan, change: ResourceChange): string {
  return changedAttributes(change, (attribute) => isEcho(plan, change, attribute));
}
