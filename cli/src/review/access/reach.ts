import { SECRET_SUFFIX } from "../../../../modules/facts";
import {
  clausesOf,
  coversResource,
  coversSymbols,
  hasHole,
  isPattern,
  symbolsOf,
  type Clause,
} from "../iam";
import type { PrincipalInWorld, RoleInWorld, World } from "../world";
import { judgeCalls, judgePair, judgeTrust, worse, type PairVerdict } from "./judge-pair";
import { mentionsOf, type TaskMention } from "./mentions";
import { callsOfEcs, everyWay, READ_ACTIONS, Targets, type Target } from "./target";

/** A role and what it can perhaps read. */
export interface Pair {
  readonly roleKey: string;
  /** How reports show it. */
  readonly principal: string;
  readonly target: Target;
  readonly verdict: PairVerdict;
}

/** A reference with the answer whether its reader can read it. */
export interface JudgedMention {
  readonly mention: TaskMention;
  /** The key of its reader; undefined without one. */
  readonly roleKey?: string;
  readonly principal?: string;
  readonly verdict: PairVerdict;
}

/** Who can read what in one world. */
export class Reach {
  /** Pairs that are readable, or perhaps readable. */
  public readonly pairs = new Map<string, Pair>();
  public readonly mentions: readonly JudgedMention[];
  public readonly targets: readonly Target[];
  private readonly roles: ReadonlyMap<string, RoleInWorld>;
  private readonly trusts = new Map<RoleInWorld, PairVerdict>();

  public constructor(public readonly world: World) {
    const targets = new Targets(world);
    this.roles = new Map(
      world.roles.flatMap((role) => [role.arn, role.name].map((one) => [one, role] as const)),
    );
    const mentions = mentionsOf(world, targets);
    this.targets = targets.all;
    const used = new Set(
      world.tasks.flatMap(({ executionRole, taskRole }) =>
        [executionRole, taskRole].map((name) => this.roleOf(name)),
      ),
    );
    const candidates = new Candidates(this.targets);
    for (const role of world.roles) {
      for (const target of candidates.of(role)) {
        const verdict = judgePair(role, target, world.place, everyWay(target));
        this.add(
          role.address,
          role.name,
          target,
          used.has(role) ? this.assumed(role, verdict) : verdict,
        );
      }
    }
    for (const holder of world.holders) {
      // Of a role made elsewhere only its references are known, not its other policies.
      if (holder.kind === "role") continue;
      for (const target of candidates.of(holder)) {
        const verdict = judgePair(holder, target, world.place, everyWay(target));
        this.add(holder.address, holder.name, target, verdict);
      }
    }
    this.mentions = mentions.map((mention) => this.judge(mention));
  }

  /** The role with this ARN or name. */
  public roleOf(arnOrName: string | undefined): RoleInWorld | undefined {
    return arnOrName === undefined ? undefined : this.roles.get(arnOrName);
  }

  private judge(mention: TaskMention): JudgedMention {
    const { target, role: name, reader, readByEcs, guessed } = mention;
    const role = this.roleOf(name);
    const found = role ? { roleKey: role.address, principal: role.name } : {};
    if (typeof target === "string") {
      const access = guessed ? "cannot prove" : "not readable";
      return { mention, ...found, verdict: { access, reason: target } };
    }
    if (name === undefined) {
      const reason = `the task definition has no ${reader} role`;
      return { mention, verdict: { access: "not readable", reason } };
    }
    if (!role) return this.judgeOutside(mention, name, target);
    const calls = callsOfEcs(target, readByEcs);
    const read = judgeCalls(role, target, this.world.place, calls);
    return { mention, ...found, verdict: worse(this.trustOf(role), read) };
  }

  private judgeOutside(mention: TaskMention, name: string, target: Target): JudgedMention {
    const principal = name.includes("${")
      ? "a role known after apply"
      : (name.split("/").at(-1) ?? name);
    const reason = `the role ${principal} is not part of this plan, so its policies are not known`;
    const verdict: PairVerdict = { access: "cannot prove", reason };
    this.add(name, principal, target, verdict);
    return { mention, roleKey: name, principal, verdict };
  }

  /** What the trust leaves of an answer, unless another principal than ECS may assume the role, too. */
  private assumed(role: RoleInWorld, verdict: PairVerdict): PairVerdict {
    const others = role.trust.document.statements.some(
      ({ effect, principal }) =>
        effect === "Allow" &&
        (principal?.negated === true ||
          principal?.values.some(({ value }) => value !== "ecs-tasks.amazonaws.com")),
    );
    return others ? verdict : worse(this.trustOf(role), verdict);
  }

  private trustOf(role: RoleInWorld): PairVerdict {
    const known = this.trusts.get(role) ?? judgeTrust(role, this.world.place);
    this.trusts.set(role, known);
    return known;
  }

  private add(roleKey: string, principal: string, target: Target, verdict: PairVerdict): void {
    if (verdict.access === "not readable") return;
    this.pairs.set(pairKey(roleKey, target.key), { roleKey, principal, target, verdict });
  }
}

/** The key of a role and a target, the same before and after. */
export function pairKey(roleKey: string, targetKey: string): string {
  return JSON.stringify([roleKey, targetKey]);
}

/**
 * Finds what a role could possibly read, without judging every pair: targets that some grant names, those that a pattern
 * covers, and those whose own policy lets the role in.
 */
class Candidates {
  private readonly byArn = new Map<string, Target>();
  private readonly byBase = new Map<string, Target[]>();
  private readonly shared: readonly Target[];

  public constructor(private readonly targets: readonly Target[]) {
    for (const target of targets) {
      this.byArn.set(target.arn, target);
      const base = baseOf(target.arn);
      this.byBase.set(base, [...(this.byBase.get(base) ?? []), target]);
    }
    this.shared = targets.filter(({ policy }) =>
      policy?.document.statements.some(({ effect }) => effect === "Allow"),
    );
  }

  /** Every target that a principal can perhaps read. */
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
      const exact = this.byArn.get(value);
      if (exact) found.add(exact);
      else if (value.includes("${")) {
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
        this.scan(stores, ({ arn }) => arn.startsWith(`${value}/`), found);
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
  if (actions.negated) return true;
  return [...actions.values].some(
    (value) =>
      hasHole(value) ||
      wanted.some((one) => value === one || coversSymbols(symbolsOf(value), symbolsOf(one))),
  );
}

function baseOf(arn: string): string {
  return arn.replace(SECRET_SUFFIX, "");
}
