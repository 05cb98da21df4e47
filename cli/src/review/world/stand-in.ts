import { own, textIn } from "../plan/json";

/** The account and Region that a resource is made in. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Six characters like those that AWS appends to the name of a secret, until they are known. */
const SUFFIX = "UNKNWN";

/** What is known of a resource whose attribute is asked for. */
export interface Known {
  readonly address: string;
  readonly type: string;
  readonly values: unknown;
}

/**
 * Text that stands for an attribute which only the apply tells, such as the ARN of a new key: the same for everything that
 * refers to it, and of the form that AWS gives it, so that policies match it as they will match the real one.
 *
 * @returns nothing for an attribute that nobody's access hangs on
 */
export function standIn(
  { address, type, values }: Known,
  attribute: string,
  place: Place,
): string | undefined {
  const { partition, region, account } = place;
  const given = (name: string): string | undefined => textIn(own(values, name));
  const made = `known-after-apply-${address.replace(/[^A-Za-z0-9]+/g, "-").replace(/-$/, "")}`;
  const name = given("name") ?? made;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
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
      arn: arn("ssm", `parameter/${name.replace(/^\//, "")}`),
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
      repository_url: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
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
