import {
  canonicalJson,
  configurationOf,
  isMarked,
  isPlainParameter,
  isSecret,
  isWritten,
  leavesItsWhole,
  listIn,
  own,
  parseJson,
  secretName,
  type Plan,
  type ResourceChange,
} from "../plan";
import { unlockedBuckets } from "./bucket-locks";
import { settings, type Changed, type FindingRule, type Observation } from "./finding-rule";

export const noCmk: FindingRule = {
  id: "NO-CMK",
  severity: "medium",
  title: "A secret or parameter is encrypted with a key that AWS manages",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => isSecret(change) && isWritten(change) && losesKey(change, input.plan))
      .map((change) => ({
        subject: change.label,
        text: `${secretName(change)} is encrypted with the key that AWS manages: no policy of yours says who may decrypt it.`,
        remedy: `Give it a customer managed key (${attributeOf(change)}).`,
        ...settings(change, attributeOf(change)),
      })),
};

function losesKey(change: ResourceChange, plan: Plan): boolean {
  const attribute = attributeOf(change);
  // What becomes a parameter in clear is encrypted with no key at all, which PROTECTION-REMOVED says.
  if (change.type === "aws_ssm_parameter" && isPlainParameter(change.after?.["type"])) return false;
  if (change.action === "update" && isManagedByAws(change.before?.[attribute])) return false;
  if (!isMarked(change.afterUnknown, attribute)) return isManagedByAws(change.after?.[attribute]);
  // Unknown is a new key as well as one that AWS picks, unless the configuration names one.
  const configured = configurationOf(plan, change);
  return configured !== undefined && !(attribute in configured.expressions);
}

function isManagedByAws(key: unknown): boolean {
  if (typeof key !== "string") return true;
  return key === "" || /(^|:)alias\/aws\//.test(key);
}

function attributeOf({ type }: ResourceChange): "key_id" | "kms_key_id" {
  return type === "aws_ssm_parameter" ? "key_id" : "kms_key_id";
}

export const noRotation: FindingRule = {
  id: "NO-ROTATION",
  severity: "medium",
  title: "A KMS key is not rotated, or the rotation of a secret ends",
  find: ({ input }) =>
    input.plan.changes.flatMap((change) => {
      const text = whatEnds(change, input.plan);
      if (text === undefined) return [];
      const remedy =
        change.type === "aws_kms_key"
          ? "Set `enable_key_rotation`: what is encrypted stays readable."
          : "Say how the value changes from now on, or keep the rotation.";
      return [{ subject: change.label, text, remedy, ...rotations(change) }];
    }),
};

function rotations(change: ResourceChange): Changed {
  if (change.type === "aws_kms_key") return settings(change, "enable_key_rotation");
  const days = own(listIn(change.before?.["rotation_rules"])[0], "automatically_after_days");
  return typeof days === "number" ? { removed: [`automatically_after_days = ${days}`] } : {};
}

const SECRET = { type: "aws_secretsmanager_secret", names: ["arn", "id"] };

function whatEnds(change: ResourceChange, plan: Plan): string | undefined {
  const { type, action, before, after } = change;
  if (
    type === "aws_secretsmanager_secret_rotation" &&
    (action === "delete" || leavesItsWhole(plan, change, "secret_id", SECRET))
  ) {
    return "The rotation of this secret ends: its value stays the same from now on.";
  }
  if (type !== "aws_kms_key" || !isWritten(change) || !isRotatable(after)) return undefined;
  if (after?.["enable_key_rotation"] === true) return undefined;
  if (action !== "update") return "This key is not rotated.";
  return before?.["enable_key_rotation"] === true ? "This key is no longer rotated." : undefined;
}

