import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { IGrantee, SecretShape } from "../core";

/** A SecureString parameter of Parameter Store. */
export interface ISecureStringParameter extends IConstruct {
  readonly parameterName: string;
  /** Full ARN, literal wherever the name is: known at plan time also when the parameter is new. */
  readonly parameterArn: string;
  /** What is known about its text. */
  readonly shape: SecretShape;
  /** What changes when its value is written again. @default - undefined: Terraform does not write it */
  readonly revision?: string;
  /** What must exist before a task can read it. */
  readonly dependables: readonly ITerraformDependable[];
  /** Lets `grantee` read and decrypt exactly this parameter. */
  grantRead(grantee: IGrantee): void;
}
