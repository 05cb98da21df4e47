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
  const read = decide(
    { principal, action: secret.action, resource: secret.resourceArn },
    { ...identity, resource: secret.resourcePolicy, sameAccount: reference.account === account },
  );
  return [assume, read, ...(secret.key ? decryptDecisions(secret.key) : [])];

  function decryptDecisions(key: NonNullable<StoredSecret["key"]>): Decision[] {
    if (!key.enabled) return [{ outcome: "denied", reason: `the key ${key.arn} is disabled` }];
    const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const context = {
      "kms:ViaService": `${reference.store}.${reference.region}.${suffix}`,
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
