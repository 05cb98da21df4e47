import { parseArn, parseValueFrom, type AwsPlace } from "../../../../modules/facts";
import { type Clause, clausesOf, hasHole, isPattern } from "../iam";
import {
  type PolicySource,
  type PrincipalInWorld,
  type RoleInWorld,
  UNKNOWN_SUFFIX,
  type World,
} from "../world";
import { Candidates, mayRead } from "./candidates";
import { Chains } from "./chains";
import { judgeCalls, judgePair, judgeTrust, type PairVerdict, worse } from "./judge-pair";
import { mentionsOf, type TaskMention } from "./mentions";
import { isForAllOf, isForEverybody, outsidersOf } from "./outsiders";
import {
  baseOf,
  callsOfEcs,
  everyWay,
  parents,
  READ_ACTIONS,
  type Target,
  Targets,
} from "./target";

/** A principal and a target that it can read, or perhaps can. */
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
  /** The pairs that some task names. */
  private readonly needed: ReadonlySet<string>;
  private readonly trusts = new Map<RoleInWorld, PairVerdict>();

  /** @param other the other side of the plan: what it holds is no secret outside of it */
  public constructor(
    public readonly world: World,
    other: World,
  ) {
    const targets = new Targets(world);
    this.roles = new Map(
      world.roles.flatMap((role) => [role.arn, role.name].map((one) => [one, role] as const)),
    );
    const mentions = mentionsOf(world, targets);
    for (const arn of outsideArns(world, other)) {
      const reference = parseValueFrom(arn, world.place);
      if (typeof reference !== "string") targets.of(reference);
    }
    this.targets = targets.all;
    const used = new Set(
      world.tasks.flatMap(({ executionRole, taskRole }) =>
        [executionRole, taskRole].map((name) => this.roleOf(name)),
      ),
    );
    const outsiders = this.targets.map(
      (target) => [target, outsidersOf(target, everyWay, world)] as const,
    );
    const open = new Set(
      outsiders.flatMap(([target, found]) =>
        found.some((one) => isForAllOf(one, target)) ? [target] : [],
      ),
    );
    const candidates = new Candidates(this.targets, { open, wanted: this.wantedBy(mentions) });
    for (const role of world.roles) {
      for (const target of candidates.of(role)) {
        const verdict = judgePair(role, target, world.place, everyWay(target));
        this.add(role, target, used.has(role) ? this.assumed(role, verdict) : verdict);
      }
    }
    for (const holder of world.holders) {
      for (const target of candidates.of(holder)) {
        this.add(holder, target, judgePair(holder, target, world.place, everyWay(target)));
      }
    }
    this.mentions = mentions.map((mention) => this.judge(mention));
    this.needed = new Set(
      this.mentions.flatMap(({ roleKey, mention: { target } }) =>
        roleKey === undefined || typeof target === "string" ? [] : [pairKey(roleKey, target.key)],
      ),
    );
    this.leaveOutEverybody(open);
    for (const [target, found] of outsiders) {
      for (const outsider of found) this.add(outsider, target, outsider.verdict);
    }
    this.follow(new Chains(world));
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
    const read = judgeReading(role, target, this.world.place, readByEcs);
    return { mention, ...found, verdict: worse(this.trustOf(role), read) };
  }

  private judgeOutside(mention: TaskMention, name: string, target: Target): JudgedMention {
    const bare = name.split("/").at(-1) ?? name;
    const account = parseArn(name)?.account ?? this.world.place.account;
    const isOwn = account === this.world.place.account && !name.includes("${");
    // The same key as that of a role to which the plan gives policies.
    const address = isOwn ? `role ${bare}` : name;
    const given = this.pairs.get(pairKey(address, target.key));
    if (given) {
      const { principal, verdict } = given;
      return { mention, roleKey: address, principal, verdict };
    }
    const principal = name.includes("${") ? "a role known after apply" : bare;
    const reason = `the role ${principal} is not part of this plan, so its policies are not known`;
    const verdict: PairVerdict = { access: "cannot prove", reason };
    this.add({ address, name: principal }, target, verdict);
    return { mention, roleKey: address, principal, verdict };
  }

  /** What tasks name, by the role that is to read it. */
  private wantedBy(mentions: readonly TaskMention[]): ReadonlyMap<string, readonly Target[]> {
    const wanted = new Map<string, Target[]>();
    for (const { role: name = "", target } of mentions) {
      if (typeof target === "string") continue;
      const key = this.roleOf(name)?.address ?? `role ${name.split("/").at(-1) ?? name}`;
      const all = wanted.get(key);
      if (all) all.push(target);
      else wanted.set(key, [target]);
    }
    return wanted;
  }

  /** Who reads only because everybody does, is no reader besides, unless a task needs it. */
  private leaveOutEverybody(open: ReadonlySet<Target>): void {
    const { roles, holders, place } = this.world;
    const principals = new Map([...roles, ...holders].map((one) => [one.address, one]));
    // The same secret in several Regions has one key.
    const closed = new Map<string, Target[]>();
    for (const target of open) {
      const one = {
        ...closedTo(target),
        ...(target.accessPoints ? { accessPoints: target.accessPoints.map(closedTo) } : {}),
      };
      closed.set(target.key, [...(closed.get(target.key) ?? []), one]);
    }
    for (const [key, { roleKey, target }] of [...this.pairs]) {
      const principal = principals.get(roleKey);
      const left = closed.get(target.key);
      if (!principal || !left || this.needed.has(key)) continue;
      const reads = left.some(
        (one) => judgePair(principal, one, place, everyWay(one)).access !== "not readable",
      );
      if (!reads) this.pairs.delete(key);
    }
  }

  /** Who may become a role that reads, reads as well. */
  private follow(chains: Chains): void {
    const roles = new Map(this.world.roles.map((role) => [role.address, role]));
    for (const { roleKey, target, verdict } of [...this.pairs.values()]) {
      const role = roles.get(roleKey);
      if (!role) continue;
      for (const chain of chains.to(role)) {
        const { address, name } = chain.principal;
        const known = this.pairs.get(pairKey(address, target.key));
        const reached = worse(chain.verdict, verdict);
        if (known && (known.verdict.access === "readable" || reached.access !== "readable"))
          continue;
        const through = chain.through.map((one) => `role ${one.name}`).join(", ");
        this.add({ address, name: `${name} through ${through}` }, target, reached);
      }
    }
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

  private add(
    { address, name }: Pick<PrincipalInWorld, "address" | "name">,
    target: Target,
    verdict: PairVerdict,
  ): void {
    if (verdict.access === "not readable" || target.isPlain) return;
    const key = pairKey(address, target.key);
    const known = this.pairs.get(key)?.verdict;
    // A secret may be read in another Region, too: the best answer counts.
    if (known && known.access !== verdict.access && worse(known, verdict) === verdict) return;
    this.pairs.set(key, { roleKey: address, principal: name, target, verdict });
  }
}

