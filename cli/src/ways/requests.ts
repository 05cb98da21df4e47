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

/** The request of a role that reads from a store, as an agent or an SDK makes it. */
export function readRequest(roleArn: string, action: string, resource: string): AccessRequest {
  return {
    principal: { arn: roleArn },
    action,
    resource,
    context: {
      ...placeOf(resource),
      "aws:SecureTransport": "true",
      "aws:ViaAWSService": "false",
      "s3:TlsVersion": "1.3",
    },
    // What it asks for in detail: a version, a label, tags.
    unknownKeys: [...UNKNOWN_KEYS, `${action.split(":")[0]}:*`],
  };
}

/** The request that the store makes of its key, in the name of the role. */
export function decryptRequest(
  roleArn: string,
  { keyArn, store, region, encryptionContext }: Decryption,
  { partition, account }: AwsPlace,
): AccessRequest {
  const service = `${store}.amazonaws.com`;
  return {
    principal: { arn: roleArn },
    action: "kms:Decrypt",
    resource: keyArn,
    context: {
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
