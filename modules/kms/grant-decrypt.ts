import type { IConstruct } from "constructs";
import { AwsTarget, type IGrantee, type PolicyStatement } from "../core";
import type { DecryptUse, IEncryptionKey } from "./encryption-key-interface";

/** The one statement by which a role decrypts: the same for owned and imported keys. */
export function grantDecrypt(key: IEncryptionKey, grantee: IGrantee, use: DecryptUse): void {
  grantee.addToPolicy("decrypt-secrets", decryptStatement(grantee, [key.keyArn], use));
}

/** The statement of a key policy that lets others decrypt. */
export function shareStatement(
  key: IEncryptionKey,
  principalArns: readonly string[],
  use: DecryptUse,
): PolicyStatement {
  return { ...decryptStatement(key, ["*"], use), principals: { AWS: principalArns } };
}

function decryptStatement(
  scope: IConstruct,
  resources: readonly string[],
  use: DecryptUse,
): PolicyStatement {
  return {
    actions: ["kms:Decrypt"],
    resources,
    conditions: {
      StringEquals: {
        "kms:ViaService": [AwsTarget.of(scope).viaService(use.service, use.region)],
      },
      // StringLike also for exact ARNs: one operator, so that all secrets of a store share one statement.
      StringLike: { [`kms:EncryptionContext:${use.contextKey}`]: [use.contextValue] },
    },
  };
}
