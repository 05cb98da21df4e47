import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { IGrantee, SecretShape } from "../core";

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
