import {
  dnsSuffixOf,
  formatArn,
  parameterResource,
  partitionOf,
  type AwsPlace,
} from "../../../../modules/facts";
import {
  constantOf,
  isMarked,
  listIn,
  mostFrequent,
  own,
  referencesIn,
  textIn,
  withoutIndexes,
  type Plan,
} from "../plan";
import { accountOfKeys, arnsIn, ofNames, providerOf } from "./places-in-arns";

/** A resource, as far as that decides where it is. */
export interface Placed {
  readonly address: string;
  /** @default - nothing is known of it */
  readonly values?: unknown;
  /** Terraform's tree of what only the apply tells. @default - everything is known */
  readonly unknown?: unknown;
}

/**
 * Where a plan makes its resources: each where its provider is, unless it names a Region of its own, as it may from the AWS
 * provider 6 on.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
 */
export class Places {
  /** Where the default provider is. */
  public readonly main: AwsPlace;
  private readonly known = new Map<string, AwsPlace>();
  /** Keys of providers whose Region nothing tells. */
  private readonly guessed = new Set<string>();

  public constructor(private readonly plan: Plan) {
    this.main = this.look("aws");
    this.known.set("aws", this.main);
  }

  /** Where a resource is. */
  public of({ address, values }: Placed): AwsPlace {
    const key = providerOf(this.plan, address);
    const known = this.known.get(key) ?? this.placed(key);
    this.known.set(key, known);
    const region = regionIn(values);
    return region === undefined || region === known.region ? known : { ...known, region };
  }

  /** The Region that is taken for that of a resource, where nothing tells it. */
  public assumed(placed: Placed): string | undefined {
    const { address, values, unknown } = placed;
    if (regionIn(values) !== undefined) return undefined;
    const { region } = this.of(placed);
    const isOpen = isMarked(unknown, "region") && names(this.plan, address, "region");
    return isOpen || this.guessed.has(providerOf(this.plan, address)) ? region : undefined;
  }

  /** Whether the provider of the resource with this address gives tags to everything. */
  public givesTags(address: string): boolean {
    const block = this.plan.configuration.providers.get(providerOf(this.plan, address));
    return block?.expressions["default_tags"] !== undefined;
  }

  private placed(key: string): AwsPlace {
    const block = this.plan.configuration.providers.get(key);
    // What a module declares without any settings, it has from the module that calls it.
    if (block === undefined || (block.module !== undefined && isEmpty(block.expressions))) {
      const outer = outerKey(key);
      if (outer !== undefined) return this.known.get(outer) ?? this.placed(outer);
    }
    return this.look(key, this.main);
  }

  private look(key: string, main?: AwsPlace): AwsPlace {
    const { guessed, ...place } = placeOf(this.plan, key, main);
    if (guessed) this.guessed.add(key);
    return place;
  }
}

const NOWHERE: AwsPlace = { partition: "aws", region: "us-east-1", account: "000000000000" };

/** `module.a:aws` for `module.a.module.b:aws`, and `aws` for that. */
function outerKey(key: string): string | undefined {
  const [, modules = "", name = ""] = /^(.*):([^:]+)$/.exec(key) ?? [];
  if (name === "") return key === "aws" ? undefined : "aws";
  const outer = modules.replace(/\.?module\.[^.]+$/, "");
  return outer === "" ? name : `${outer}:${name}`;
}

/** From a provider's settings, from who plans with it, else from the ARNs of what it has made. */
function placeOf(
  plan: Plan,
  key: string,
  main?: AwsPlace,
): AwsPlace & { readonly guessed: boolean } {
  const expressions = plan.configuration.providers.get(key)?.expressions ?? {};
  const arns = arnsIn(plan, main === undefined ? undefined : key);
  const most = (part: keyof AwsPlace): string | undefined =>
    mostFrequent(arns.map((arn) => arn[part]));
  const isSet = expressions["region"] !== undefined;
  const told =
    settingIn(plan, expressions["region"]) ??
    regionRead(plan, key) ??
    regionGiven(plan, key) ??
    most("region") ??
    (isSet && main !== undefined ? ofNames(plan, "region", key) : undefined);
  const region = told ?? main?.region;
  // A provider without a Region of its own has that of the environment, as the default one has.
  const guessed = told === undefined && (main === undefined || isSet);
  // Other credentials may be those of another account.
  const isSame = !["profile", "access_key", "assume_role", "assume_role_with_web_identity"].some(
    (name) => expressions[name] !== undefined,
  );
  const account =
    accountIn(plan, key) ??
    (main === undefined ? ofNames(plan, "account", undefined) : undefined) ??
    most("account") ??
    (isSame ? main?.account : undefined) ??
    (main === undefined ? accountOfKeys(plan) : undefined) ??
    NOWHERE.account;
  const partition = most("partition") ?? main?.partition ?? partitionOf(region ?? "");
  return { partition, region: region ?? NOWHERE.region, account, guessed };
}

