import type { Access, AccessEntry, Difference, SecretUse } from "../report/report";
import type { PairVerdict } from "./judge-pair";
import { pairKey, type Pair, type Reach } from "./reach";

const NOBODY: PairVerdict = { access: "not readable" };

/** One entry for every role and secret of which one can, or perhaps can, read the other before or after. */
export function accessEntries(before: Reach, after: Reach): readonly AccessEntry[] {
  const uses = usesOf(after);
  const keys = new Set([...before.pairs.keys(), ...after.pairs.keys()]);
  return [...keys]
    .flatMap((key): AccessEntry[] => {
      const [old, now] = [before.pairs.get(key), after.pairs.get(key)];
      const pair = now ?? old;
      if (!pair) return [];
      const then = now?.verdict ?? lost(pair, after);
      const [was, is] = [old?.verdict.access ?? NOBODY.access, then.access];
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

/** What became of a pair that nothing in the plan allows any more: with a policy unknown, nobody knows. */
function lost({ roleKey, target }: Pair, { world, targets }: Reach): PairVerdict {
  const role = [...world.roles, ...world.holders].find(({ address }) => address === roleKey);
  const exists = targets.some(({ key }) => key === target.key);
  const unknown = exists ? role?.identity.find(({ why }) => why !== undefined) : undefined;
  return unknown ? { access: "cannot prove", reason: unknown.why } : NOBODY;
}

function usesOf({ mentions }: Reach): ReadonlyMap<string, readonly SecretUse[]> {
  const uses = new Map<string, SecretUse[]>();
  for (const { roleKey, mention } of mentions) {
    if (roleKey === undefined || typeof mention.target === "string") continue;
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
