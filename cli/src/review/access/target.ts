import {
  isPartialSecretArn,
  parseArn,
  SECRET_SUFFIX,
  secretNameOf,
  STORES,
  type ValueFrom,
} from "../../../../modules/facts";
import type { Tags } from "../../ways";
import { coversResource } from "../iam";
import { isParameterName } from "../plan";
import {
  show,
  UNKNOWN_SUFFIX,
  type AccessPointInWorld,
  type KeyInWorld,
  type PolicySource,
  type SecretInWorld,
  type World,
} from "../world";

/** Something secret that roles read, with everything but the role that decides whether they can. */
export interface Target {
  /** The same before and after: its address, or its ARN where it is no part of the plan. */
  readonly key: string;
  /** How reports show it. */
  readonly title: string;
  readonly store: ValueFrom["store"];
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** @default - it has none */
  readonly policy?: PolicySource;
  /** Shares that it is in, and of which nobody knows here to whom they give it. @default - there are none */
  readonly unknownShares?: readonly PolicySource[];
  /** @default - a key of AWS, which needs no permission of the reader */
  readonly kms?: KeyInWorld;
  /** What the store sends to KMS. */
  readonly context: { readonly key: string; readonly value: string };
  /** The bucket of an object. */
  readonly bucketArn?: string;
  /** Other names of that bucket. @default - it has none, or the plan does not hold them */
  readonly accessPoints?: readonly AccessPointInWorld[];
  /** Whether other accounts may use the key that AWS keeps for it, as if it had one of its own. @default false */
  readonly isShared?: boolean;
  /** Whether it is a parameter of the type String, which holds no secret. @default false */
  readonly isPlain?: boolean;
  /** All of them. @default - they are not known */
  readonly tags?: Tags;
  /** ARN of the function that rotates it. @default - none does, or another plan says so */
  readonly rotatedBy?: string;
  /** What of it the plan does not hold. @default - everything that decides is in the plan */
  readonly missing?: string;
  /** That its Region is not known, where a policy names one. @default - it is known, or nothing hangs on it */
  readonly assumed?: string;
}

/** Everything secret in a world, found by its ARN; what is named and not there is made up as far as it is known. */
export class Targets {
  private readonly byArn = new Map<string, Target>();
  private readonly places: readonly string[];

  public constructor(private readonly world: World) {
    this.places = world.secrets.some(({ assumedRegion }) => assumedRegion !== undefined)
      ? namedPlaces(world)
      : [];
    for (const secret of world.secrets) this.byArn.set(secret.arn, this.ofSecret(secret));
  }

  public get all(): readonly Target[] {
    return [...this.byArn.values()];
  }

  /**
   * What a reference names, whether the plan holds it or not.
   *
   * @param isShown whether what stands for the name of a secret surely is one
   */
  public of(named: ValueFrom, isShown = true): Target {
    const reference = this.whole(named);
    const known = this.byArn.get(reference.arn);
    if (known) return known;
    const made = reference.store === "s3" ? this.ofObject(reference) : outside(reference, isShown);
    this.byArn.set(reference.arn, made);
    return made;
  }

  /** Secrets Manager finds a secret also by its name alone; who may read it is decided on its whole ARN. */
  private whole(reference: ValueFrom): ValueFrom {
    const { arn, store } = reference;
    if (store === "s3") return this.byBucket(reference);
    if (store !== "secretsmanager" || !isPartialSecretArn(arn)) return reference;
    const whole = this.world.secrets.find((secret) => baseOf(secret.arn) === arn);
    return { ...reference, arn: whole?.arn ?? `${arn}-${UNKNOWN_SUFFIX}` };
  }

  /** An access point has an alias, which stands for the name of its bucket. */
  private byBucket(reference: ValueFrom & { readonly store: "s3" }): ValueFrom {
    const bucket = this.world.buckets.find(({ accessPoints }) =>
      accessPoints.some(({ alias }) => alias === reference.bucket),
    );
    return bucket
      ? { ...reference, bucket: bucket.name, arn: `${bucket.arn}/${reference.key}` }
      : reference;
  }

  /** What has this ARN or this name in the plan. */
  public find(arnOrName: string): Target | undefined {
    const found = this.byArn.get(arnOrName);
    return (
      found ??
      this.all.find(({ store, title }) => store === "ssm" && title === `parameter ${arnOrName}`)
    );
  }

