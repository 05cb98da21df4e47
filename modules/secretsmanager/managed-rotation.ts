import { Construct } from "constructs";
import { addRotation, type RotationSchedule } from "./rotation-schedule";
import { managedSecret } from "./rotation-rules";
import type { ISecretsManagerSecret } from "./secrets-manager-secret-interface";

/** Settings of a {@link ManagedRotation}. */
export type ManagedRotationProps = RotationSchedule & {
  /** The secret of RDS, Redshift or another service, imported by its ARN. */
  readonly secret: ISecretsManagerSecret;
};

/**
 * Sets when an AWS service rotates the secret that it made and owns. No function is involved.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
 */
export class ManagedRotation extends Construct {
  public constructor(scope: Construct, id: string, props: ManagedRotationProps) {
    super(scope, id);
    managedSecret.enforce(this, "secret", props.secret.secretName);
    addRotation(this, props.secret, props);
  }
}
