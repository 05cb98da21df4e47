import type { Check } from "./check";
import {
  actions,
  addStatement,
  allows,
  list,
  matches,
  onEverything,
  passesToTasks,
  principals,
  type Statement,
} from "./policy";

const ROLE = ["aws_iam_role"];
// Inline and managed: each rule is asked of both, also where it looks at one of them only.
const POLICY = ["aws_iam_role_policy", "aws_iam_policy"];
const TRUST = "assume_role_policy";

const ADMINISTRATOR = /:iam::aws:policy\/AdministratorAccess$/;

/** Every statement that allows is free of what `wrong` says. */
function none(wrong: (allow: Statement) => boolean): Check["passes"] {
  return (body) => !allows(body).some(wrong);
}

/** Whether a statement allows one of these actions. */
function allowsAny(allow: Statement, wanted: readonly string[]): boolean {
  return actions(allow).some((pattern) => wanted.some((action) => matches(pattern, action)));
}

// Checkov asks Cloudsplaining, which knows some dozens of actions that escalate or hand out credentials; of the services
// that these modules grant anything of, all belong to these two.
// https://github.com/salesforce/cloudsplaining/blob/master/cloudsplaining/shared/constants.py
const IDENTITY = /^(iam|sts):|^\*/;
const EXFILTRATION = [
  "s3:GetObject",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
];
const DECRYPTION = ["kms:Decrypt", "kms:ReEncryptFrom"];

/**
 * Actions that IAM cannot restrict to a resource, of those that these modules grant.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const WITHOUT_RESOURCE: readonly string[] = [
  "ecr:getauthorizationtoken",
  // ECS Exec: the session, and finding the log group that keeps it.
  "ssmmessages:createcontrolchannel",
  "ssmmessages:createdatachannel",
  "ssmmessages:opencontrolchannel",
  "ssmmessages:opendatachannel",
  "logs:describeloggroups",
  // A state machine: the delivery of its log, and its traces.
  "logs:createlogdelivery",
  "logs:deletelogdelivery",
  "logs:describeresourcepolicies",
  "logs:getlogdelivery",
  "logs:listlogdeliveries",
  "logs:putresourcepolicy",
  "logs:updatelogdelivery",
  "xray:getsamplingrules",
  "xray:getsamplingtargets",
  "xray:puttelemetryrecords",
  "xray:puttracesegments",
  // A one-off task: only container instances are resources of it.
  "ecs:listtasks",
];

/** Roles and their policies. */
export const iamChecks: readonly Check[] = [
  {
    ids: ["CKV_AWS_60"],
    types: ROLE,
    passes: (body) => !allows(body, TRUST).some((allow) => principals(allow, "AWS").includes("*")),
    spoil: (body) =>
      addStatement(body, { Principal: { AWS: "*" }, Action: "sts:AssumeRole" }, TRUST),
  },
  {
    ids: ["CKV_AWS_61"],
    types: ROLE,
    passes: (body) =>
      !allows(body, TRUST)
        .flatMap((allow) => principals(allow, "AWS"))
        .some((principal) => /^(\d{12}|arn:aws:iam::\d{12}:root)/.test(principal)),
    spoil: (body) => {
      const Principal = { AWS: "arn:aws:iam::123456789012:root" };
      addStatement(body, { Principal, Action: "sts:AssumeRole" }, TRUST);
    },
  },
  {
    ids: ["CKV_AWS_62", "IAM.1"],
    types: POLICY,
    passes: none((allow) => actions(allow).includes("*") && onEverything(allow)),
    spoil: (body) => addStatement(body, { Action: "*", Resource: "*" }),
  },
  {
    ids: ["CKV_AWS_63"],
    types: POLICY,
    passes: none((allow) => actions(allow).includes("*")),
    spoil: (body) => addStatement(body, { Action: ["*"], Resource: "arn:a" }),
  },
  {
    ids: ["CKV_AWS_274"],
    types: ["aws_iam_role", "aws_iam_role_policy_attachment"],
    passes: (body) =>
      ![...list(body["managed_policy_arns"] as string[]), String(body["policy_arn"])].some((arn) =>
        ADMINISTRATOR.test(arn),
      ),
    spoil: (body) =>
      void (body["managed_policy_arns"] = ["arn:aws:iam::aws:policy/AdministratorAccess"]),
  },
  {
    ids: ["CKV_AWS_286", "CKV_AWS_287"],
    types: POLICY,
    passes: none(
      (allow) => !passesToTasks(allow) && actions(allow).some((action) => IDENTITY.test(action)),
    ),
    spoil: (body) => addStatement(body, { Action: "iam:PassRole", Resource: "*" }),
  },
  {
    ids: ["CKV_AWS_288"],
    types: POLICY,
    passes: none((allow) => onEverything(allow) && allowsAny(allow, EXFILTRATION)),
    spoil: (body) => addStatement(body, { Action: "ssm:GetParameters", Resource: "*" }),
  },
  {
    // Permissions management, writing, and anything that could be restricted: each only on something named.
    ids: ["CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"],
    types: POLICY,
    passes: none(
      (allow) =>
        onEverything(allow) && !actions(allow).every((one) => WITHOUT_RESOURCE.includes(one)),
    ),
    spoil: (body) => addStatement(body, { Action: "kms:CreateGrant", Resource: "*" }),
  },
  {
    ids: ["KMS.1", "KMS.2"],
    types: POLICY,
    passes: none(
      (allow) =>
        allowsAny(allow, DECRYPTION) &&
        list(allow.Resource).some((arn) => /^\*$|:key\/\*$/.test(arn)),
    ),
    spoil: (body) =>
      addStatement(body, { Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-central-1:1:key/*" }),
  },
  {
    ids: ["IAM.21"],
    types: POLICY,
    passes: none((allow) => actions(allow).some((action) => action.endsWith("*"))),
    spoil: (body) => addStatement(body, { Action: "s3:*", Resource: "arn:a" }),
  },
];
