import { at, connected, type Body, type Check, type Seen } from "./check";
import { actions, addStatement, allows, list, matches, principals, statements } from "./policy";

const BUCKET = ["aws_s3_bucket"];
const BLOCK = "aws_s3_bucket_public_access_block";
const POLICY = "aws_s3_bucket_policy";
const ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration";
const BLOCKS = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];
/** What S3.6 forbids to grant to other accounts. */
const FOREIGN = [
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutEncryptionConfiguration",
  "s3:PutObjectAcl",
];

const first = (type: string, seen: Seen): Body => connected(type, seen)[0] ?? {};
const exists = (type: string): Pick<Check, "passes" | "spoil"> => ({
  passes: (_, seen) => connected(type, seen).length > 0,
  spoil: (_, resources) => void (resources[type] = {}),
});
const sse = (seen: Seen): unknown =>
  at(first(ENCRYPTION, seen), "rule", "apply_server_side_encryption_by_default", "sse_algorithm");
const noAcl = (seen: Seen): boolean => connected("aws_s3_bucket_acl", seen).length === 0;
const addAcl: Check["spoil"] = (_, resources) => {
  const [name] = Object.keys(resources["aws_s3_bucket"] ?? {});
  const bucket = `\${aws_s3_bucket.${String(name)}.id}`;
  resources["aws_s3_bucket_acl"] = { acl: { bucket, acl: "public-read-write" } };
};
const blocked = (setting: string, ...ids: string[]): Check => ({
  ids,
  types: [BLOCK],
  passes: (body) => body[setting] === true,
  spoil: (body) => void (body[setting] = false),
});

/** Buckets and what belongs to them. */
export const s3Checks: readonly Check[] = [
  {
    ids: ["CKV_AWS_18", "S3.9"],
    types: BUCKET,
    option: "accessLogs",
    ...exists("aws_s3_bucket_logging"),
  },
  {
    ids: ["CKV_AWS_19", "CKV_AWS_145", "S3.17"],
    types: BUCKET,
    passes: (_, seen) => sse(seen) === "aws:kms",
    spoil: (_, resources) => void (resources[ENCRYPTION] = {}),
  },
  {
    ids: ["CKV_AWS_20", "CKV_AWS_57"],
    types: BUCKET,
    passes: (body, seen) => body["acl"] === undefined && noAcl(seen),
    spoil: addAcl,
  },
  {
    ids: ["CKV_AWS_21"],
    types: BUCKET,
    passes: (_, seen) =>
      at(first("aws_s3_bucket_versioning", seen), "versioning_configuration", "status") ===
      "Enabled",
    spoil: (_, resources) => void (resources["aws_s3_bucket_versioning"] = {}),
  },
  blocked("block_public_acls", "CKV_AWS_53"),
  blocked("block_public_policy", "CKV_AWS_54"),
  blocked("ignore_public_acls", "CKV_AWS_55"),
  blocked("restrict_public_buckets", "CKV_AWS_56"),
  {
    // Reading and writing by the public: by ACL, by policy, or with nothing in the way.
    ids: ["CKV2_AWS_6", "S3.2", "S3.3", "S3.8"],
    types: BUCKET,
    passes: (_, seen) => noAcl(seen) && BLOCKS.every((block) => first(BLOCK, seen)[block] === true),
    spoil: (_, resources) => void (resources[BLOCK] = {}),
  },
  {
    ids: ["CKV_AWS_70"],
    types: [POLICY],
    passes: (body) => !allows(body).some((allow) => principals(allow, "AWS").includes("*")),
    spoil: (body) => addStatement(body, { Principal: "*", Action: "s3:GetObject" }),
  },
  {
    // A refusal of everything, to everyone, without a condition: only the root user could undo it.
    ids: ["CKV_AWS_93"],
    types: [POLICY],
    passes: (body) =>
      !statements(body).some(
        (one) =>
          one.Effect === "Deny" &&
          !one.Condition &&
          principals(one, "AWS").includes("*") &&
          actions(one).some((action) => matches(action, "s3:PutBucketPolicy")),
      ),
    spoil: (body) =>
      addStatement(body, { Effect: "Deny", Principal: { AWS: "*" }, Action: "s3:*" }),
  },
  {
    ids: ["CKV_AWS_300"],
    types: ["aws_s3_bucket_lifecycle_configuration"],
    passes: (body) => {
      const [rule] = body["rule"] as readonly Body[];
      const everything = [undefined, ""].includes(at(rule, "filter", "prefix") as string);
      const days = at(rule, "abort_incomplete_multipart_upload", "days_after_initiation");
      return rule?.["status"] === "Enabled" && everything && Number(days) > 0;
    },
    spoil: (body) => delete (body["rule"] as Body[])[0]?.["abort_incomplete_multipart_upload"],
  },
  {
    // Checkov asks it only of buckets with an ACL.
    ids: ["CKV_AWS_379", "S3.5"],
    types: [POLICY],
    passes: (body) =>
      statements(body).some(
        (one) =>
          one.Effect === "Deny" &&
          principals(one, "AWS").includes("*") &&
          list(one.Resource).length === 2 &&
          one.Condition?.["Bool"]?.["aws:SecureTransport"] === "false",
      ),
    spoil: (body) => void (body["policy"] = '{"Statement":[]}'),
  },
  { ids: ["CKV2_AWS_61"], types: BUCKET, ...exists("aws_s3_bucket_lifecycle_configuration") },
  {
    ids: ["CKV2_AWS_62"],
    types: BUCKET,
    option: "eventBridgeEnabled",
    ...exists("aws_s3_bucket_notification"),
  },
  {
    ids: ["CKV2_AWS_65"],
    types: ["aws_s3_bucket_ownership_controls"],
    passes: (body) => at(body, "rule", "object_ownership") === "BucketOwnerEnforced",
    spoil: (body) => void (body["rule"] = { object_ownership: "ObjectWriter" }),
  },
  {
    ids: ["S3.6"],
    types: [POLICY],
    passes: (body) =>
      !allows(body).some((allow) =>
        actions(allow).some((pattern) => FOREIGN.some((action) => matches(pattern, action))),
      ),
    spoil: (body) =>
      addStatement(body, { Principal: { AWS: "arn:aws:iam::1:root" }, Action: "s3:PutBucketAcl" }),
  },
];
