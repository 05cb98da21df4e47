import { coversSymbols, hasHole, symbolsOf, type Clause } from "../iam";
import { READ_ACTIONS } from "./target";

/**
 * Actions by which somebody reads a key's cipher texts, or lets somebody read them, in lower case.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
export const OF_KEYS = [
  "kms:decrypt",
  "kms:reencryptfrom",
  "kms:creategrant",
  "kms:putkeypolicy",
  "kms:replicatekey",
];

/** The same of objects. */
export const OF_OBJECTS = [
  ...READ_ACTIONS.s3,
  "s3:getobjectversion",
  "s3:putbucketpolicy",
  "s3:deletebucketpolicy",
  "s3:putbucketacl",
  "s3:putobjectacl",
  "s3:putbucketpublicaccessblock",
  "s3:putaccesspointpolicy",
  "s3:putaccesspointpolicyforobjectlambda",
  "s3:putmultiregionaccesspointpolicy",
  "s3:putreplicationconfiguration",
];

/** Actions by which a secret or a parameter is read, or let be read: by its own policy, or by sharing it. */
export const OF_SECRETS = [
  ...READ_ACTIONS.secretsmanager,
  ...READ_ACTIONS.ssm,
  "secretsmanager:putresourcepolicy",
  "secretsmanager:deleteresourcepolicy",
  "ssm:putresourcepolicy",
  "ram:createresourceshare",
  "ram:associateresourceshare",
];

/**
 * Actions by which a principal gives itself, or others, more than it has.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export const OF_POLICIES = [
  ...["role", "user", "group"].flatMap((kind) =>
    ["attach", "put", "detach", "delete"].map((verb) => `iam:${verb}${kind}policy`),
  ),
  "iam:createpolicyversion",
  "iam:setdefaultpolicyversion",
  "iam:updateassumerolepolicy",
  "iam:addusertogroup",
  "iam:createaccesskey",
  "iam:createloginprofile",
  "iam:updateloginprofile",
  "iam:putrolepermissionsboundary",
  "iam:putuserpermissionsboundary",
  "iam:deleterolepermissionsboundary",
  "iam:deleteuserpermissionsboundary",
  "iam:createsamlprovider",
  "iam:updatesamlprovider",
  "iam:createopenidconnectprovider",
  "sso:createaccountassignment",
  "sso:attachmanagedpolicytopermissionset",
  "sso:attachcustomermanagedpolicyreferencetopermissionset",
  "sso:putinlinepolicytopermissionset",
];

/** Actions by which a principal becomes a role, or has something run as one; their resource is the role. */
export const OF_ROLES = ["sts:assumerole", "iam:passrole"];

/** Actions that run what one likes where a role is at work already, and secrets are at hand. */
export const OF_RUNNING = [
  "ecs:executecommand",
  "ssm:sendcommand",
  "ssm:startsession",
  "ssm:startautomationexecution",
  "lambda:updatefunctioncode",
  "lambda:updatefunctionconfiguration",
  "batch:submitjob",
  "codebuild:startbuild",
  "codebuild:updateproject",
  "glue:updatejob",
  "states:updatestatemachine",
  "cloudformation:updatestack",
  "ec2:modifyinstanceattribute",
  "ec2-instance-connect:sendsshpublickey",
  "sagemaker:createpresignednotebookinstanceurl",
];

/** All of them. */
export const ANY = [
  ...OF_SECRETS,
  ...OF_OBJECTS,
  ...OF_KEYS,
  ...OF_POLICIES,
  ...OF_ROLES,
  ...OF_RUNNING,
];

/** Whether actions, as a statement has them, may give a secret away, or let give it away. */
export function matters(actions: readonly string[]): boolean {
  return actions.some(
    (action) => /[^A-Za-z0-9:*?-]/.test(action) || mayBe(action.toLowerCase(), ANY),
  );
}

/** Whether a pattern of actions, in lower case, may be about one of these. */
export function mayBe(value: string, wanted: readonly string[]): boolean {
  if (!/[*?$]/.test(value)) return wanted.includes(value);
  return (
    hasHole(value) ||
    wanted.some((one) => value === one || coversSymbols(symbolsOf(value), symbolsOf(one)))
  );
}

/** Whether a clause may be about one of these. */
export function isAbout({ actions }: Clause, wanted: readonly string[]): boolean {
  return actions.negated || [...actions.values].some((value) => mayBe(value, wanted));
}
