import { parseArn } from "../../../../modules/facts";
import { decide, type AccessRequest } from "../../policy";
import { clausesOf } from "../iam";
import type { PrincipalInWorld, RoleInWorld, World } from "../world";
import type { PairVerdict } from "./judge-pair";
import { principalsIn, withoutCovered } from "./outsiders";
import { mayRead } from "./candidates";

/** One way to become a role, from a principal that may assume it, through others perhaps. */
export interface Chain {
  readonly principal: PrincipalInWorld;
  /** The roles on the way, the one that it ends with last. */
  readonly through: readonly RoleInWorld[];
  readonly verdict: PairVerdict;
}

/** How many roles may be assumed one after the other: AWS sets no limit. */
const LONGEST = 3;

/**
 * Who may assume a role, by calling `sts:AssumeRole` once or several times: roles and users of the plan, and the other principals that
 * its trust policy names. Services and identity providers are no readers of their own.
 */
export class Chains {
  private readonly callers: readonly PrincipalInWorld[];
  private readonly steps = new Map<RoleInWorld, readonly Chain[]>();
  private readonly whole = new Map<RoleInWorld, readonly Chain[]>();

  public constructor(private readonly world: World) {
    this.callers = [...world.roles, ...world.holders].filter(({ identity }) =>
      identity.some(({ document, why }) =>
        why === undefined
          ? clausesOf(document).some(
              (clause) => clause.effect === "Allow" && mayRead(clause, ["sts:assumerole"]),
            )
          : false,
      ),
    );
  }

  /** Everybody who can become the role, by the shortest way. */
  public to(role: RoleInWorld): readonly Chain[] {
    const known = this.whole.get(role) ?? this.follow(role);
    this.whole.set(role, known);
    return known;
  }

  private follow(role: RoleInWorld): readonly Chain[] {
    const found = new Map<string, Chain>();
    // Who is found has been reached by no longer a way: roles that may all assume each other have very many.
    const isNew = ({ address }: PrincipalInWorld): boolean =>
      address !== role.address && !found.has(address);
    let last: readonly Chain[] = this.stepsTo(role);
    for (let length = 1; length <= LONGEST && last.length > 0; length += 1) {
      const fresh: Chain[] = [];
      for (const chain of last) {
        if (!isNew(chain.principal)) continue;
        found.set(chain.principal.address, chain);
        fresh.push(chain);
      }
      if (length < LONGEST) last = fresh.flatMap((chain) => this.before(chain, isNew));
    }
    return [...found.values()];
  }

  /** The same way with one step more in front of it, from everybody who is wanted. */
  private before(
    { principal: role, through: rest, verdict: ofRest }: Chain,
    isWanted: (principal: PrincipalInWorld) => boolean,
  ): readonly Chain[] {
    if (!isRole(role)) return [];
    return this.stepsTo(role)
      .filter(({ principal }) => isWanted(principal))
      .map(({ principal, through, verdict }) => ({
        principal,
        through: [...through, ...rest],
        verdict: ofRest.access === "readable" ? verdict : ofRest,
      }));
  }

  private stepsTo(role: RoleInWorld): readonly Chain[] {
    const known = this.steps.get(role);
    if (known) return known;
    const { document } = role.trust;
    const account = parseArn(role.arn)?.account ?? "";
    const trusts = document.statements.some(
      ({ effect, principal }) =>
        effect === "Allow" &&
        (principal?.negated === true ||
          principal?.values.some(({ kind }) => kind === "AWS" || kind === "Everyone")),
    );
    const named = new Set(
      document.statements.flatMap(
        ({ principal }) => principal?.values.map(({ value }) => value) ?? [],
      ),
    );
    const candidates = trusts
      ? new Set<PrincipalInWorld>([
          ...this.callers,
          ...[...this.world.roles, ...this.world.holders].filter(({ arn }) => named.has(arn)),
          ...principalsIn(document, account, this.world).filter(({ as }) => as === undefined),
        ])
      : [];
    const all = [...candidates].flatMap((principal): Chain[] => {
      const { outcome, reason } = decide(assumption(principal, role), {
        identity: principal.identity.map((source) => source.document),
        boundary: principal.boundary?.document,
        trust: document,
        sameAccount: account === parseArn(principal.arn)?.account,
      });
      if (outcome === "denied") return [];
      const verdict: PairVerdict =
        outcome === "allowed" ? { access: "readable" } : { access: "cannot prove", reason };
      return [{ principal, through: [role], verdict }];
    });
    const left = new Set(
      withoutCovered(all.map(({ principal, verdict }) => ({ ...principal, verdict }))).map(
        ({ address }) => address,
      ),
    );
    const steps = all.filter(({ principal }) => left.has(principal.address));
    this.steps.set(role, steps);
    return steps;
  }
}

/** The call by which a principal assumes a role. */
function assumption({ arn, context, lacks }: PrincipalInWorld, role: RoleInWorld): AccessRequest {
  return {
    principal: { arn },
    action: "sts:AssumeRole",
    resource: role.arn,
    context: { "aws:SecureTransport": "true", ...context },
    // Who calls from where, with which session name and external id.
    unknownKeys: ["sts:*", "aws:*"],
    ...(lacks ? { completeKeys: lacks } : {}),
  };
}

function isRole(principal: PrincipalInWorld): principal is RoleInWorld {
  return "trust" in principal;
}
