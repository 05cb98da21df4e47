import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  isUnresolved,
  literalText,
  ModuleDefaults,
  revisionRule,
  type IGrantee,
  type SecretShape,
  type WrittenValue,
} from "../core";
import type { IEncryptionKey } from "../kms";
import { grantRead } from "./grant-read";
import {
  ImportedSecureStringParameter,
  type SecureStringParameterAttributes,
} from "./imported-secure-string-parameter";
import { parameterArn } from "./parameter-arn";
import { recordWrite } from "./record-write";
import {
  parameterArnLength,
  parameterDescription,
  parameterName,
  parameterPattern,
  valueNesting,
  valueSize,
} from "./rules";
import type { ISecureStringParameter } from "./secure-string-parameter-interface";
import { settingsDigest, writeVersion } from "./write-version";

/** Settings of a {@link SecureStringParameter}. */
export interface SecureStringParameterProps {
  /** Name, best a path such as `/orders/dev/api-key`. */
  readonly parameterName: string;
  /** Customer managed key that encrypts it. */
  readonly encryptionKey: IEncryptionKey;
  /** Where the value comes from; at most 4 KB, or 8 KB in the Advanced tier. */
  readonly value: WrittenValue;
  /**
   * Which writing of the value this is: add 1 to write it again.
   *
   * A changed description, tier, pattern or key writes it again, too, and any other change of the parameter (its tags)
   * asks for the value of a variable as well, because Terraform cannot tell them apart.
   */
  readonly revision: number;
  /** `Advanced` holds 8 KB instead of 4 KB, for a monthly fee. @default "Standard" */
  readonly tier?: "Standard" | "Advanced";
  /** At most 1024 characters. @default - none */
  readonly description?: string;
  /** Regular expression that Parameter Store holds the value against. @default - none */
  readonly allowedPattern?: string;
  /** Whether Terraform refuses to destroy the parameter. @default - the environment's, or false */
  readonly deletionProtection?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A SecureString parameter whose value is written without ever being in Terraform's state or plan.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
 */
export class SecureStringParameter extends Construct implements ISecureStringParameter {
  /** A parameter that exists already; nothing is read to know it. */
  public static fromParameterAttributes(
    scope: Construct,
    id: string,
    attributes: SecureStringParameterAttributes,
  ): ISecureStringParameter {
    return new ImportedSecureStringParameter(scope, id, attributes);
  }

  public readonly parameterName: string;
  public readonly parameterArn: string;
  public readonly shape: SecretShape;
  public readonly revision: string;
  public readonly dependables: readonly ITerraformDependable[];
  private readonly encryptionKey: IEncryptionKey;

  public constructor(scope: Construct, id: string, props: SecureStringParameterProps) {
    super(scope, id);
    const { tier = "Standard", description = "", allowedPattern = "", value, revision } = props;
    parameterName.enforce(this, "parameterName", props.parameterName);
    parameterDescription.enforce(this, "description", description);
    parameterPattern.enforce(this, "allowedPattern", allowedPattern);
    revisionRule.enforce(this, "revision", revision);
    valueSize.enforce(this, "value", { bytes: value.leastBytes, tier });
    valueNesting.enforce(this, "value", value.literal);

    this.parameterName = props.parameterName;
    this.parameterArn = parameterArn(this, props.parameterName);
    parameterArnLength.enforce(this, "parameterName", this.parameterArn);
    this.shape = value.shape;
    this.encryptionKey = props.encryptionKey;

    const { keyArn } = props.encryptionKey;
    const settings = { description, tier, allowedPattern, keyArn };
    // Also a key whose ARN is not known yet can be told from another one: by its path.
    const key = isUnresolved(keyArn) ? props.encryptionKey.node.path : keyArn;
    this.revision = value.drawsAnew
      ? `${revision}.${settingsDigest({ ...settings, keyArn: key })}`
      : String(revision);
    const parameter = new SsmParameter(this, "parameter", {
      name: props.parameterName,
      type: "SecureString",
      keyId: keyArn,
      tier,
      description: literalText(props.description),
      allowedPattern: literalText(props.allowedPattern),
      valueWo: `\${${value.bind(this)}}`,
      valueWoVersion: writeVersion({ ...settings, revision }),
      tags: props.tags,
      lifecycle: {
        preventDestroy:
          props.deletionProtection ?? ModuleDefaults.of(this).deletionProtection ?? false,
      },
    });
    recordWrite(this, parameter);
    this.dependables = [parameter];
  }

  public grantRead(grantee: IGrantee): void {
    grantRead(this, grantee, this.encryptionKey);
  }
}
