import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  AwsTarget,
  literalText,
  ModuleDefaults,
  revisionRule,
  type ExternalValue,
  type IGrantee,
  type SecretShape,
  type WrittenValue,
} from "../core";
import type { IEncryptionKey } from "../kms";
import { grantRead } from "./grant-read";
import {
  ImportedSecretsManagerSecret,
  type SecretsManagerSecretAttributes,
} from "./imported-secrets-manager-secret";
import { recoveryWindow, secretDescription, secretName, secretNameSuffix } from "./rules";
import type { ISecretsManagerSecret } from "./secrets-manager-secret-interface";

/** A value and which writing of it this is, or a value that Terraform does not write. */
export type SecretsManagerSecretContent =
  | {
      /** Where the value comes from; at most 65,536 bytes. */
      readonly value: WrittenValue;
      /** Which writing of the value this is: add 1 to write it again. */
      readonly revision: number;
    }
  | { readonly value: ExternalValue; readonly revision?: never };

/** Settings of a {@link SecretsManagerSecret}. */
export type SecretsManagerSecretProps = {
  /** Name, best a path such as `orders/dev/db`. */
  readonly secretName: string;
  /** Customer managed key that encrypts it. */
  readonly encryptionKey: IEncryptionKey;
  /** At most 2048 characters. @default - none */
  readonly description?: string;
  /** Days that a deleted secret can be restored: 0 (none) or 7 to 30. @default - the environment's, or 30 */
  readonly recoveryWindowDays?: number;
  /** Whether Terraform refuses to destroy the secret. @default - the environment's, or false */
  readonly deletionProtection?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
} & SecretsManagerSecretContent;

/**
 * A secret whose value is written without ever being in Terraform's state or plan.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
 */
export class SecretsManagerSecret extends Construct implements ISecretsManagerSecret {
  /** A secret that exists already; nothing is read to know it. */
  public static fromSecretAttributes(
    scope: Construct,
    id: string,
    attributes: SecretsManagerSecretAttributes,
  ): ISecretsManagerSecret {
    return new ImportedSecretsManagerSecret(scope, id, attributes);
  }

  public readonly secretArn: string;
  public readonly secretArnPattern: string;
  public readonly secretName: string;
  public readonly shape: SecretShape;
  public readonly revision: string | undefined;
  public readonly dependables: readonly ITerraformDependable[];
  private readonly encryptionKey: IEncryptionKey;

  public constructor(scope: Construct, id: string, props: SecretsManagerSecretProps) {
    super(scope, id);
    const defaults = ModuleDefaults.of(this);
    const recoveryWindowInDays =
      props.recoveryWindowDays ?? defaults.secretRecoveryWindowDays ?? 30;
    secretName.enforce(this, "secretName", props.secretName);
    secretNameSuffix.enforce(this, "secretName", props.secretName);
    secretDescription.enforce(this, "description", props.description);
    recoveryWindow.enforce(this, "recoveryWindowDays", recoveryWindowInDays);
    revisionRule.enforce(this, "revision", props.revision);

    const secret = new SecretsmanagerSecret(this, "secret", {
      name: props.secretName,
      description: literalText(props.description),
      kmsKeyId: props.encryptionKey.keyArn,
      recoveryWindowInDays,
      tags: props.tags,
      lifecycle: {
        preventDestroy: props.deletionProtection ?? defaults.deletionProtection ?? false,
      },
    });
    this.secretArn = secret.arn;
    this.secretName = props.secretName;
    this.shape = props.value.shape;
    this.encryptionKey = props.encryptionKey;
    this.revision = props.revision === undefined ? undefined : String(props.revision);
    // Six single-character wildcards: exactly the random end that AWS adds, never another secret's longer name.
    this.secretArnPattern = AwsTarget.of(this).arn({
      service: "secretsmanager",
      resource: `secret:${props.secretName}-??????`,
    });
    this.dependables = [
      props.value.kind === "written"
        ? this.writeValue(secret.id, props.value, props.revision ?? 1)
        : secret,
    ];
  }

  public grantRead(grantee: IGrantee): void {
    grantRead(this, grantee, this.encryptionKey);
  }

  private writeValue(
    secretId: string,
    value: WrittenValue,
    revision: number,
  ): ITerraformDependable {
    return new SecretsmanagerSecretVersion(this, "version", {
      secretId,
      secretStringWo: `\${${value.bind(this)}}`,
      secretStringWoVersion: revision,
      // By default Terraform forgets the old version first: a write that then fails has lost it from the state.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
