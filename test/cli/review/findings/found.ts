import { findingRules } from "../../../../cli/src/review/findings";
import type { AccessEntry, AccessFacts } from "../../../../cli/src/review/model";
import type { StackInput } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import type { Finding } from "../../../../cli/src/review/model";
import { NO_ACCESS } from "../fixtures/read-fixture";

/** Findings of one id in a plan, with what the analysis of access says of it. */
export function found(
  id: string,
  input: StackInput,
  facts: Partial<AccessFacts> = {},
  access: readonly AccessEntry[] = [],
): readonly Finding[] {
  if (!findingRules.some((rule) => rule.id === id)) throw new Error(`no finding ${id}`);
  const analyse = (): typeof NO_ACCESS => ({
    ...NO_ACCESS,
    access,
    facts: { ...NO_ACCESS.facts, ...facts },
  });
  const [stack] = buildReport([input], { analyse }).stacks;
  return (stack?.findings ?? []).filter((finding) => finding.id === id);
}
