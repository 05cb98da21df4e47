import type { ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, type IGrantee, type SecretShape } from "../core";
import {
  accountsOf,
  innerArn,
  isUnresolved,
  partArn,
  prepareStack,
  type PropTable,
  readProps,
  regionOf,
  warn,
  needed,
  checkType,
  GRANTEE,
} from "../core/internal";
import { endsLikeName, parseArn, secretNameOf } from "../facts";
import { EncryptionKey, type IEncryptionKey } from "../kms";
import { checkKeyRegion, grantStored } from "../kms/internal";
import { foreignKey, foreignReader, secretArn as secretArnRule } from "./rules";

/** A secret of Secrets Manager. */
export interface ISecretsManagerSecret extends IConstruct {
  /** Full ARN with its six random characters; known to Terraform only once the secret exists. */
  readonly secretArn: string;
  /** What policies name: the ARN, or `…:secret:NAME-??????` for a secret of this stack, known at plan time. */
  readonly secretArnPattern: string;
  /** Name where it is known, else the ARN. */
  readonly secretName: string;
  /** What is known about its text. */
  readonly shape: SecretShape;
  /** What changes when its value is written again. @default - undefined: Terraform does not write it */
  readonly revision?: string;
  /** What must exist before a task can read it. */
  readonly dependables: readonly ITerraformDependable[];
  /** Lets `grantee` read and decrypt exactly this secret. */
  grantRead(grantee: IGrantee): void;
}

/** What is known about an existing secret. */
export interface SecretsManagerSecretAttributes {
  /** Full ARN with its six random characters. */
  readonly secretArn: string;
  /** Key that encrypts it. @default - the AWS managed key `aws/secretsmanager`, which needs no grant */
  readonly encryptionKeyArn?: string;
}

const ATTRIBUTES = {
  secretArn: needed(partArn),
  encryptionKeyArn: innerArn,
} satisfies PropTable<SecretsManagerSecretAttributes>;

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
    prepareStack(this);
    const { secretArn, encryptionKeyArn } = readProps(this, ATTRIBUTES, attributes);
    secretArnRule.enforce(this, "secretArn", secretArn);
    if (!isUnresolved(secretArn) && endsLikeName(secretArn)) {
      warn(
        this,
        `\`secretArn\` ends in ${secretArn.slice(-7)}, which may be the end of the secret's name: then the six random characters that Secrets Manager appends are missing, and tasks cannot start. \`aws secretsmanager describe-secret\` prints the whole ARN; where it prints this one, all is well: sixteen in a thousand random ends look like this.`,
      );
    }
    const own = AwsTarget.of(this).account;
    if (encryptionKeyArn === undefined && !isUnresolved([secretArn, own])) {
      const account = secretArn.split(":")[4] ?? "";
      foreignKey.enforce(this, "encryptionKeyArn", { account, own });
    }
    this.secretArn = secretArn;
    this.secretArnPattern = secretArn;
    this.secretName = isUnresolved(secretArn) ? secretArn : secretNameOf(secretArn);
    if (encryptionKeyArn === undefined) {
      withKeyOfAws.add(this);
      return;
    }
    const key = EncryptionKey.fromKeyArn(this, "encryption-key", encryptionKeyArn);
    checkKeyRegion(this, "encryptionKeyArn", key, parseArn(secretArn)?.region ?? "");
    this.encryptionKey = key;
  }

  public grantRead(grantee: IGrantee): void {
    checkType(this, "grantee", GRANTEE, grantee);
    grantRead(this, grantee, this.encryptionKey);
  }
}

const withKeyOfAws = new WeakSet<ISecretsManagerSecret>();

/** Refuses a secret of another account than that of `user`, where the key of AWS encrypts it and both are known. */
export function checkReaderAccount(
  secret: ISecretsManagerSecret,
  user: IConstruct,
  prop: string,
): void {
  if (!withKeyOfAws.has(secret)) return;
  foreignReader.enforce(user, prop, accountsOf(user, secret.secretArn));
}

/** `secretsmanager:GetSecretValue` is the only call that the ECS agent makes. */
export function grantRead(
  secret: ISecretsManagerSecret,
  grantee: IGrantee,
  key: IEncryptionKey | undefined,
): void {
  const { secretArnPattern: arn } = secret;
  // A secret of another Region is decrypted through that Region's service.
  const region = (): string => regionOf(secret, arn);
  grantStored(secret, grantee, { store: "secretsmanager", arn, key, region });
}