  private ofSecret(secret: SecretInWorld): Target {
    const { address, title, store, arn, policy, keyId, plainText, tags, rotatedBy } = secret;
    const { unknownShares } = secret;
    const { region = "", account = "" } = parseArn(arn) ?? {};
    const key = keyId === undefined ? undefined : this.keyOf(keyId);
    const assumed = this.assumed(secret, region);
    const missing =
      assumed ??
      secret.missing ??
      (keyId !== undefined && !key ? `its key ${keyId} is not part of this plan` : undefined);
    return {
      ...(assumed === undefined ? {} : { assumed }),
      key: address,
      title,
      store,
      arn,
      account,
      region,
      ...(policy ? { policy } : {}),
      ...(unknownShares ? { unknownShares } : {}),
      ...(key ? { kms: key } : {}),
      ...(plainText ? { isPlain: true } : {}),
      ...(tags === undefined ? {} : { tags }),
      ...(rotatedBy === undefined ? {} : { rotatedBy }),
      context: { key: STORES[store].contextKey, value: arn },
      ...(missing === undefined ? {} : { missing }),
    };
  }

  /** Where it would be another secret in another Region: where a policy names one of this name in any one Region. */
  private assumed({ assumedRegion, arn }: SecretInWorld, region: string): string | undefined {
    if (assumedRegion === undefined) return undefined;
    const isNamed = this.places.some((pattern) =>
      coversResource(pattern.replace(IN_ONE_REGION, `$1${region}:`), arn),
    );
    return isNamed
      ? `the Region of its provider is not in this plan, and a policy names one; it is taken for ${assumedRegion}`
      : undefined;
  }

  private ofObject(reference: ValueFrom & { readonly store: "s3" }): Target {
    const { arn, bucket: name, key, account, region } = reference;
    const bucket = this.world.buckets.find((one) => one.name === name);
    const kms = bucket?.keyId === undefined ? undefined : this.keyOf(bucket.keyId);
    const bucketArn = arn.slice(0, arn.length - key.length - 1);
    const object = key.endsWith("/") ? `${arn}object` : arn;
    const missing = bucket
      ? bucket.keyId !== undefined && !kms
        ? `its key ${bucket.keyId} is not part of this plan`
        : bucket.missing
      : `the policy and the key of the bucket ${name} are not part of this plan`;
    return {
      key: `${bucket?.address ?? bucketArn}/${key}`,
      title: `s3://${name}/${key}`,
      store: "s3",
      arn: object,
      account,
      region,
      ...(bucket?.policy ? { policy: bucket.policy } : {}),
      ...(kms ? { kms } : {}),
      context: { key: STORES.s3.contextKey, value: bucket?.bucketKey ? bucketArn : object },
      bucketArn,
      ...(bucket && bucket.accessPoints.length > 0 ? { accessPoints: bucket.accessPoints } : {}),
      ...(missing === undefined ? {} : { missing }),
    };
  }

  private keyOf(id: string): KeyInWorld | undefined {
    const alias = /(?:^|:)alias\//.test(id);
    const target = alias ? (this.world.aliases.get(id) ?? id) : id;
    const key = this.world.keys.find(({ arn }) => arn === target || arn.endsWith(`:key/${target}`));
    return key?.isAssumed ? undefined : key;
  }
}

const IN_ONE_REGION = /^(arn:[^:]+:(?:secretsmanager|ssm):)[a-z0-9-]+:/;

/** Secrets and parameters of one Region, as policies of principals name them. */
function namedPlaces({ roles, holders, secrets }: World): readonly string[] {
  const all = [...roles, ...holders].flatMap(({ identity }) =>
    identity.flatMap(({ document }) =>
      document.statements.flatMap(({ resource }) => resource?.values ?? []),
    ),
  );
  // What refers to the resource itself names it wherever it is.
  const own = new Set(secrets.map(({ arn }) => arn));
  return [...new Set(all.filter((one) => IN_ONE_REGION.test(one) && !own.has(one)))];
}

/** The ARN of a secret without the six characters that AWS appends. */
export function baseOf(arn: string): string {
  return arn.replace(SECRET_SUFFIX, "");
}

