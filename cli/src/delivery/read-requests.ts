import { mayAssume, type AccessRequest, type Decision, type PolicyDocument } from "../policy";
import type { TaskLocation } from "./task-location";

/** What AWS puts into some requests, and nobody outside can know. */
const UNKNOWN_KEYS = [
  "aws:SourceVpc*",
  "aws:SourceIp",
  "aws:VpcSourceIp",
  "aws:PrincipalOrg*",
  "aws:PrincipalTag/*",
  "aws:ResourceOrg*",
  "aws:ResourceTag/*",
  "secretsmanager:ResourceTag/*",
  "ssm:ResourceTag/*",
  "s3:ExistingObjectTag/*",
  "aws:CurrentTime",
  "aws:EpochTime",
];

/** What a store asks of its key when a role reads something from it. */
export interface Decryption {
  readonly keyArn: string;
  readonly store: "ssm" | "secretsmanager" | "s3";
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
    context: { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" },
    unknownKeys: UNKNOWN_KEYS,
  };
}

/** The request that the store makes of its key, in the name of the role. */
export function decryptRequest(
  roleArn: string,
  { keyArn, store, region, encryptionContext }: Decryption,
  { partition, account }: TaskLocation,
): AccessRequest {
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    principal: { arn: roleArn },
    action: "kms:Decrypt",
    resource: keyArn,
    context: {
      "kms:ViaService": `${store}.${region}.${suffix}`,
      "kms:CallerAccount": account,
      "kms:EncryptionContextKeys": [encryptionContext.key],
      [`kms:EncryptionContext:${encryptionContext.key}`]: encryptionContext.value,
    },
    unknownKeys: UNKNOWN_KEYS,
  };
}

/** Whether ECS may assume a role to start a task. */
export function assumedByEcs(
  trust: PolicyDocument,
  { partition, region, account }: TaskLocation,
): Decision {
  return mayAssume(trust, "ecs-tasks.amazonaws.com", {
    "aws:SourceAccount": account,
    "aws:SourceArn": `arn:${partition}:ecs:${region}:${account}:task/cluster/0123456789abcdef`,
  });
}
