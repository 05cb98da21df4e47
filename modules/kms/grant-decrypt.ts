import { AwsTarget, type IGrantee } from "../core";
import type { DecryptUse, IEncryptionKey } from "./encryption-key-interface";

/** The one statement by which a role decrypts: the same for owned and imported keys. */
export function grantDecrypt(key: IEncryptionKey, grantee: IGrantee, use: DecryptUse): void {
  grantee.addToPolicy("decrypt-secrets", {
    actions: ["kms:Decrypt"],
    resources: [key.keyArn],
    conditions: {
      StringEquals: {
        "kms:ViaService": [AwsTarget.of(grantee).viaService(use.service, use.region)],
      },
      // StringLike also for exact ARNs: one operator, so that all secrets of a store share one statement.
      StringLike: { [`kms:EncryptionContext:${use.contextKey}`]: [use.contextValue] },
    },
  });
}
