import type { RoleInWorld, World } from "../world";
import { callsOfEcs, everyWay } from "./calls";
import { Candidates } from "./candidates";
import { judgeCalls, judgePair, judgeTrust, worse, type PairVerdict } from "./judge-pair";
import { mentionsOf, type TaskMention } from "./mentions";
import { Targets, type Target } from "./target";

/** A role and what it can perhaps read. */
export interface Pair {
  readonly roleKey: string;
  /** For people. */
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
      // What a role of somebody else reads, its references tell: its other policies are not known.
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

  /** What the trust leaves of an answer, unless somebody else than ECS may assume the role, too. */
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
