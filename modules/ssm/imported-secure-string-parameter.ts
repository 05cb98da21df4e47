import { Construct } from "constructs";
import { AwsTarget, isUnresolved, type IGrantee, type SecretShape } from "../core";
import { EncryptionKey, type IEncryptionKey } from "../kms";
import { grantRead } from "./grant-read";
import { parameterArn } from "./parameter-arn";
import { parameterAccount, parameterArn as parameterArnRule, parameterName } from "./rules";
import type { ISecureStringParameter } from "./secure-string-parameter-interface";

/** What is known about an existing parameter: its name or its ARN. */
export type SecureStringParameterAttributes = {
  /** Key that encrypts it. @default - the AWS managed key `aws/ssm`, which needs no grant */
  readonly encryptionKeyArn?: string;
} & (
  | { readonly parameterName: string; readonly parameterArn?: never }
  /** Needed for a parameter of another Region. */
  | { readonly parameterArn: string; readonly parameterName?: never }
);

/** A parameter made elsewhere; made by {@link SecureStringParameter.fromParameterAttributes}. */
export class ImportedSecureStringParameter extends Construct implements ISecureStringParameter {
  public readonly parameterName: string;
  public readonly parameterArn: string;
  public readonly shape: SecretShape = { kind: "unknown" };
  public readonly dependables = [];
  private readonly encryptionKey: IEncryptionKey | undefined;

  public constructor(scope: Construct, id: string, attributes: SecureStringParameterAttributes) {
    super(scope, id);
    if (attributes.parameterArn === undefined) {
      parameterName.enforce(this, "parameterName", attributes.parameterName);
      this.parameterName = attributes.parameterName;
      this.parameterArn = parameterArn(this, attributes.parameterName);
    } else {
      this.parameterArn = attributes.parameterArn;
      this.parameterName = this.nameFromArn(attributes.parameterArn);
    }
    this.encryptionKey =
      attributes.encryptionKeyArn === undefined
        ? undefined
        : EncryptionKey.fromKeyArn(this, "encryption-key", attributes.encryptionKeyArn);
  }

  public grantRead(grantee: IGrantee): void {
    grantRead(this, grantee, this.encryptionKey);
  }

  private nameFromArn(arn: string): string {
    parameterArnRule.enforce(this, "parameterArn", arn);
    const own = AwsTarget.of(this).account;
    const account = arn.split(":")[4] ?? "";
    if (!isUnresolved(arn) && !isUnresolved(own)) {
      parameterAccount.enforce(this, "parameterArn", { account, own });
    }
    const name = arn.split(":parameter/")[1] ?? arn;
    return name.includes("/") ? `/${name}` : name;
  }
}