function outside(reference: ValueFrom, isShown: boolean): Target {
  const { arn, account, region, store } = reference;
  const secret = isShown ? `secret ${secretNameOf(arn)}` : "a secret whose name cannot be shown";
  return {
    key: arn,
    title: show(store === "ssm" ? parameterTitle(reference) : secret),
    store,
    arn,
    account,
    region,
    context: { key: STORES[store].contextKey, value: arn },
    missing:
      store === "ssm"
        ? "its key is not part of this plan"
        : "its own policy and its key are not part of this plan",
  };
}

/** What stands where a name belongs may be the value itself. */
function parameterTitle(reference: ValueFrom): string {
  if (reference.store !== "ssm") return reference.arn;
  const { name } = reference;
  return isParameterName(name) ? `parameter ${name}` : "a parameter whose name cannot be shown";
}

/** One way of reading: all of its calls must be allowed. */
export type Calls = readonly Call[];

/** A call, and what is special about who grants it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** The policy of what is asked, where it is not the target's own; `null` where it has none. */
  readonly policy?: PolicySource | null;
  /** Condition keys. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Why it is not known whether principals of the same account may whom nothing lets. @default - they may not */
  readonly unsure?: string;
}

/** The calls that ECS makes to deliver a target. */
export function callsOfEcs(target: Target, readByEcs: boolean): Calls {
  const { store, arn, bucketArn } = target;
  const read = { action: STORES[store].readAction, resource: arn };
  return store === "s3" && readByEcs
    ? [read, { action: "s3:GetBucketLocation", resource: bucketArn ?? arn }]
    : [read];
}

/**
 * Every way to a target's value, each with the calls it takes.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function everyWay(target: Target): readonly Calls[] {
  if (target.store !== "ssm") {
    return [
      callsOfEcs(target, false),
      ...(target.accessPoints ?? []).map((one) => throughAccessPoint(target, one)),
    ];
  }
  const { arn } = target;
  const single = ["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParameterHistory"];
  return [
    ...single.map((action) => [{ action, resource: arn }]),
    ...parents(arn).map((resource) => [{ action: "ssm:GetParametersByPath", resource }]),
  ];
}

/** The ARN by which a statement names the target where it is read through an access point. */
export function accessPointArn({ arn, bucketArn = "" }: Target, one: AccessPointInWorld): string {
  return one.under ? one.arn : `${one.arn}/object${arn.slice(bucketArn.length)}`;
}

/** Both the access point and the bucket have to let it be read. */
function throughAccessPoint(
  target: Target,
  one: AccessPointInWorld,
  context: Call["context"] = {},
): Calls {
  const resource = accessPointArn(target, one);
  const policy = one.policy ?? null;
  if (one.under) {
    const called = { "aws:CalledVia": ["s3-object-lambda.amazonaws.com"] };
    return [
      { action: "s3-object-lambda:GetObject", resource, policy },
      ...throughAccessPoint(target, one.under, called),
    ];
  }
  const action = STORES.s3.readAction;
  const keys = {
    ...context,
    "s3:DataAccessPointAccount": parseArn(one.arn)?.account ?? target.account,
    "s3:DataAccessPointArn": one.arn,
    "s3:AccessPointNetworkOrigin": "Internet",
  };
  return [
    { action, resource, policy, context: keys },
    {
      action,
      resource: target.arn,
      context: keys,
      unsure: `what the bucket lets through its access point ${one.name} is written nowhere: its policy does not delegate to it`,
    },
  ];
}

/** Actions that give a value away, in lower case. */
export const READ_ACTIONS: Readonly<Record<Target["store"], readonly string[]>> = {
  secretsmanager: ["secretsmanager:getsecretvalue"],
  ssm: [
    "ssm:getparameters",
    "ssm:getparameter",
    "ssm:getparameterhistory",
    "ssm:getparametersbypath",
  ],
  s3: ["s3:getobject", "s3-object-lambda:getobject"],
};

/** ARNs of the paths that a parameter lies below. */
export function parents(arn: string): readonly string[] {
  const [head = "", name = ""] = arn.split(":parameter/");
  const parts = name.split("/");
  return [
    // The root, whose name is a slash.
    `${head}:parameter/`,
    ...parts.slice(1).map((_part, at) => `${head}:parameter/${parts.slice(0, at + 1).join("/")}`),
  ];
}
