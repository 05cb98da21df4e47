import type { ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";
import { attributeNames, isSecret, secretName } from "./resources";

/** A new secret takes the place of one that holds a value. */
export const secretReplaced: FindingRule = {
  id: "SECRET-REPLACED",
  severity: "high",
  title: "A secret or parameter is replaced, and what it holds does not move to the new one",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => isSecret(change) && change.action === "replace")
      .map((change) => ({
        subject: change.label,
        text: `${describe(change)}: its value and its versions do not move to the new one.`,
        remedy:
          "If only its address changed, add a `moved` block; if it must be replaced, write its value again in the same apply.",
      })),
};

function describe(change: ResourceChange): string {
  const [old, now] = [secretName(change, "before"), secretName(change, "after")];
  const because = attributeNames(change.replacedBy);
  const by = old === now ? "" : ` by ${now}`;
  return `${old} is replaced${by}${because === "" ? "" : ` because of ${because}`}`;
}
