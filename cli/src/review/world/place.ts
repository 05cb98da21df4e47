import {
  dnsSuffixOf,
  formatArn,
  parameterResource,
  parseArn,
  partitionOf,
  type Arn,
  type AwsPlace,
} from "../../../../modules/facts";
import {
  constantOf,
  listIn,
  mostFrequent,
  objectIn,
  own,
  referencesIn,
  textIn,
  type Plan,
} from "../plan";

/** Where a plan makes its resources: from the provider's settings, from who plans, else from the ARNs that are known. */
export function placeOf(plan: Plan): AwsPlace {
  const arns = arnsIn(plan);
  const region = configuredRegion(plan) ?? mostFrequent(arns.map(({ region }) => region));
  const account = callerAccount(plan) ?? mostFrequent(arns.map(({ account }) => account));
  const partition =
    mostFrequent(arns.map(({ partition }) => partition)) ?? partitionOf(region ?? "");
  return { partition, region: region ?? "us-east-1", account: account ?? "000000000000" };
}

function configuredRegion({ variables, configuration }: Plan): string | undefined {
  const region = configuration.providers.get("aws")?.expressions["region"];
  const constant = textIn(constantOf(region));
  if (constant !== undefined) return constant;
  const [reference = ""] = referencesIn(region);
  return textIn(variables.get(reference.replace(/^var\./, "")));
}

function callerAccount({ priorState, configuration }: Plan): string | undefined {
  const caller = priorState.resources.find(
    ({ type, address }) => type === "aws_caller_identity" && !address.startsWith("module."),
  );
  if (caller) return textIn(caller.values?.["account_id"]);
  const provider = configuration.providers.get("aws")?.expressions ?? {};
  const [only, ...more] = listIn(constantOf(provider["allowed_account_ids"]));
  return more.length === 0 ? textIn(only) : undefined;
}

/** Start of an ARN that names its Region and account. */
const LOCATED = /arn:aws[a-z-]*:(?:ssm|secretsmanager|kms|ecs|logs|ecr):[a-z0-9-]+:\d{12}:/g;

/** ARNs of resources, and those that policies and task definitions name. */
function arnsIn({ changes }: Plan): readonly Arn[] {
  const texts = changes.flatMap(({ before, after }) =>
    [before, after].flatMap((values) =>
      ["arn", "policy", "container_definitions", "execution_role_arn"].map(
        (name) => textIn(objectIn(values)[name]) ?? "",
      ),
    ),
  );
  return texts.flatMap((text) =>
    (text.match(LOCATED) ?? []).flatMap((start) => parseArn(start) ?? []),
  );
}

/** Six characters like those that AWS appends to the name of a secret, until they are known. */
const SUFFIX = "UNKNWN";

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
  const made = `known-after-apply-${address.replace(/[^A-Za-z0-9]+/g, "-").replace(/-$/, "")}`;
  const name = given("name") ?? made;
  const arn = (service: string, resource: string): string =>
    formatArn({ ...place, service, resource });
  const iam = (kind: string): string =>
    `arn:${partition}:iam::${account}:${kind}${given("path") ?? "/"}${name}`;
  const bucket = given("bucket") ?? made;
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    aws_iam_role: { arn: iam("role"), id: name, name },
    aws_iam_user: { arn: iam("user"), id: name, name },
    aws_iam_group: { arn: iam("group"), id: name, name },
    aws_iam_policy: { arn: iam("policy"), id: iam("policy") },
    aws_secretsmanager_secret: both(arn("secretsmanager", `secret:${name}-${SUFFIX}`)),
    aws_ssm_parameter: {
      arn: arn("ssm", parameterResource(name)),
      id: name,
      name,
    },
    aws_kms_key: { arn: arn("kms", `key/${made}`), key_id: made, id: made },
    aws_kms_alias: { arn: arn("kms", name), name },
    aws_s3_bucket: { arn: `arn:${partition}:s3:::${bucket}`, id: bucket, bucket },
    aws_cloudwatch_log_group: { arn: arn("logs", `log-group:${name}`), id: name, name },
    aws_ecr_repository: {
      arn: arn("ecr", `repository/${name}`),
      id: name,
      name,
      repository_url: `${account}.dkr.ecr.${region}.${dnsSuffixOf(partition)}/${name}`,
    },
    aws_ecs_cluster: both(arn("ecs", `cluster/${name}`)),
  };
  return own(known[type], attribute) as string | undefined;
}

/** The text as people read it: what only the apply tells becomes `??????`. */
export function show(text: string): string {
  return text.replaceAll(`-${SUFFIX}`, "-??????");
}

function both(arn: string): Readonly<Record<string, string>> {
  return { arn, id: arn };
}
