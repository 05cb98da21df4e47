import { parseArn } from "../../../../modules/facts";
import type { ShutOut } from "../model";
import { canonicalJson, COMPUTE, isObject, type Plan, type StackInput } from "../plan";
import {
  buildWorlds,
  foreignPolicy,
  optional,
  type PolicySource,
  type PrincipalInWorld,
  type TaskInWorld,
  type World,
} from "../world";
import { mentionsOf, type TaskMention } from "./mentions";
import { judgeReading } from "./reach";
import { type Target, Targets } from "./target";

/** The two sides of a plan. */
type Worlds = ReturnType<typeof buildWorlds>;

/** A secret, key or bucket that stays and whose policy becomes another one. */
interface Changed {
  readonly kind: "secrets" | "keys" | "buckets";
  /** How reports show it. */
  readonly title: string;
  readonly arn: string;
  /** @default - it has none any more */
  readonly policy?: PolicySource;
}

/**
 * Readers that a policy no longer admits, while tasks with their roles still run: a policy is one document, which one call changes
 * before any service has moved. What else decides is taken as it was.
 *
 * @param isSaid whether a reference is known as one that cannot be read after the plan either
 */
export function shutOut(
  input: StackInput,
  all: readonly StackInput[],
  worlds: Worlds,
  isSaid: (mention: TaskMention) => boolean,
): readonly ShutOut[] {
  const changed = changedIn(worlds);
  if (changed.length === 0) return [];
  const stacks = stacksAt(input, all, worlds);
  const now = together(stacks.map(({ world }) => world));
  const targets = new Targets(now);
  return stacks.flatMap(({ name, world, running }) => {
    const tasks = world.tasks.filter(({ family }) => running.has(family));
    return mentionsOf({ ...now, tasks }, targets).flatMap((mention): ShutOut[] => {
      const { task, target, role, readByEcs } = mention;
      if (typeof target === "string" || role === undefined || role.includes("${")) return [];
      const own = name === input.name;
      if (own && isSaid(mention)) return [];
      const of = changed.filter((one) => isOf(one, target));
      if (of.length === 0) return [];
      const reader = readerOf(role, now, task);
      const canRead = (what: Target): boolean =>
        judgeReading(reader, what, task.place, readByEcs).access !== "not readable";
      if (!canRead(target)) return [];
      return of
        .filter((one) => !canRead(changedBy(one, target)))
        .map(({ title }) => ({
          subject: title,
          secret: target.title,
          principal: reader.name,
          taskDefinition: task.family,
          ...(own ? {} : { stack: name }),
        }));
    });
  });
}

function changedIn({ before, after }: Worlds): readonly Changed[] {
  const titles = {
    secrets: ({ title }: World["secrets"][number]) => title,
    keys: ({ label }: World["keys"][number]) => `key ${label}`,
    buckets: ({ name }: World["buckets"][number]) => `bucket ${name}`,
  };
  const pick = <T extends { readonly arn: string; readonly policy?: PolicySource }>(
    kind: Changed["kind"],
    olds: readonly T[],
    news: readonly T[],
    titleOf: (one: T) => string,
  ): readonly Changed[] => {
    const left = new Map(news.map((one) => [one.arn, one]));
    return olds.flatMap((old) => {
      const now = left.get(old.arn);
      if (!now || documentOf(old) === documentOf(now)) return [];
      return { kind, title: titleOf(old), arn: old.arn, ...optional("policy", now.policy) };
    });
  };
  return [
    ...pick("secrets", before.secrets, after.secrets, titles.secrets),
    ...pick("keys", before.keys, after.keys, titles.keys),
    ...pick("buckets", before.buckets, after.buckets, titles.buckets),
  ];
}

function documentOf({ policy }: { readonly policy?: PolicySource }): string {
  return canonicalJson([policy?.document ?? null, policy?.why ?? null]);
}

function isOf({ kind, arn }: Changed, { arn: own, kms, bucketArn }: Target): boolean {
  return arn === (kind === "keys" ? kms?.arn : kind === "buckets" ? bucketArn : own);
}

/** The same with the new policy. */
function changedBy({ kind, policy }: Changed, target: Target): Target {
  if (kind === "keys") {
    const { kms } = target;
    return kms && policy ? { ...target, kms: { ...kms, policy } } : target;
  }
  const { policy: old, ...rest } = target;
  void old;
  return { ...rest, ...optional("policy", policy) };
}

