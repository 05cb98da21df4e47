import { defineRule } from "../core";
import { isWhole } from "../core/internal";

const NAMING = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";
const BANNED_PREFIX = /^(xn--|sthree-|amzn-s3-demo-)/;
const BANNED_SUFFIX = /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

export const bucketName = defineRule<string>({
  id: "s3-bucket-name",
  demands:
    "be 3 to 63 of `a-z`, `0-9`, `.` and `-`, beginning and ending in a letter or digit, no address, without `..` and without a reserved prefix or suffix",
  source: NAMING,
  remedy: "Use a name such as example-orders-dev-secrets; names are unique in all of AWS.",
  broken: (name) =>
    !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ||
    name.includes("..") ||
    ADDRESS.test(name) ||
    BANNED_PREFIX.test(name) ||
    BANNED_SUFFIX.test(name),
});

/** For buckets that are made here: one that exists may have such a name. */
export const bucketNamespace = defineRule<string>({
  id: "s3-bucket-namespace",
  demands: "not end in `-an`: such names belong to the account-regional namespace",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html",
  remedy:
    "Rename it, or make it by other means and import it with SecretsBucket.fromBucketAttributes().",
  broken: (name) => name.endsWith("-an"),
});

export const objectPrefix = defineRule<string>({
  id: "s3-object-prefix",
  demands: "be a folder: not beginning with `/`, ending in `/`, without `*`, `?` and `$`",
  source: "decision 11",
  remedy: "Write it like web/.",
  // `$` begins a variable of an IAM policy.
  broken: (prefix) => !/^[^/*?$][^*?$]*\/$/.test(prefix) || prefix.length > 1024,
});

export const environmentFileKey = defineRule<string>({
  id: "ecs-environment-file",
  demands:
    "be the key of an object that ends in `.env`, not beginning with `/`, without `*`, `?`, `$` and without `..` as a folder, which the agent refuses",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html",
  remedy: "Write it like web/settings.env.",
  broken: (key) =>
    !/^(?!\/)[^*?$]*\.env$/.test(key) || key.split("/").includes("..") || key.length > 1024,
});

export const objectKey = defineRule<string>({
  id: "s3-object-key",
  demands: "be the key of one object, not beginning or ending with `/`, without `*`, `?` and `$`",
  source: "decision 11",
  remedy: "Write it like web/fluent-bit.conf.",
  broken: (key) => !/^(?!\/)[^*?$]*[^*?$/]$/.test(key) || key.length > 1024,
});

export const accessLogsTarget = defineRule<{ readonly bucket: string; readonly target: string }>({
  id: "s3-access-logs-target",
  demands: "be another bucket",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
  remedy: "A bucket that logs into itself logs its logs for ever.",
  broken: ({ bucket, target }) => bucket === target && JSON.stringify(target),
});

export const noncurrentDays = defineRule<number>({
  id: "s3-noncurrent-days",
  demands: "be a whole number of at least 1",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html",
  remedy: "90 is the default.",
  broken: (days) => !isWhole(days, 1),
});
