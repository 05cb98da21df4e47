import { Construct } from "constructs";
import type { IGrantee } from "../core";
import type { DecryptUse, IEncryptionKey } from "./encryption-key-interface";
import { grantDecrypt } from "./grant-decrypt";
import { keyArn as keyArnRule } from "./rules";

/** A key made elsewhere; made by {@link EncryptionKey.fromKeyArn}. */
export class ImportedEncryptionKey extends Construct implements IEncryptionKey {
  public constructor(
    scope: Construct,
    id: string,
    public readonly keyArn: string,
  ) {
    super(scope, id);
    keyArnRule.enforce(this, "keyArn", keyArn);
  }

  public grantDecrypt(grantee: IGrantee, use: DecryptUse): void {
    grantDecrypt(this, grantee, use);
  }
}
