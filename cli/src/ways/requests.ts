import {
  ECS_TASKS_PRINCIPAL,
  formatArn,
  parseArn,
  viaService,
  type AwsPlace,
  type Store,
} from "../../../modules/facts";
import { mayAssume, type AccessRequest, type Decision, type PolicyDocument } from "../policy";

/** What AWS puts into some requests, which is not known outside of it. */
const UNKNOWN_KEYS = [
  "aws:SourceVpc*",
  "aws:SourceIp",
  "aws:VpcSourceIp",
  "aws:PrincipalOrg*",
  "aws:PrincipalTag/*",
  "aws:ResourceOrg*",
  "aws:ResourceTag/*",
  "aws:CurrentTime",
  "aws:EpochTime",
  "aws:TokenIssueTime",
  "aws:UserAgent",
  "aws:Referer",
  "aws:SourceIdentity",
  "aws:MultiFactorAuth*",
  "aws:FederatedProvider",
  "aws:Ec2InstanceSource*",
  "aws:RoleSessionName",
  "aws:RequestedRegion",
  "aws:ResourceAccount",
  "ec2:*",
];

/** Of a key, and of the request that a store makes of it. */
const UNKNOWN_OF_KEY = [
  "kms:EncryptionAlgorithm",
  "kms:Key*",
  "kms:MultiRegion*",
  "kms:RequestAlias",
  "kms:ResourceAliases",
];

/** What a store asks of its key when a role reads something from it. */
export interface Decryption {
  readonly keyArn: string;
  readonly store: Store;
  /** Where the store is. */
  readonly region: string;
  readonly encryptionContext: { readonly key: string; readonly value: string };
}

/** Tags by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** Tags that conditions may ask for. */
export interface KnownTags {
  /** Of what is read, all of them. @default - they are not known */
  readonly resource?: Tags;
  /** Of the role, all of them, where no session may bring others. @default - they are not known */
  readonly principal?: Tags;
}

/** The request of a role that reads from a store, as an agent or an SDK makes it. */
export function readRequest(
  roleArn: string,
  action: string,
  resource: string,
  tags: KnownTags = {},
): AccessRequest {
  const [service = ""] = action.split(":");
  return {
    principal: { arn: roleArn },
    action,
    resource,
    ...completeIn(tags, ["aws", service]),
    context: {
      ...tagsIn(tags, ["aws", service]),
      ...placeOf(resource),
      "aws:SecureTransport": "true",
      "aws:ViaAWSService": "false",
      "s3:TlsVersion": "1.3",
    },
    // What it asks for in detail: a version, a label, tags.
    unknownKeys: [...UNKNOWN_KEYS, `${service}:*`],
  };
}

/** The condition keys of tags, each service's own among them. */
function tagsIn({ resource = {}, principal = {} }: KnownTags, services: readonly string[]): Tags {
  const ofResource = services.flatMap((service) =>
    Object.entries(resource).map(([key, value]) => [`${service}:ResourceTag/${key}`, value]),
  );
  const ofPrincipal = Object.entries(principal).map(([key, value]) => [
    `aws:PrincipalTag/${key}`,
    value,
  ]);
  return Object.fromEntries([...ofResource, ...ofPrincipal]) as Tags;
}

function completeIn(
  { resource, principal }: KnownTags,
  services: readonly string[],
): Pick<AccessRequest, "completeKeys"> {
  return {
    completeKeys: [
      ...(resource === undefined ? [] : services.map((service) => `${service}:ResourceTag/*`)),
      ...(principal === undefined ? [] : ["aws:PrincipalTag/*"]),
    ],
  };
}

/** The request that the store makes of its key, in the name of the role. */
export function decryptRequest(
  roleArn: string,
  { keyArn, store, region, encryptionContext }: Decryption,
  { partition, account }: AwsPlace,
  tags: KnownTags = {},
): AccessRequest {
  const service = `${store}.amazonaws.com`;
  return {
    principal: { arn: roleArn },
    action: "kms:Decrypt",
    resource: keyArn,
    ...completeIn(tags, ["aws"]),
    context: {
      ...tagsIn(tags, ["aws"]),
      ...placeOf(keyArn),
      "aws:SecureTransport": "true",
      "aws:ViaAWSService": "true",
      "aws:CalledVia": [service],
      "aws:CalledViaFirst": service,
      "aws:CalledViaLast": service,
      "kms:ViaService": viaService(store, { partition, region }),
      "kms:CallerAccount": account,
      "kms:EncryptionContextKeys": [encryptionContext.key],
      [`kms:EncryptionContext:${encryptionContext.key}`]: encryptionContext.value,
    },
    unknownKeys: [...UNKNOWN_KEYS, ...UNKNOWN_OF_KEY],
  };
}

/** What the ARN tells of the Region that is called and of whom it belongs to; that of an object tells neither. */
function placeOf(arn: string): Readonly<Record<string, string>> {
  const { region = "", account = "" } = parseArn(arn) ?? {};
  return {
    ...(region === "" ? {} : { "aws:RequestedRegion": region }),
    ...(account === "" ? {} : { "aws:ResourceAccount": account }),
  };
}

/** Whether ECS may assume a role to start a task. */
export function assumedByEcs(trust: PolicyDocument, task: AwsPlace): Decision {
  const resource = "task/cluster/0123456789abcdef";
  return mayAssume(trust, ECS_TASKS_PRINCIPAL, {
    "aws:SourceAccount": task.account,
    "aws:SourceArn": formatArn({ ...task, service: "ecs", resource }),
  });
}