/** AWS rotates symmetric keys only. */
function isRotatable(values: ResourceChange["after"]): boolean {
  return (values?.["customer_master_key_spec"] ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT";
}

/** A setting that protects, and what it means that it goes. */
interface Protection {
  readonly type: RegExp;
  readonly attribute: string;
  /** Whether the protection is weaker afterwards. */
  weaker(before: unknown, after: unknown): boolean;
  readonly text: string;
  /** @default - the rule's own */
  readonly severity?: "high";
}

const less = (before: unknown, after: unknown): boolean =>
  typeof before === "number" && typeof after === "number" && after < before;
const switchedOff = (before: unknown, after: unknown): boolean =>
  before === true && after === false;
const switchedOn = (before: unknown, after: unknown): boolean =>
  (before === false || before === null || before === undefined) && after === true;
const PUBLIC_ACCESS_BLOCK = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

const PROTECTIONS: readonly Protection[] = [
  {
    type: /^aws_secretsmanager_secret$/,
    attribute: "recovery_window_in_days",
    weaker: less,
    text: "once deleted, it can be restored for a shorter time, or not at all",
  },
  {
    type: /^aws_kms_(external_|replica_)?key$/,
    attribute: "deletion_window_in_days",
    weaker: less,
    text: "once deleted, it can be taken back for a shorter time",
  },
  {
    type: /^aws_kms_(external_|replica_)?key$/,
    attribute: "bypass_policy_lockout_safety_check",
    weaker: switchedOn,
    text: "AWS no longer checks that it can still be managed",
  },
  {
    type: /^aws_secretsmanager_secret_policy$/,
    attribute: "block_public_policy",
    weaker: switchedOff,
    text: "AWS no longer refuses a policy that lets everyone in",
  },
  {
    type: /^aws_s3_(directory_)?bucket$/,
    attribute: "force_destroy",
    weaker: switchedOn,
    text: "Terraform may delete it with everything in it",
  },
  {
    type: /^aws_iam_role$/,
    attribute: "permissions_boundary",
    weaker: (before, after) => typeof before === "string" && before !== "" && !after,
    text: "no boundary limits what may be granted to it any more",
  },
  {
    type: /^aws_ssm_parameter$/,
    attribute: "type",
    weaker: (before, after) => before === "SecureString" && isPlainParameter(after),
    text: "its value is stored in clear, and no key keeps anyone from it any more",
    severity: "high",
  },
  {
    type: /^aws_organizations_policy$/,
    attribute: "content",
    weaker: (before, after) => losesStatement(before, after),
    text: "a statement goes that limits what whole accounts may do",
    severity: "high",
  },
  {
    type: /^aws_ecs_(service|task_set)$/,
    attribute: "enable_execute_command",
    weaker: switchedOn,
    text: "everyone with ecs:ExecuteCommand gets a shell in its containers, and reads their secrets there",
  },
  ...PUBLIC_ACCESS_BLOCK.map((attribute) => ({
    type: /^aws_s3_(account|bucket)_public_access_block$/,
    attribute,
    weaker: switchedOff,
    text: "a policy or an access control list may let everyone in",
  })),
  {
    type: /^aws_/,
    attribute: "deletion_protection",
    weaker: switchedOff,
    text: "it can be deleted by a single call",
  },
];

export const protectionRemoved: FindingRule = {
  id: "PROTECTION-REMOVED",
  severity: "medium",
  title:
    "A protection of a secret, key, bucket or role gets weaker; high where a value is no longer encrypted, accounts are no longer limited, or versions of objects no longer kept",
  find: ({ input }) =>
    input.plan.changes
      .filter(({ mode, action }) => mode === "managed" && ["update", "replace"].includes(action))
      .flatMap((change) =>
        PROTECTIONS.filter((protection) => gets(protection, change)).map(
          ({ attribute, text, severity }): Observation => ({
            subject: change.label,
            text: `${attribute} gets weaker: ${text}.`,
            remedy: `Keep ${attribute} as it is unless this resource is about to go.`,
            ...(severity === undefined ? {} : { severity }),
            ...settings(change, attribute),
          }),
        ),
      )
      .concat(
        input.plan.changes
          .filter((change) => BLOCKS.test(change.type) && opens(change, input.plan))
          .map((change) => ({
            subject: change.label,
            text: "The public access block goes: a policy or an access control list may let everyone in.",
            remedy: "Keep it, unless its bucket goes, too.",
            removed: PUBLIC_ACCESS_BLOCK.filter((name) => change.before?.[name] === true).map(
              (name) => `${name} = true`,
            ),
          })),
      )
      .concat(
        input.plan.changes
          .filter((change) => LIMITS.test(change.type) && limitsNoLonger(change, input.plan))
          .map((change) => ({
            subject: change.label,
            text: "A control policy of the organization goes: whatever it denied to whole accounts, it denies no longer.",
            remedy: "Look at what it denies, and at who may do it then.",
            severity: "high" as const,
          })),
      )
      .concat(unlockedBuckets(input.plan)),
};

const LIMITS = /^aws_organizations_policy(_attachment)?$/;

/** Of a policy of the organization: a new limit takes nothing away. */
function losesStatement(before: unknown, after: unknown): boolean {
  const [old, now] = [before, after].map((text) => {
    const statements = own(typeof text === "string" ? parseJson(text) : undefined, "Statement");
    return [statements].flat().map((statement) => canonicalJson(statement ?? null));
  });
  return (old ?? []).some((statement) => !now?.includes(statement));
}

/** Whether a limit goes, or is replaced by one that is for another account. */
function limitsNoLonger(change: ResourceChange, plan: Plan): boolean {
  if (change.action === "delete") return true;
  const policy = { type: "aws_organizations_policy", names: ["id"] };
  return (
    leavesItsWhole(plan, change, "policy_id", policy) ||
    leavesItsWhole(plan, change, "target_id", { type: "aws_organizations_account", names: ["id"] })
  );
}

const BLOCKS = /^aws_s3_(account|bucket)_public_access_block$/;

/** Whether a public access block goes, or is replaced by one of another bucket. */
function opens(change: ResourceChange, plan: Plan): boolean {
  if (change.action === "delete") return true;
  const bucket = { type: "aws_s3_bucket", names: ["bucket", "id"] };
  const account = { type: "aws_organizations_account", names: ["id"] };
  return (
    leavesItsWhole(plan, change, "bucket", bucket) ||
    leavesItsWhole(plan, change, "account_id", account)
  );
}

export const unprotected: FindingRule = {
  id: "UNPROTECTED-SECRET",
  severity: "low",
  title: "A new secret cannot be restored once it is deleted, or overwrites one of its name",
  find: ({ input }) =>
    input.plan.changes
      .filter(
        ({ type, action }) =>
          type === "aws_secretsmanager_secret" && ["create", "replace"].includes(action),
      )
      .flatMap((change) =>
        [
          {
            attribute: "recovery_window_in_days",
            // Where the one before could be restored, that it gets weaker says it.
            given: change.after?.["recovery_window_in_days"] === 0 && !losesRecovery(change),
            text: "recovery_window_in_days is 0: once deleted, it is gone with its value, at once.",
            remedy: "Give it 7 to 30 days, except where environments come and go.",
          },
          {
            attribute: "force_overwrite_replica_secret",
            given: change.after?.["force_overwrite_replica_secret"] === true,
            text: "force_overwrite_replica_secret is set: a secret of this name in a Region of a replica is overwritten with its value.",
            remedy: "Leave it out unless such a secret is meant to go.",
          },
        ]
          .filter(({ given }) => given)
          .map(({ attribute, text, remedy }) => ({
            subject: change.label,
            text,
            remedy,
            ...settings(change, attribute),
          })),
      ),
};

function losesRecovery({ before }: ResourceChange): boolean {
  return less(before?.["recovery_window_in_days"], 0);
}

function gets({ type, attribute, weaker }: Protection, change: ResourceChange): boolean {
  // What is not known yet is not gone.
  if (isMarked(change.afterUnknown, attribute)) return false;
  return type.test(change.type) && weaker(change.before?.[attribute], change.after?.[attribute]);
}
