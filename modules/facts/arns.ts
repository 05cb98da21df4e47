/** Where something is made or runs. */
export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/** The parts of an ARN. */
export interface Arn extends AwsPlace {
  readonly service: string;
  /** "" for a global service, and for the buckets and objects of S3. */
  readonly region: string;
  /** "" for the buckets and objects of S3. */
  readonly account: string;
  /** Everything behind the account, colons included: `parameter/orders/api-key`, `secret:orders/db-AbCdEf`. */
  readonly resource: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The parts of `text`; undefined where it is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition = "", service = "", region = "", account = "", ...rest] =
    text.split(":");
  if (prefix !== "arn" || rest.length === 0) return undefined;
  return { partition, service, region, account, resource: rest.join(":") };
}

/** What the ARN of a parameter says behind the account: "/a/b" and "a" are `parameter/a/b` and `parameter/a`. */
export function parameterResource(name: string): string {
  return `parameter/${name.replace(/^\//, "")}`;
}

/**
 * The name of the parameter with this ARN. That of one level does not show whether its name has a slash before it: then
 * the name without one is returned.
 */
export function parameterNameOf(resource: string): string {
  const path = resource.replace(/^parameter/, "");
  return path.lastIndexOf("/") > 0 ? path : path.slice(1);
}

/** The six characters that Secrets Manager appends to the name of a secret in its ARN. */
export const SECRET_SUFFIX = /-[A-Za-z0-9]{6}$/;

/**
 * Whether it is the ARN of a secret without the six characters. The ECS agent passes it on, and Secrets Manager finds the
 * secret; but a name that itself ends like them is then taken apart in the wrong place.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function isPartialSecretArn(arn: string): boolean {
  return (
    /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+$/.test(arn) && !SECRET_SUFFIX.test(arn)
  );
}

/** Short words of names that no vowel shows. */
const ABBREVIATION = /^(db|jwt|kms|prd|pwd?|rds|sql|ssh|ssl|stg|tls|tst)$/i;
const COMPOUND = /^((api|app|aws|jwt|ssh|tls)key|db(main|pass|prod|test|user))$/i;

/**
 * Whether the ARN of a secret ends in what may be a word or a number of its name: `-secret`, `-Secret`, `-prod01`, `-ABC123`,
 * `-apiKey`. Then the six characters may be missing; or they were drawn so, as of a thousand about sixteen are.
 */
export function endsLikeName(secretArn: string): boolean {
  const [, end = ""] = /-([A-Za-z0-9]{6})$/.exec(secretArn) ?? [];
  if (/^([a-z]{6}|[A-Z]{6}|\d{6})$/.test(end) || COMPOUND.test(end)) return true;
  const [, word] = /^([A-Z]?[a-z]+|[A-Z]+)\d*$/.exec(end) ?? [];
  return word !== undefined && isPronounceable(word);
}

/** Whether it has vowels, and neither three of them nor three consonants in a row: `token`, but hardly what was drawn. */
function isPronounceable(word: string): boolean {
  if (ABBREVIATION.test(word)) return true;
  return /[aeiouy]/i.test(word) && !/[aeiouy]{3}|[^aeiouy]{3}/i.test(word);
}

/** The name in the ARN of a secret of Secrets Manager, without the six characters; any other text as it is. */
export function secretNameOf(arn: string): string {
  return arn.split(":secret:")[1]?.replace(SECRET_SUFFIX, "") ?? arn;
}

/**
 * The secret of Secrets Manager that a parameter of AWS stands for, by its ARN without the six characters; undefined for
 * every other parameter. Who reads the one has to be allowed to read the other.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export function referencedSecretArn(parameterArn: string): string | undefined {
  const [, head, place, name] =
    /^(arn:[^:]+):ssm:([^:]*:[^:]*):parameter\/aws\/reference\/secretsmanager\/(.+)$/.exec(
      parameterArn,
    ) ?? [];
  return name === undefined ? undefined : `${head}:secretsmanager:${place}:secret:${name}`;
}
