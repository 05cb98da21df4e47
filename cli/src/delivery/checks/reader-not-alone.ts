import type { Check } from "../check";
import type { TaskReference } from "../task-reference";

/** Whether a role that must not read it cannot. */
export const readerNotAlone: Check<TaskReference> = {
  id: "reader-not-alone",
  what: "Objects that the application reads itself are out of reach of the execution role.",
  why: "Whoever may use the execution role for another task would read them.",
  run: async (subject) => {
    const { deniedTo } = subject.mention.way;
    if (deniedTo === undefined) return [];
    const judgements = await subject.judge(deniedTo);
    if (judgements.length === 0) return [];
    if (judgements.some(({ decision }) => decision.outcome === "denied")) return [];
    const arn = subject.roles[deniedTo].arn ?? "";
    const finding = `the ${deniedTo} role can read it, too`;
    return [{ state: "problem", finding, next: `take the grant from ${arn}` }];
  },
};
