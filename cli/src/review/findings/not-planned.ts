import type { AwaitedOutputs } from "../plan";
import type { FindingRule } from "./finding-rule";

/** Terraform plans no stack that reads an output which does not exist yet: what is known of it is what it is now. */
export const notPlanned: FindingRule = {
  id: "NOT-PLANNED",
  severity: "high",
  title: "A stack cannot be planned before another one is applied, whose new outputs it reads",
  find: ({ input: { name, awaits = [] }, all }) => {
    if (awaits.length === 0) return [];
    const read = awaits.map(ofStack).join(", and ");
    const stacks = awaits.map(({ stack }) => stack);
    const them = stacks.join(" and ");
    const isReviewed = stacks.every((stack) =>
      all.some((other) => other.name === stack && other.awaits === undefined),
    );
    return [
      {
        subject: name,
        text: `The stack ${name} could not be planned: it reads ${read}. What ${name} changes is not reviewed: it is taken for what it is now.`,
        remedy: isReviewed
          ? `Apply ${them} first, as reviewed here, and review again.`
          : `Review and apply ${them} first, and review this one after that.`,
      },
    ];
  },
};

const MOST_NAMED = 3;

function ofStack({ stack, outputs }: AwaitedOutputs): string {
  const shown = outputs.slice(0, MOST_NAMED).map((output) => `\`${output}\``);
  const more = outputs.length - shown.length;
  const named = `${shown.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
  const it = outputs.length === 1 ? "it" : "them";
  return `${named} of the stack ${stack}, which has ${it} only when it is applied`;
}
