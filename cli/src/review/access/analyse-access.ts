import type { StackInput } from "../plan/plan";
import { statementChanges } from "../iam/statement-changes";
import { buildWorlds } from "../world";
import type { AccessAnalysis, UnreadableReference } from "./access-analysis";
import { accessEntries } from "./access-entries";
import { needsOf } from "./needs";
import { policyPairs } from "./policy-pairs";
import { publicAccess } from "./public-access";
import { Reach, type JudgedMention } from "./reach";
import { unproven } from "./unproven";
import { unusedGrants } from "./unused-grants";

/**
 * Who can read which secret before and after a plan, of any Terraform configuration: judged by the policy evaluator that
 * also judges deliveries, from nothing but the plan.
 */
export function analyseAccess(input: StackInput): AccessAnalysis {
  const worlds = buildWorlds(input);
  const [before, after] = [new Reach(worlds.before), new Reach(worlds.after)];
  const pairs = policyPairs(worlds.before, worlds.after, needsOf(after));
  const statements = pairs.flatMap(statementChanges);
  const access = accessEntries(before, after);
  const unexplained = statements.filter(
    ({ kind, explainedBy }) => kind === "widened" && explainedBy === undefined,
  );
  return {
    access,
    statements,
    facts: {
      unreadable: unreadable(before, after),
      unusedGrants: unusedGrants(before, after),
      widened: unexplained.filter(({ policy }) => policy !== "trust"),
      trustWidened: unexplained.filter(({ policy }) => policy === "trust"),
      publicAccess: publicAccess(worlds.before, worlds.after),
      unproven: unproven(pairs, access, after),
    },
  };
}

function unreadable(before: Reach, after: Reach): readonly UnreadableReference[] {
  const refused = ({ verdict }: JudgedMention): boolean => verdict.access === "not readable";
  const known = new Set(before.mentions.filter(refused).map(keyOf));
  return after.mentions.filter(refused).map((judged) => ({
    use: judged.mention.use,
    principal: judged.principal,
    secret: secretOf(judged),
    reason: judged.verdict.reason ?? "",
    before: known.has(keyOf(judged)),
  }));
}

function secretOf({ mention: { target, source } }: JudgedMention): string {
  return typeof target === "string" ? source : target.title;
}

function keyOf(judged: JudgedMention): string {
  const { use } = judged.mention;
  return JSON.stringify([use.taskDefinition, use.container, use.way, use.target, secretOf(judged)]);
}
