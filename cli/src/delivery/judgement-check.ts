import type { Check, Verdict } from "./check";
import type { Culprit, Judgement } from "./judge";
import { sentence } from "./sentence";
import type { TaskReference } from "./task-reference";

/** A check of the calls that a role makes: it speaks of those that one kind of policy refuses. */
export interface JudgementCheck extends Pick<Check<TaskReference>, "id" | "what" | "why"> {
  readonly culprit: Culprit;
  /** The calls it is about. @default - all of them */
  readonly isAbout?: (judgement: Judgement) => boolean;
  /** Whether it is the one that speaks of calls which nobody could decide. @default false */
  readonly speaksOfDoubt?: boolean;
  next(judgement: Judgement, role: string): string;
}

/** Makes the check. */
export function judgementCheck(options: JudgementCheck): Check<TaskReference> {
  const { id, what, why, culprit, isAbout = () => true, speaksOfDoubt = false, next } = options;
  return {
    id,
    what,
    why,
    run: async (subject) => {
      const role = subject.roles[subject.mention.way.reader].arn ?? "";
      const verdicts: Verdict[] = [];
      for (const judgement of (await subject.judgements()).filter(isAbout)) {
        const { decision, permission } = judgement;
        const finding = sentence(decision.reason);
        if (decision.outcome === "denied" && judgement.culprit === culprit) {
          verdicts.push({ state: "problem", finding, next: next(judgement, role) });
        }
        if (decision.outcome !== "undecided" || !speaksOfDoubt) continue;
        const how =
          permission === undefined ? "compare the policies by hand" : "see --print-policy";
        verdicts.push({ state: "unknown", finding, next: how, permission });
      }
      return verdicts;
    },
  };
}
