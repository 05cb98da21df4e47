import { Construct } from "constructs";
import { PolicyDocument, terraformJson, warn, type IGrantee } from "../core";
import type { DecryptUse, IEncryptionKey } from "./encryption-key-interface";
import { grantDecrypt, shareStatement } from "./grant-decrypt";
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

  public shareDecrypt(principalArns: readonly string[], use: DecryptUse): void {
    const needed = new PolicyDocument([shareStatement(this, principalArns, use)]).toJson();
    warn(
      this,
      `${this.keyArn} is imported, so its key policy is not changed here. Make sure that it has this: ${terraformJson(needed)}`,
    );
  }
}
