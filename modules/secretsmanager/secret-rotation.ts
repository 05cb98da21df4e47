import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget, isUnresolved } from "../core";
import { addRotation, type RotationSchedule } from "./rotation-schedule";
import { rotationLambda } from "./rotation-rules";
import type { ISecretsManagerSecret } from "./secrets-manager-secret-interface";

/** How a function rotates a secret. */
export type RotationByLambda = RotationSchedule & {
  /** ARN of the function that makes the new value; it is in the secret's Region. */
  readonly lambdaArn: string;
  /** Whether Secrets Manager is allowed here to call the function, for this secret only. @default true */
  readonly addPermission?: boolean;
};

/** Settings of a {@link SecretRotation}. */
export type SecretRotationProps = RotationByLambda & {
  readonly secret: ISecretsManagerSecret;
};

/**
 * Has a secret rotated by a Lambda function. `rotation` of a SecretsManagerSecret is the short way to write it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export class SecretRotation extends Construct {
  public constructor(scope: Construct, id: string, props: SecretRotationProps) {
    super(scope, id);
    const { secret, lambdaArn, addPermission = true } = props;
    // The Region stands in the pattern as it does in the ARN, which for a new secret only Terraform knows.
    const [, , , region = ""] = secret.secretArnPattern.split(":");
    if (!isUnresolved([lambdaArn, secret.secretArnPattern])) {
      rotationLambda.enforce(this, "lambdaArn", { lambdaArn, region });
    }
    const dependsOn = addPermission ? [this.permit(lambdaArn, secret)] : [];
    addRotation(this, secret, props, { arn: lambdaArn, dependsOn });
  }

  /**
   * Each secret has a statement of its own, so the function serves many secrets, and no other one.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
   */
  private permit(lambdaArn: string, secret: ISecretsManagerSecret): ITerraformDependable {
    const [, functionName = lambdaArn, qualifier] =
      /^((?:[^:]+:){6}[^:]+):([^:]+)$/.exec(lambdaArn) ?? [];
    return new LambdaPermission(this, "permission", {
      action: "lambda:InvokeFunction",
      functionName,
      qualifier,
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: AwsTarget.of(this).account,
      // Lambda compares with StringLike, so what is known before the secret exists serves.
      // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
      sourceArn: secret.secretArnPattern,
    });
  }
}
