import { statementChanges, unknownThatGo, type PolicyPair } from "../iam";
import type {
  Access,
  AccessAnalysis,
  AccessEntry,
  Difference,
  SecretUse,
  Unproven,
  UnreadableReference,
} from "../model";
import type { StackInput } from "../plan";
import { buildWorlds } from "../world";
import { assignmentPairs } from "./assignments";
import { matters } from "./gives";
import { Giving } from "./giving";
import { secretsIn } from "./in-play";
import type { PairVerdict } from "./judge-pair";
import type { TaskMention } from "./mentions";
import { needsOf } from "./needs";
import { policyPairs } from "./policy-pairs";
import { publicAccess } from "./public-access";
import { type JudgedMention, type Pair, pairKey, Reach } from "./reach";
import { shutOut } from "./shut-out";
import { unusedGrants } from "./unused-grants";

/**
 * Who can read which secret before and after a plan, of any Terraform configuration: judged by the policy evaluator that
 * also judges deliveries, from nothing but the plan.
 *
 * @param all every plan that is reviewed together: what is about no secret here may be about one of another
 */
export function analyseAccess(
  input: StackInput,
  all: readonly StackInput[] = [input],
): AccessAnalysis {
  const worlds = buildWorlds(input);
  const [before, after] = [
    new Reach(worlds.before, worlds.after),
    new Reach(worlds.after, worlds.before),
  ];
  const inPlay = secretsIn(all);
  const giving = new Giving(after, worlds.before, inPlay);
  const pairs = [
    ...policyPairs(worlds.before, worlds.after, needsOf(after)),
    ...assignmentPairs(worlds.before, worlds.after),
  ].map((pair): PolicyPair =>
    pair.isNew || pair.isOfNew ? { ...pair, gives: (clause) => giving.may(pair, clause) } : pair,
  );
  const statements = pairs.flatMap(statementChanges);
  const unused = unusedGrants(before, after);
  const rowOf = (row: { readonly principal: string; readonly secret: string }): string =>
    JSON.stringify([row.principal, row.secret]);
  const useless = new Set(unused.map(rowOf));
  const access = accessEntries(before, after).map((entry) =>
    useless.has(rowOf(entry)) ? { ...entry, unused: true } : entry,
  );
  const unexplained = statements.filter(
    ({ kind, explainedBy }) => kind === "widened" && explainedBy === undefined,
  );
  return {
    access,
    statements,
    facts: {
      unreadable: unreadable(before, after),
      shutOut: shutOut(input, all, worlds, unreadableIn(after)),
      unusedGrants: unused,
      widened: unexplained.filter(({ policy }) => policy !== "trust"),
      trustWidened: unexplained.filter(({ policy }) => policy === "trust"),
      publicAccess: publicAccess(worlds.before, worlds.after, inPlay),
      unproven: unproven(pairs, after),
    },
  };
}

function unreadable(before: Reach, after: Reach): readonly UnreadableReference[] {
  const isKnown = unreadableIn(before);
  return after.mentions.filter(isRefused).map((judged) => ({
    use: judged.mention.use,
    principal: judged.principal,
    secret: secretOf(judged.mention),
    reason: judged.verdict.reason ?? "",
    before: isKnown(judged.mention),
  }));
}

function isRefused({ verdict }: JudgedMention): boolean {
  return verdict.access === "not readable";
}

/** Whether a reference is surely not read on one side. */
function unreadableIn(side: Reach): (mention: TaskMention) => boolean {
  const refused = side.mentions.filter(isRefused);
  const keys = new Set(refused.map(({ mention }) => keyOf(mention)));
  return (mention) => keys.has(keyOf(mention));
}

function secretOf({ target, source }: TaskMention): string {
  return typeof target === "string" ? source : target.title;
}

function keyOf(mention: TaskMention): string {
  const { use } = mention;
  return JSON.stringify([
    use.taskDefinition,
    use.container,
    use.way,
    use.target,
    secretOf(mention),
  ]);
}

const NO_ACCESS: PairVerdict = { access: "not readable" };

/** One entry for every role and secret of which one can, or perhaps can, read the other before or after. */
function accessEntries(before: Reach, after: Reach): readonly AccessEntry[] {
  const uses = usesOf(after);
  const keys = new Set([...before.pairs.keys(), ...after.pairs.keys()]);
  return [...keys]
    .flatMap((key): AccessEntry[] => {
      const [old, now] = [before.pairs.get(key), after.pairs.get(key)];
      const pair = now ?? old;
      if (!pair) return [];
      const then = now?.verdict ?? lost(pair, after);
      const [was, is] = [old?.verdict.access ?? NO_ACCESS.access, then.access];
      const reason =
        is === "cannot prove" ? then.reason : was === is ? undefined : reasonOf(old, was);
      return [
        {
          principal: pair.principal,
          secret: pair.target.title,
          before: was,
          after: is,
          difference: differenceOf(was, is),
          ...(reason === undefined ? {} : { reason }),
          uses: uses.get(key) ?? [],
        },
      ];
    })
    .sort(
      (one, other) => compare(one.principal, other.principal) || compare(one.secret, other.secret),
    );
}