/** A stack as it is when another one is applied. */
interface StackAt {
  readonly name: string;
  readonly world: World;
  /** Families of the task definitions that something runs. */
  readonly running: ReadonlySet<string>;
}

const known = new WeakMap<StackInput, Worlds>();

/** All stacks, this one first: those that are applied earlier as they are left, the others as they are before. */
function stacksAt(input: StackInput, all: readonly StackInput[], own: Worlds): readonly StackAt[] {
  const at = all.indexOf(input);
  const others = all.flatMap((other, index): readonly StackAt[] => {
    if (other === input) return [];
    const worlds = known.get(other) ?? buildWorlds(other);
    known.set(other, worlds);
    const when = index < at ? "after" : "before";
    return [{ name: other.name, world: worlds[when], running: runningIn(other.plan, when) }];
  });
  return [
    { name: input.name, world: own.before, running: runningIn(input.plan, "before") },
    ...others,
  ];
}

/** What the stacks know between them; of what several know, the one that holds it comes first. */
function together(worlds: readonly World[]): World {
  const [first] = worlds;
  if (!first) throw new Error("a review has a stack");
  return {
    ...first,
    roles: worlds.flatMap(({ roles }) => roles),
    holders: worlds.flatMap(({ holders }) => holders),
    secrets: merged(
      worlds.flatMap(({ secrets }) => secrets),
      ({ missing }) => missing === undefined,
    ),
    keys: merged(
      worlds.flatMap(({ keys }) => keys),
      ({ isAssumed }) => isAssumed !== true,
    ),
    buckets: merged(
      worlds.flatMap(({ buckets }) => buckets),
      ({ missing }) => missing === undefined,
    ),
    aliases: new Map(worlds.flatMap(({ aliases }) => [...aliases])),
  };
}

/** One of each ARN: the one that is held, with the policy that another stack sets on it. */
function merged<T extends { readonly arn: string; readonly policy?: PolicySource }>(
  all: readonly T[],
  isHeld: (one: T) => boolean,
): readonly T[] {
  const byArn = new Map<string, T>();
  for (const one of [...all.filter(isHeld), ...all.filter((other) => !isHeld(other))]) {
    const other = byArn.get(one.arn);
    const policy = other?.policy ?? one.policy;
    byArn.set(one.arn, { ...(other ?? one), ...optional("policy", policy) });
  }
  return [...byArn.values()];
}

/** A role with all that the stacks give it; of one that none of them makes, nobody knows what else it may. */
function readerOf(
  name: string,
  { roles, holders }: World,
  { place }: TaskInWorld,
): PrincipalInWorld {
  const title = name.split("/").at(-1) ?? name;
  const { account = place.account } = parseArn(name) ?? {};
  const isIt = ({ arn }: PrincipalInWorld): boolean =>
    arn.split("/").at(-1) === title && parseArn(arn)?.account === account;
  const made = roles.find(isIt);
  const given = holders
    .filter((one) => one.kind === "role" && isIt(one))
    .flatMap(({ identity }) => identity);
  if (made) return { ...made, identity: [...made.identity, ...given] };
  const arn = parseArn(name) ? name : `arn:${place.partition}:iam::${account}:role/${name}`;
  const why = `the role ${title} is not part of this plan, so its policies are not known`;
  return { address: name, name: title, arn, identity: [...given, foreignPolicy(title, why)] };
}

/** Families of the task definitions that something of a plan runs on one side of it. */
function runningIn({ changes }: Plan, when: "before" | "after"): ReadonlySet<string> {
  const runners = changes.filter(
    ({ mode, type, deposed }) =>
      mode === "managed" && COMPUTE.includes(type) && deposed === undefined,
  );
  return new Set(
    runners.flatMap((change) => {
      const { type, before, after } = change;
      const values = change[when];
      if (values === undefined) return [];
      // Which revision it moves to only the apply tells, but seldom another family.
      const texts = [values, ...(when === "after" ? [before, after] : [])].flatMap(textsOf);
      const named = texts.flatMap((text) =>
        [...text.matchAll(/:task-definition\/([\w-]+)/g)].map(([, family = ""]) => family),
      );
      const sides = when === "after" ? [before, after] : [before];
      const plain = sides.map((one) => one?.["task_definition"]);
      const families = /^aws_ecs_(service|task_set)$/.test(type) ? plain : [];
      return [
        ...named,
        ...families.flatMap((one) => (typeof one === "string" ? one.replace(/:\d+$/, "") : [])),
      ];
    }),
  );
}

/** Every text in a value, at any depth. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}
