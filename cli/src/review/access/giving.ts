import type { PolicyDocument } from "../../policy";
import { clausesOf, hasHole, isPattern, type Clause, type PolicyPair } from "../iam";
import type { World } from "../world";
import {
  ANY,
  isAbout,
  OF_KEYS,
  OF_OBJECTS,
  OF_POLICIES,
  OF_ROLES,
  OF_RUNNING,
  OF_SECRETS,
} from "./gives";
import type { InPlay } from "./in-play";
import type { Reach } from "./reach";

/** Parameters that AWS publishes for everybody. */
const PUBLIC_PARAMETER = /^arn:[^:*?]+:ssm:[^:]*:(?:|\*):parameter\/aws\/service\//;

/**
 * Whether what a new principal, secret, key or bucket is allowed can let anybody read a secret, a parameter or a key. A "no" is
 * said only where the plan proves it: of actions that give nothing away, and of keys, buckets and roles that the plan makes.
 */
export class Giving {
  private readonly keys: ReadonlySet<string>;
  private readonly plain: ReadonlySet<string>;
  private readonly readers: ReadonlySet<string>;
  private readonly idle = new Map<string, boolean>();

  /** @param before what is there already: a key or a bucket of it may hold what the plan does not tell */
  public constructor(
    private readonly reach: Reach,
    before: World,
    private readonly inPlay: InPlay,
  ) {
    const old = new Set(before.keys.map(({ address }) => address));
    const { keys, secrets } = reach.world;
    this.keys = new Set(keys.filter(({ address }) => !old.has(address)).map(({ arn }) => arn));
    this.readers = new Set([...reach.pairs.values()].map(({ roleKey }) => roleKey));
    this.plain = new Set(secrets.filter((one) => one.plainText).map(({ arn }) => arn));
  }

  /** Whether one of the pair's statements may. */
  public may(pair: PolicyPair, clause: Clause): boolean {
    if (pair.policy === "trust" || pair.policy === "boundary") return true;
    if (pair.policy === "identity") return this.identityMay(clause);
    const { actions } = clause;
    if (pair.about === "key") return this.inPlay.secrets && isAbout(clause, OF_KEYS);
    if (pair.about === "bucket") return this.inPlay.objects && isAbout(clause, OF_OBJECTS);
    return actions.negated || isAbout(clause, ANY);
  }

  private identityMay(clause: Clause): boolean {
    if (clause.actions.negated) return true;
    const { resources } = clause;
    const all = resources === undefined || resources.negated ? undefined : [...resources.values];
    const only = (known: (resource: string) => boolean): boolean => all?.every(known) ?? false;
    if (isAbout(clause, OF_POLICIES)) return true;
    if (isAbout(clause, OF_SECRETS)) {
      return !only((one) => this.plain.has(one) || PUBLIC_PARAMETER.test(one));
    }
    if (isAbout(clause, OF_OBJECTS) && this.inPlay.objects) return true;
    if (isAbout(clause, OF_KEYS)) {
      if (this.inPlay.secrets || !only((one) => this.keys.has(one))) return true;
    }
    if (isAbout(clause, OF_ROLES) && !only((one) => this.isIdle(one))) return true;
    if (!isAbout(clause, OF_RUNNING)) return false;
    return this.inPlay.secrets || !only((one) => !isPattern(one) && !hasHole(one));
  }

  /** Whether an ARN is that of a role of the plan that reads nothing and can give itself nothing. */
  private isIdle(arn: string): boolean {
    const role = this.reach.roleOf(arn);
    if (role?.arn !== arn) return false;
    const known = this.idle.get(role.address);
    if (known !== undefined) return known;
    // What two roles may become of each other is nothing by itself.
    this.idle.set(role.address, true);
    const isIdle =
      !this.readers.has(role.address) &&
      role.identity.every(({ document, why }) => why === undefined && !this.any(document));
    this.idle.set(role.address, isIdle);
    return isIdle;
  }

  private any(document: PolicyDocument): boolean {
    return clausesOf(document).some((one) => one.effect === "Allow" && this.identityMay(one));
  }
}