/** What became of a pair that nothing in the plan allows any more: with a policy unknown, it is unknown, too. */
function lost({ roleKey, target }: Pair, { world, targets }: Reach): PairVerdict {
  const role = [...world.roles, ...world.holders].find(({ address }) => address === roleKey);
  const exists = targets.some(({ key }) => key === target.key);
  const unknown = exists ? role?.identity.find(({ why }) => why !== undefined) : undefined;
  return unknown ? { access: "cannot prove", reason: unknown.why } : NO_ACCESS;
}

function usesOf({ mentions }: Reach): ReadonlyMap<string, readonly SecretUse[]> {
  const uses = new Map<string, SecretUse[]>();
  for (const { roleKey, mention, verdict } of mentions) {
    if (roleKey === undefined || typeof mention.target === "string") continue;
    // A task that cannot assume the role receives nothing, even if others may assume it.
    if (verdict.access === "not readable") continue;
    const key = pairKey(roleKey, mention.target.key);
    const list = uses.get(key);
    if (list) list.push(mention.use);
    else uses.set(key, [mention.use]);
  }
  return uses;
}

function reasonOf(old: Pair | undefined, was: Access): string | undefined {
  return was === "cannot prove" ? `before: ${old?.verdict.reason ?? ""}` : undefined;
}

function differenceOf(was: Access, is: Access): Difference {
  if (was === is) return "same";
  if (was === "not readable") return "added";
  return is === "not readable" ? "removed" : "changed";
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Statements of which something is known, and not all that matters. */
function partly(pair: PolicyPair): readonly Unproven[] {
  const open = statementChanges(pair).filter(
    ({ kind, actions }) =>
      kind === "cannot prove" && (pair.policy !== "identity" || matters(actions)),
  );
  return open.map(({ effect, actions, resources, principals }) => {
    const about = [principals, actions, resources].filter((list) => list.length > 0);
    const what = about.map((list) => list.join(", ")).join(": ");
    const does = effect === "Allow" ? "allows" : "no longer denies";
    return {
      subject: pair.owner,
      reason: `a statement ${does} more than is known before the apply: ${what}`,
      decisive: pair.isNew !== true,
    };
  });
}

/** What is taken from a principal that stays, and perhaps denied it something. */
function letGo(pair: PolicyPair): readonly Unproven[] {
  if (pair.isGone || !pair.mayDeny) return [];
  return unknownThatGo(pair).map(({ name, kind }) => ({
    subject: pair.owner,
    reason: `it no longer has ${name}, and the plan does not tell what that denied`,
    decisive: true,
    outside: kind === "outside",
  }));
}

const TELL_THE_PLACE =
  'Give the provider its Region as a constant or as a variable, or read it with a data source "aws_region" of that provider.';

/** What this plan leaves open and left not open before, each once; of a role and a secret their row says it. */
function unproven(pairs: readonly PolicyPair[], after: Reach): readonly Unproven[] {
  const policies = pairs.flatMap((pair) => {
    const known = new Set(pair.before.map(({ name, why }) => `${name} ${why ?? ""}`));
    const whole = pair.after.flatMap(({ name, why, kind }): Unproven[] =>
      why === undefined || known.has(`${name} ${why}`)
        ? []
        : [
            {
              subject: pair.owner,
              reason: why,
              // What is made with its owner, of what is made with it, is about nothing that was there.
              decisive: !(pair.isNew && kind === "planned"),
              outside: kind === "outside",
            },
          ],
    );
    return [...(whole.length > 0 ? whole : partly(pair)), ...letGo(pair)];
  });
  const tasks = after.world.tasks.flatMap(({ family, containers }): Unproven[] =>
    containers
      ? []
      : [
          {
            subject: family,
            reason: "which secrets its containers name is known only after apply",
          },
        ],
  );
  const places = after.targets.flatMap(({ title, assumed }): Unproven[] =>
    assumed === undefined
      ? []
      : [{ subject: title, reason: assumed, decisive: true, remedy: TELL_THE_PLACE }],
  );
  const all = [...policies, ...tasks, ...places];
  return [...new Map(all.map((one) => [`${one.subject} ${one.reason}`, one])).values()];
}
