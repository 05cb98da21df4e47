import { configurationOf } from "../plan/configuration";
import { isMarked } from "../plan/marks";
import type { ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";
import { attributeNames, mayChange } from "./resources";

/** A change of these is sent with the value, which Terraform gives to the provider only with a new version. */
const SENT_WITH_VALUE = ["description", "tier", "key_id", "allowed_pattern", "data_type"];

/** An update that AWS will refuse, because the value is not sent with it. */
export const writeRefused: FindingRule = {
  id: "WRITE-REFUSED",
  severity: "medium",
  title:
    "A parameter changes without a new version of its value, and AWS will refuse the empty one",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => change.type === "aws_ssm_parameter" && change.action === "update")
      .filter((change) => configurationOf(input.plan, change)?.expressions["value_wo"])
      .filter((change) => !writesValue(change))
      .flatMap((change) => {
        const changed = attributeNames(SENT_WITH_VALUE.filter((name) => mayChange(change, name)));
        if (changed === "") return [];
        return [
          {
            subject: change.label,
            text: `${changed} changes, and value_wo_version does not: the provider sends an empty value, which AWS refuses half-way through the apply.`,
            remedy: "Raise value_wo_version in the same change.",
          },
        ];
      }),
};

function writesValue(change: ResourceChange): boolean {
  return isMarked(change.afterUnknown, "value_wo_version") || mayChange(change, "value_wo_version");
}
