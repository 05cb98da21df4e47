import { clausesOf, coversResource, isPattern, type Clause } from "../iam";
import type { PrincipalInWorld } from "../world";
import { mayBe } from "./gives";
import { accessPointArn, baseOf, READ_ACTIONS, type Target } from "./target";

/**
 * Finds what a role could possibly read, without judging every pair: targets that some grant names, those that a pattern
 * covers, and those whose own policy lets the role in.
 */
export class Candidates {
  private readonly byArn = new Map<string, Target>();
  private readonly byBase = new Map<string, Target[]>();
  private readonly shared: readonly Target[];
  /** Those that are read through access points, too. */
  private readonly renamed: readonly Target[];

  public constructor(private readonly targets: readonly Target[]) {
    for (const target of targets) {
      this.byArn.set(target.arn, target);
      const base = baseOf(target.arn);
      this.byBase.set(base, [...(this.byBase.get(base) ?? []), target]);
    }
    this.shared = targets.filter(({ policy, accessPoints = [] }) =>
      [policy, ...accessPoints.map((one) => one.policy)].some((one) =>
        one?.document.statements.some(({ effect }) => effect === "Allow"),
      ),
    );
    this.renamed = targets.filter(({ accessPoints }) => accessPoints !== undefined);
  }

  /** Every target that the role could possibly read. */
  public of(role: PrincipalInWorld): ReadonlySet<Target> {
    const found = new Set<Target>(this.shared);
    for (const { document, why } of role.identity) {
      for (const clause of clausesOf(document)) {
        if (clause.effect === "Allow") this.addOf(clause, found, why === undefined);
      }
    }
    return found;
  }

  private addOf(clause: Clause, found: Set<Target>, known: boolean): void {
    const stores = (["secretsmanager", "ssm", "s3"] as const).filter((store) =>
      mayRead(clause, READ_ACTIONS[store]),
    );
    if (stores.length === 0) return;
    const { resources } = clause;
    if (!resources || resources.negated) {
      this.scan(stores, () => true, found);
      return;
    }
    for (const value of resources.values) {
      for (const target of this.renamed) {
        const names = target.accessPoints?.map((one) => accessPointArn(target, one)) ?? [];
        if (names.some((arn) => coversResource(value, arn))) found.add(target);
      }
      const exact = this.byArn.get(value);
      if (exact) {
        found.add(exact);
        this.scan(stores, ({ arn }) => arn.startsWith(`${value}/`), found);
      } else if (value.includes("${")) {
        // A policy of which nothing is known is said once to be so, not for every secret there is.
        if (known) this.scan(stores, () => true, found);
      } else if (/-\?{6}$/.test(value) && !isPattern(value.slice(0, -6))) {
        for (const target of this.byBase.get(value.slice(0, -7)) ?? []) found.add(target);
      } else if (isPattern(value)) {
        // A path that is listed is above the parameters that it gives away.
        const path = value.replace(/\/?\*$/, "");
        this.scan(
          stores,
          ({ arn, bucketArn }) =>
            coversResource(value, arn) || arn.startsWith(path) || value === bucketArn,
          found,
        );
      } else {
        const path = value.endsWith("/") ? value : `${value}/`;
        this.scan(stores, ({ arn }) => arn.startsWith(path), found);
      }
    }
  }

  private scan(
    stores: readonly Target["store"][],
    fits: (target: Target) => boolean,
    found: Set<Target>,
  ): void {
    for (const target of this.targets) {
      if (stores.includes(target.store) && fits(target)) found.add(target);
    }
  }
}

/** Whether the clause may be about one of these actions. */
export function mayRead({ actions }: Clause, wanted: readonly string[]): boolean {
  return actions.negated || [...actions.values].some((value) => mayBe(value, wanted));
}