/** Whether a role can read what a task names, in the way in which that is delivered. */
export function judgeReading(
  role: PrincipalInWorld,
  target: Target,
  place: AwsPlace,
  readByEcs: boolean,
): PairVerdict {
  return target.accessPoints && !readByEcs
    ? judgePair(role, target, place, everyWay(target))
    : judgeCalls(role, target, place, callsOfEcs(target, readByEcs));
}

/** The same without what its policy lets everybody do. */
function closedTo<T extends { readonly policy?: PolicySource }>(guarded: T): T {
  const { policy } = guarded;
  if (!policy) return guarded;
  const statements = policy.document.statements.filter(
    (statement) => statement.effect === "Deny" || !isForEverybody(statement),
  );
  return { ...guarded, policy: { ...policy, document: { ...policy.document, statements } } };
}

/** Secrets and parameters that policies name one by one, and that neither side of the plan holds. */
function outsideArns(world: World, other: World): readonly string[] {
  const held = new Set(
    [...world.secrets, ...other.secrets].flatMap(({ store, arn }) =>
      store === "ssm" ? [arn, ...parents(arn)] : [baseOf(arn)],
    ),
  );
  const found = new Set<string>();
  for (const { identity } of [...world.roles, ...world.holders]) {
    for (const { document } of identity) {
      for (const clause of clausesOf(document)) {
        if (clause.effect !== "Allow" || clause.resources?.negated !== false) continue;
        for (const arn of literalArns(clause)) {
          if (!held.has(arn) && !held.has(baseOf(arn))) found.add(arn);
        }
      }
    }
  }
  return [...found];
}

/** What a statement names one by one; of a secret, the six characters that AWS appends may be a pattern. */
function literalArns(clause: Clause): readonly string[] {
  return (["secretsmanager", "ssm"] as const).flatMap((store) => {
    // Who lists a path names no parameter.
    const actions = READ_ACTIONS[store].filter((one) => one !== "ssm:getparametersbypath");
    if (!mayRead(clause, actions)) return [];
    return [...(clause.resources?.values ?? [])].flatMap((value) => {
      if (parseArn(value)?.service !== store || hasHole(value)) return [];
      const arn = store === "ssm" ? value : value.replace(/-\?{6}$/, `-${UNKNOWN_SUFFIX}`);
      return isPattern(arn) ? [] : [arn];
    });
  });
}

/** The key of a role and a target, the same before and after. */
export function pairKey(roleKey: string, targetKey: string): string {
  return JSON.stringify([roleKey, targetKey]);
}
