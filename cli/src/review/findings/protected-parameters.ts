import { isSecret, textIn, type Plan, type ResourceChange, type StackInput } from "../plan";
import { Bindings } from "./bindings";
import type { Observation } from "./finding-rule";

const ACTIONS = ["ssm:DeleteParameter", "ssm:DeleteParameters"];

/** Parameters in clear, which are nobody's secret, unless a policy of the review denies to delete them. */
export function protectedParameters(
  plan: Plan,
  all: readonly StackInput[],
): readonly Observation[] {
  const gone = plan.changes.filter(isPlainOneThatGoes);
  if (gone.length === 0) return [];
  const bindings = new Bindings(all);
  return gone
    .filter(({ before }) => bindings.protects(textIn(before?.["arn"]) ?? "", ACTIONS))
    .map(({ label, action }) => ({
      subject: label,
      text: `The parameter is ${action === "delete" ? "deleted" : "replaced"}, at once and for good, which a policy denies.`,
      remedy: "Keep it, or let whoever made the policy say that it may go.",
    }));
}

function isPlainOneThatGoes(change: ResourceChange): boolean {
  const { mode, type, action, leavesOld, deposed } = change;
  const goes = action === "delete" || action === "replace";
  if (mode !== "managed" || type !== "aws_ssm_parameter" || isSecret(change)) return false;
  return goes && !leavesOld && deposed === undefined;
}
