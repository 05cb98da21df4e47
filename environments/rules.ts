import { defineRule } from "cdktf-ecs-secrets/core";

export const environmentName = defineRule<string>({
  id: "environment-name",
  demands: "be 1 to 20 lower-case letters, digits or hyphens, beginning with a letter",
  source: "decision 11",
  remedy: "Use a name such as dev.",
  broken: (name) => !/^[a-z][a-z0-9-]{0,19}$/.test(name),
});

export const environmentUnique = defineRule<{ readonly name: string; readonly count: number }>({
  id: "environment-unique",
  demands: "be the name of one environment only",
  source: "decision 11",
  remedy: "Rename one of them.",
  broken: ({ name, count }) => count > 1 && `${JSON.stringify(name)} ${count} times`,
});

export const accountId = defineRule<string>({
  id: "environment-account",
  demands: "be an account id of twelve digits",
  source: "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html",
  remedy: "`aws sts get-caller-identity` prints it; keep the quotes, or leading zeros are lost.",
  broken: (id) => !/^\d{12}$/.test(id),
});

export const region = defineRule<string>({
  id: "environment-region",
  demands: "be a Region's name",
  source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
  remedy: "Use a name such as eu-central-1.",
  broken: (name) => !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(name),
});

export const stateBucket = defineRule<string>({
  id: "environment-state-bucket",
  demands:
    "be a bucket's name: 3 to 63 of `a-z`, `0-9`, `.`, `-`, beginning and ending in a letter or digit",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
  remedy: "Give the name only, no ARN and no s3://.",
  broken: (bucket) => !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes(".."),
});

export const stateKey = defineRule<string>({
  id: "environment-state-key",
  demands:
    "be the full ARN of a key, with an id that Terraform's S3 backend takes (a UUID or mrk-…)",
  source: "https://developer.hashicorp.com/terraform/language/backend/s3#kms_key_id",
  remedy: "`aws kms describe-key --key-id alias/…` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[a-f0-9]{32}|[a-f0-9]{8}-[a-f0-9]{4}-[1-5][a-f0-9]{3}-[ab89][a-f0-9]{3}-[a-f0-9]{12})$/.test(
      arn,
    ),
});

export const cloudName = defineRule<string>({
  id: "environment-cloud-name",
  demands: "be 1 to 90 letters, digits, `_` or `-`",
  source: "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/create",
  remedy: "Copy it from the address of the workspace.",
  broken: (name) => !/^[A-Za-z0-9_-]{1,90}$/.test(name),
});

export const subnetId = defineRule<string>({
  id: "environment-subnet",
  demands: "be a subnet's id (`subnet-` and 8 or 17 hexadecimal digits)",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
  remedy: "`aws ec2 describe-subnets` prints the ids.",
  broken: (id) => !/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id),
});

export const securityGroupId = defineRule<string>({
  id: "environment-security-group",
  demands: "be a security group's id (`sg-` and 8 or 17 hexadecimal digits)",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  remedy: "`aws ec2 describe-security-groups` prints the ids.",
  broken: (id) => !/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id),
});

export const image = defineRule<string>({
  id: "environment-image",
  demands: "be an image with a tag or digest",
  source: "decision 11",
  remedy: "Write it like public.ecr.aws/nginx/nginx:1.29.",
  broken: (name) =>
    !/^[^\s:@]+(:\d+)?[^\s:@]*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/.test(name),
});

export const tag = defineRule<readonly [string, string]>({
  id: "environment-tag",
  demands:
    "be a key of 1 to 128 and a value of up to 256 characters, the key not beginning with `aws:`",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  remedy: "Shorten or rename it.",
  broken: ([key, value]) =>
    (key.length < 1 || key.length > 128 || value.length > 256 || /^aws:/i.test(key)) &&
    JSON.stringify(key),
});

export const fieldMissing = defineRule<{ readonly missing: boolean }>({
  id: "environment-field-missing",
  demands: "be given",
  source: "decision 11",
  remedy: "`npm run types` names the fields that an environment needs.",
  broken: ({ missing }) => missing && "nothing",
});

export const unknownRevision = defineRule<{
  readonly id: string;
  readonly known: readonly string[];
}>({
  id: "environment-revision",
  demands: "name a secret of the stack",
  source: "decision 11",
  remedy: "Check its spelling.",
  broken: ({ id, known }) =>
    !known.includes(id) && `${JSON.stringify(id)} (there are ${known.join(", ")})`,
});
