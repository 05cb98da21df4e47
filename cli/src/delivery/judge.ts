import { decide, mayAssume, type Decision } from "../policy";
import type { RoleAsRead } from "./role-policies";
import type { StoredSecret } from "./stored-secret";
import type { ValueFrom } from "./value-from";

/** The account and Region that a task runs in. */
export interface TaskLocation {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** How every agent and SDK calls. */
const OVER_TLS = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };

/** The decisions that stand between a role and a secret, in the order in which AWS takes them. */
export function judge(
  role: RoleAsRead,
  secret: StoredSecret,
  reference: ValueFrom,
  location: TaskLocation,
): readonly Decision[] {
  const { partition, region, account } = location;
  const principal = { arn: role.arn };
  const identity = { identity: role.identity, boundary: role.boundary };
  const assume = mayAssume(role.trust, "ecs-tasks.amazonaws.com", {
    "aws:SourceAccount": account,
    "aws:SourceArn": `arn:${partition}:ecs:${region}:${account}:task/cluster/0123456789abcdef`,
  });
  const owner = secret.owner ? secret.owner.account : reference.account;
  const calls = [secret, ...(secret.furtherCalls ?? [])];
  const reads = calls.map(({ action, resourceArn }) =>
    decide(
      { principal, action, resource: resourceArn, context: OVER_TLS },
      { ...identity, resource: secret.resourcePolicy, sameAccount: owner === account },
    ),
  );
  return [assume, ...reads, ...(secret.key ? decryptDecisions(secret.key) : [])];

  function decryptDecisions(key: NonNullable<StoredSecret["key"]>): Decision[] {
    if (!key.enabled)
      return [{ outcome: "denied", reason: `Denied: the key ${key.arn} is disabled.` }];
    const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const context = {
      "kms:ViaService": `${reference.store}.${secret.region ?? reference.region}.${suffix}`,
      "kms:CallerAccount": account,
      "kms:EncryptionContextKeys": [secret.encryptionContext.key],
      [`kms:EncryptionContext:${secret.encryptionContext.key}`]: secret.encryptionContext.value,
    };
    const decrypt = { principal, action: "kms:Decrypt", resource: key.arn, context };
    return [
      decide(decrypt, { ...identity, key: key.policy, sameAccount: key.account === account }),
    ];
  }
}
