import type { PolicyPair } from "../iam/statement-changes";
import type { AccessEntry } from "../report/report";
import type { Unproven } from "./access-analysis";
import type { Reach } from "./reach";

/** What this plan leaves open and left not open before, each once. */
export function unproven(
  pairs: readonly PolicyPair[],
  access: readonly AccessEntry[],
  after: Reach,
): readonly Unproven[] {
  const policies = pairs.flatMap((pair) => {
    const known = new Set(pair.before.map(({ name, why }) => `${name} ${why ?? ""}`));
    return pair.after.flatMap(({ name, why }): Unproven[] =>
      why === undefined || known.has(`${name} ${why}`)
        ? []
        : [{ subject: pair.owner, reason: why }],
    );
  });
  const said = new Set(policies.map(({ reason }) => reason));
  const entries = access.flatMap(({ principal, secret, before, after: now, reason = "" }) =>
    now === "cannot prove" && before !== now && !said.has(reason)
      ? [{ subject: `${principal} and ${secret}`, reason, before }]
      : [],
  );
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
  const all = [...policies, ...entries, ...tasks];
  return [...new Map(all.map((one) => [`${one.subject} ${one.reason}`, one])).values()];
}
