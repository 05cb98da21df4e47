import { clausesOf, coversResource, isPattern, type Clause } from "../iam";
import type { PrincipalInWorld } from "../world";
import { mayBe } from "./gives";
import { isForEverybody } from "./outsiders";
import { accessPointArn, baseOf, READ_ACTIONS, type Target } from "./target";

/** What is known before any pair is judged. */
export interface Known {
  /** Those that everybody of an account reads: who reads for no other reason has no row. */
  readonly open: ReadonlySet<Target>;
  /** What tasks name, by the address of the role that is to read it. */
  readonly wanted: ReadonlyMap<string, readonly Target[]>;
}

/**
 * Finds what a role could possibly read, without judging every pair: targets that some grant names, those that a pattern
 * covers, and those whose own policy lets the role in.
 */
export class Candidates {
  private readonly byArn = new Map<string, Target>();
  private readonly byBase = new Map<string, Target[]>();
  /** Those whose policies may let in whom they do not name one by one. */
  private readonly shared: readonly Target[];
  /** By the ARN of whom a policy names. */
  private readonly byPrincipal = new Map<string, Target[]>();
  /** Those that are read through access points, too. */
  private readonly renamed: readonly Target[];

  public constructor(
    private readonly targets: readonly Target[],
    private readonly known: Known,
  ) {
    for (const target of targets) {
      this.byArn.set(target.arn, target);
      const base = baseOf(target.arn);
      this.byBase.set(base, [...(this.byBase.get(base) ?? []), target]);
    }
    this.shared = targets.filter((target) => {
      const named = namedBy(target, known.open.has(target));
      for (const arn of named ?? []) {
        const all = this.byPrincipal.get(arn);
        if (all) all.push(target);
        else this.byPrincipal.set(arn, [target]);
      }
      return named === undefined;
    });
    this.renamed = targets.filter(({ accessPoints }) => accessPoints !== undefined);
  }

  /** Every target that the role could possibly read. */
  public of(role: PrincipalInWorld): ReadonlySet<Target> {
    const found = new Set<Target>([
      ...this.shared,
      ...(this.byPrincipal.get(role.arn) ?? []),
      ...(this.known.wanted.get(role.address) ?? []),
    ]);
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
      for (const target of OF_S3.test(value) ? this.renamed : []) {
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

/**
 * The ARNs of all whom the policies of a target can let in.
 *
 * @param isOpen whether it makes no difference that everybody is among them
 * @returns nothing where it may be others as well
 */
function namedBy(
  { policy, accessPoints = [] }: Target,
  isOpen: boolean,
): ReadonlySet<string> | undefined {
  const named = new Set<string>();
  for (const source of [policy, ...accessPoints.map((one) => one.policy)]) {
    for (const statement of source?.document.statements ?? []) {
      if (statement.effect !== "Allow" || (isOpen && isForEverybody(statement))) continue;
      if (!statement.principal || statement.principal.negated) return undefined;
      for (const { kind, value } of statement.principal.values) {
        if (kind === "Service" || kind === "Federated") continue;
        if (!/^arn:[^:]+:iam::\d{12}:(?:role|user)\/[^$*?]+$/.test(value)) return undefined;
        named.add(value);
      }
    }
  }
  return named;
}

/** What may name an object by an access point. */
const OF_S3 = /^(?:\*|arn:[^:]*:(?:s3|[^:]*[*?$]))/;

/** Whether the clause may be about one of these actions. */
export function mayRead({ actions }: Clause, wanted: readonly string[]): boolean {
  return actions.negated || [...actions.values].some((value) => mayBe(value, wanted));
}