/** A setting of a provider: a constant, or a variable of the root module, or a part of one. */
function settingIn({ variables }: Plan, expression: unknown): string | undefined {
  const constant = textIn(constantOf(expression));
  if (constant !== undefined) return constant;
  const [reference = ""] = referencesIn(expression);
  const [, name = "", rest = ""] = /^var\.([\w-]+)(.*)$/.exec(reference) ?? [];
  const steps = [...rest.matchAll(/\.([\w-]+)|\["([^"\\]*)"\]|\[(\d+)\]/g)];
  const value = steps.reduce<unknown>(
    (whole, [, attribute, index, at]) =>
      at === undefined ? own(whole, attribute ?? index ?? "") : listIn(whole)[Number(at)],
    variables.get(name),
  );
  return textIn(value);
}

/** The attribute by which a resource says where it is; of a bucket, also the AWS provider 5 reads it. */
function regionIn(values: unknown): string | undefined {
  return textIn(own(values, "region")) || undefined;
}

/** Whether a resource, or a data source, has any of these arguments, by which it is not where its provider is. */
function names({ configuration }: Plan, address: string, ...settings: readonly string[]): boolean {
  const { expressions = {} } = configuration.resources.get(withoutIndexes(address)) ?? {};
  return settings.some((name) => expressions[name] !== undefined);
}

/** The Region that the provider gives to what names none. */
function regionGiven(plan: Plan, key: string): string | undefined {
  return mostFrequent(
    plan.changes.flatMap(({ address, type, after, before }) =>
      type.startsWith("aws_") &&
      plan.configuration.resources.get(withoutIndexes(address))?.provider === key &&
      !names(plan, address, "region")
        ? [regionIn(after ?? before)]
        : [],
    ),
  );
}

/** The Region that a data source of the same provider has read, unless it was asked for one. */
function regionRead(plan: Plan, key: string): string | undefined {
  const region = plan.priorState.resources.find(
    ({ type, address }) =>
      type === "aws_region" &&
      providerOf(plan, address) === key &&
      !names(plan, address, "region", "name", "endpoint"),
  );
  return textIn(region?.values?.["region"]) ?? textIn(region?.values?.["name"]);
}

function accountIn(plan: Plan, key: string): string | undefined {
  const { priorState, configuration } = plan;
  const caller = priorState.resources.find(
    ({ type, address }) => type === "aws_caller_identity" && providerOf(plan, address) === key,
  );
  if (caller) return textIn(caller.values?.["account_id"]);
  const expressions = configuration.providers.get(key)?.expressions ?? {};
  const [assumed] = listIn(expressions["assume_role"]);
  const role = settingIn(plan, own(assumed, "role_arn"));
  const [, account] = /^arn:[^:]+:iam::(\d{12}):role\//.exec(role ?? "") ?? [];
  if (account !== undefined) return account;
  const [only, ...more] = listIn(constantOf(expressions["allowed_account_ids"]));
  return more.length === 0 ? textIn(only) : undefined;
}

function isEmpty(expressions: object): boolean {
  return Object.keys(expressions).length === 0;
}

/** Six characters like those that AWS appends to the name of a secret, until they are known. */
export const UNKNOWN_SUFFIX = "UNKNWN";

/**
 * Resources for which AWS makes a secret that is no resource of the plan: the attribute that names it, how its name begins, and
 * what says whether there is one, and with which key.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html
 */
export const SECRETS_OF_AWS: Readonly<
  Record<
    string,
    {
      readonly attribute: string;
      readonly prefix: string;
      /** @default - there always is one */
      readonly flag?: string;
      /** @default - AWS's own key */
      readonly key?: string;
    }
  >
> = {
  aws_db_instance: masterSecret("rds!db-"),
  aws_rds_cluster: masterSecret("rds!cluster-"),
  aws_docdb_cluster: masterSecret("rds!cluster-"),
  aws_redshift_cluster: {
    attribute: "master_password_secret_arn",
    prefix: "redshift!",
    flag: "manage_master_password",
    key: "master_password_secret_kms_key_id",
  },
  aws_redshiftserverless_namespace: {
    attribute: "admin_password_secret_arn",
    prefix: "redshift!",
    flag: "manage_admin_password",
    key: "admin_password_secret_kms_key_id",
  },
  aws_cloudwatch_event_connection: { attribute: "secret_arn", prefix: "events!connection/" },
};

function masterSecret(prefix: string): (typeof SECRETS_OF_AWS)[string] {
  const [flag, key] = ["manage_master_user_password", "master_user_secret_kms_key_id"];
  return { attribute: "secret_arn", prefix, flag, key };
}

/** What is known of a resource whose attribute is asked for. */
interface Known {
  readonly address: string;
  readonly type: string;
  readonly values: unknown;
}

/**
 * Text that stands for an attribute which only the apply tells, such as the ARN of a new key: the same for everything that
 * refers to it, and of the form that AWS gives it, so that policies match it as they will match the real one.
 *
 * @returns nothing for an attribute that no access depends on
 */
export function standIn(
  { address, type, values }: Known,
  attribute: string,
  place: AwsPlace,
): string | undefined {
  const { partition, region, account } = place;
  const given = (name: string): string | undefined => textIn(own(values, name));
  const made = `known-after-apply-x${Buffer.from(address).toString("hex")}x`;
  const name = given("name") ?? `${given("name_prefix") ?? ""}${made}`;
  const arn = (service: string, resource: string): string =>
    formatArn({ ...place, service, resource });
  const iam = (kind: string): string =>
    `arn:${partition}:iam::${account}:${kind}${given("path") ?? "/"}${name}`;
  const bucket = given("bucket") ?? made;
  const key = { arn: arn("kms", `key/${made}`), key_id: made, id: made };
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    aws_iam_role: { arn: iam("role"), id: name, name },
    aws_iam_user: { arn: iam("user"), id: name, name },
    aws_iam_group: { arn: iam("group"), id: name, name },
    aws_iam_policy: { arn: iam("policy"), id: iam("policy") },
    aws_secretsmanager_secret: both(arn("secretsmanager", `secret:${name}-${UNKNOWN_SUFFIX}`)),
    aws_ssm_parameter: {
      arn: arn("ssm", parameterResource(name)),
      id: name,
      name,
    },
    aws_kms_key: key,
    aws_kms_replica_key: key,
    aws_kms_external_key: key,
    aws_kms_replica_external_key: key,
    aws_ssoadmin_permission_set: { arn: `arn:${partition}:sso:::permissionSet/${made}` },
    aws_identitystore_group: { group_id: made },
    aws_identitystore_user: { user_id: made },
    aws_kms_alias: { arn: arn("kms", name), name },
    aws_s3_bucket: { arn: `arn:${partition}:s3:::${bucket}`, id: bucket, bucket },
    aws_s3_access_point: { arn: arn("s3", `accesspoint/${name}`) },
    aws_s3control_multi_region_access_point: {
      arn: `arn:${partition}:s3::${account}:accesspoint/${made}`,
      alias: made,
    },
    aws_s3control_object_lambda_access_point: {
      arn: arn("s3-object-lambda", `accesspoint/${name}`),
    },
    aws_cloudwatch_log_group: { arn: arn("logs", `log-group:${name}`), id: name, name },
    aws_ecr_repository: {
      arn: arn("ecr", `repository/${name}`),
      id: name,
      name,
      repository_url: `${account}.dkr.ecr.${region}.${dnsSuffixOf(partition)}/${name}`,
    },
    aws_ecs_cluster: both(arn("ecs", `cluster/${name}`)),
    aws_ram_resource_share: both(arn("ram", `resource-share/${made}`)),
    ...Object.fromEntries(
      Object.entries(SECRETS_OF_AWS).map(([made_by, { attribute: one, prefix }]) => [
        made_by,
        { [one]: arn("secretsmanager", `secret:${prefix}${made}-${UNKNOWN_SUFFIX}`) },
      ]),
    ),
  };
  const service = /^aws_([a-z0-9]+)_/.exec(type)?.[1];
  const other = attribute === "arn" && service !== undefined ? arn(service, made) : undefined;
  return (own(known[type], attribute) as string | undefined) ?? other;
}

/** What stands for a resource: its ARN, or its name with the prefix that it is given. */
const STAND_IN =
  /(?:arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:)?[A-Za-z0-9/_+=.@!-]*known-after-apply-x((?:[0-9a-f]{2})+)x(?:-UNKNWN)?/g;

const MADE_UP_ACCOUNT = new RegExp(`(?<!\\d)${NOWHERE.account}(?!\\d)`, "g");

/** Whether an account is one that stands for that of a plan in which nothing tells it. */
export function isUnknownAccount(account: string): boolean {
  return account === NOWHERE.account;
}

/** What reports show in place of an account that nothing in the plan tells. */
export const UNKNOWN_ACCOUNT = "????????????";

/** The text as people read it: a resource of which only the apply tells a name by its address, accounts and suffixes as `??????`. */
export function show(text: string): string {
  return text
    .replace(STAND_IN, (_all, hex: string) => Buffer.from(hex, "hex").toString("utf8"))
    .replaceAll(`-${UNKNOWN_SUFFIX}`, "-??????")
    .replace(MADE_UP_ACCOUNT, UNKNOWN_ACCOUNT);
}

function both(arn: string): Readonly<Record<string, string>> {
  return { arn, id: arn };
}
