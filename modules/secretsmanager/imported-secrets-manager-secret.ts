import { Construct } from "constructs";
import { AwsTarget, isUnresolved, type IGrantee, type SecretShape } from "../core";
import { EncryptionKey, type IEncryptionKey } from "../kms";
import { grantRead } from "./grant-read";
import { foreignKey, secretArn as secretArnRule } from "./rules";
import type { ISecretsManagerSecret } from "./secrets-manager-secret-interface";

/** What is known about an existing secret. */
export interface SecretsManagerSecretAttributes {
  /** Full ARN with its six random characters. */
  readonly secretArn: string;
  /** Key that encrypts it. @default - the AWS managed key `aws/secretsmanager`, which needs no grant */
  readonly encryptionKeyArn?: string;
}

/** A secret made elsewhere; made by {@link SecretsManagerSecret.fromSecretAttributes}. */
export class ImportedSecretsManagerSecret extends Construct implements ISecretsManagerSecret {
  public readonly secretArn: string;
  public readonly secretArnPattern: string;
  public readonly secretName: string;
  public readonly shape: SecretShape = { kind: "unknown" };
  public readonly dependables = [];
  private readonly encryptionKey: IEncryptionKey | undefined;

  public constructor(scope: Construct, id: string, attributes: SecretsManagerSecretAttributes) {
    super(scope, id);
    const { secretArn, encryptionKeyArn } = attributes;
    secretArnRule.enforce(this, "secretArn", secretArn);
    const own = AwsTarget.of(this).account;
    if (encryptionKeyArn === undefined && !isUnresolved([secretArn, own])) {
      const account = secretArn.split(":")[4] ?? "";
      foreignKey.enforce(this, "encryptionKeyArn", { account, own });
    }
    this.secretArn = secretArn;
    this.secretArnPattern = secretArn;
    this.secretName = /:secret:(.+)-[A-Za-z0-9]{6}$/.exec(secretArn)?.[1] ?? secretArn;
    this.encryptionKey =
      encryptionKeyArn === undefined
        ? undefined
        : EncryptionKey.fromKeyArn(this, "encryption-key", encryptionKeyArn);
  }

  public grantRead(grantee: IGrantee): void {
    grantRead(this, grantee, this.encryptionKey);
  }
}
