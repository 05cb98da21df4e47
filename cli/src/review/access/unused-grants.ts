import { clausesOf, coversResource, hasHole } from "../iam";
import type { UnusedGrant } from "../model";
import { show, type RoleInWorld } from "../world";
import { mayRead } from "./candidates";
import { pairKey, type Reach } from "./reach";
import { READ_ACTIONS } from "./target";

/**
 * What execution roles can read and no task definition with that role names. A role that is a task's own, too, may be read
 * by the application itself, so nothing is said of it; nor of one whose containers only the apply tells.
 */
export function unusedGrants(before: Reach, after: Reach): readonly UnusedGrant[] {
  const known = new Map(unusedIn(before));
  return [...unusedIn(after)].map(([key, { principal, secret }]) => ({
    principal,
    secret,
    before: known.has(key),
  }));
}

type Unused = Omit<UnusedGrant, "before">;

function unusedIn(reach: Reach): ReadonlyMap<string, Unused> {
  const named = new Set(
    reach.mentions.flatMap(({ roleKey, mention: { target } }) =>
      roleKey === undefined || typeof target === "string" ? [] : [pairKey(roleKey, target.key)],
    ),
  );
  const found = new Map<string, Unused>();
  const roles = new Map(executionRoles(reach).map((role) => [role.address, role]));
  for (const [key, { roleKey, principal, target, verdict }] of reach.pairs) {
    if (!roles.has(roleKey) || named.has(key)) continue;
    // What the plan does not hold is granted all the same.
    const isGranted = verdict.access === "readable" || target.missing !== undefined;
    if (!isGranted || verdict.access === "not readable") continue;
    found.set(key, { principal, secret: target.title });
  }
  for (const role of roles.values()) {
    for (const resource of strangers(role, reach)) {
      found.set(pairKey(role.address, resource), { principal: role.name, secret: show(resource) });
    }
  }
  return found;
}

function executionRoles(reach: Reach): readonly RoleInWorld[] {
  const { world } = reach;
  const find = (name: string | undefined): RoleInWorld | undefined => reach.roleOf(name);
  const own = new Set(world.tasks.map(({ taskRole }) => find(taskRole)));
  const unclear = new Set(
    world.tasks
      .filter(({ containers }) => containers === undefined)
      .map(({ executionRole }) => find(executionRole)),
  );
  const roles = new Set(world.tasks.map(({ executionRole }) => find(executionRole)));
  return [...roles].filter(
    (role): role is RoleInWorld => role !== undefined && !own.has(role) && !unclear.has(role),
  );
}

/** Secrets that a role's policies name and that are neither in the plan nor referenced. */
function strangers(role: RoleInWorld, { targets }: Reach): readonly string[] {
  const exact = new Set(targets.map(({ arn }) => arn));
  const stores = ["secretsmanager", "ssm"] as const;
  return role.identity.flatMap(({ document }) =>
    clausesOf(document)
      .filter(({ effect, resources }) => effect === "Allow" && resources?.negated === false)
      .flatMap((clause) =>
        [...(clause.resources?.values ?? [])].filter((value) => {
          const store = stores.find((one) => value.split(":")[2] === one);
          if (store === undefined || hasHole(value) || exact.has(value)) return false;
          if (!mayRead(clause, READ_ACTIONS[store])) return false;
          return !targets.some(({ arn }) => coversResource(value, arn));
        }),
      ),
  );
}
