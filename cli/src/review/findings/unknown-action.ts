import { own, textIn } from "../plan/json";
import { actionInvocations } from "../plan/action-invocations";
import type { FindingContext, FindingRule, Observation } from "./finding-rule";

/** Terraform will do something that this review does not know. */
export const unknownAction: FindingRule = {
  id: "UNKNOWN-ACTION",
  severity: "high",
  title: "Terraform plans an action that this version does not know",
  find: (context) => [...unknownChanges(context), ...invocations(context)],
};

function unknownChanges({ input }: FindingContext): readonly Observation[] {
  return input.plan.changes
    .filter(({ action }) => action === "unknown")
    .map(({ label, words = [] }) => {
      const named = words.filter((word) => /^[a-z-]{1,40}$/.test(word)).join(" and ");
      return {
        subject: label,
        text: `Terraform plans to ${named === "" ? "do something" : named} here, which is not understood.`,
        remedy: "Update ecs-secrets, or read this part of `terraform show` yourself.",
      };
    });
}

/** Actions of providers, such as calling a function: no plan says what comes of them. */
function invocations({ input }: FindingContext): readonly Observation[] {
  return actionInvocations(input.plan.raw).map((invocation) => ({
    subject: textIn(own(invocation, "address")) ?? "an action",
    text: "The apply invokes this action of a provider, and no plan says what comes of it.",
    remedy: "Read the `action` block, and waive this if it may do what it does.",
  }));
}
