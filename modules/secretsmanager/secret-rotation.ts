import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { TerraformStack, type ITerraformDependable, type IResolvable } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget } from "../core";
import {
  addressable,
  addressBy,
  arn,
  awaitValues,
  nameDigest,
  goesLast,
  isUnresolved,
  keepLifecycle,
  OrderOfCreation,
  prepareStack,
  type PropTable,
  readProps,
  text,
  number,
  flag,
  knownFlag,
  having,
  needed,
} from "../core/internal";
import type { ISecretsManagerSecret } from "./readable-secret";
import {
  laterRotation,
  managedSecret,
  managedSecretName,
  rotationDays,
  rotationLambda,
  rotationSchedule,
  rotationTiming,
  rotationWindow,
} from "./rotation-rules";
import { markRotated } from "./version-pins";

/** When a secret is rotated. Times are UTC. */
export type RotationSchedule = {
  /** How long a rotation may wait to begin, in whole hours such as `3h`. @default - 1h for schedules in hours, else the rest of the day */
  readonly window?: string;
  /**
   * Whether the secret is rotated at once, too: when this is applied, and whenever the schedule changes. Where it is not,
   * only a `cron()` schedule is sure to wait: with the others a schedule before it may still fire once. @default true
   */
  readonly rotateImmediately?: boolean | IResolvable;
} & (
  | {
      /** Days from one rotation to the next, 1 to 1000. */
      readonly afterDays: number;
      readonly scheduleExpression?: never;
    }
  | {
      readonly afterDays?: never;
      /** `rate(…)` or `cron(…)`, at most every four hours. */
      readonly scheduleExpression: string;
    }
);

const SCHEDULE_PROPS = {
  window: text,
  rotateImmediately: flag,
  afterDays: number,
  scheduleExpression: text,
} satisfies PropTable<RotationSchedule>;

const Rotation = addressable(SecretsmanagerSecretRotation);
const Permission = addressable(LambdaPermission);

/** Has `secret` rotated: by `lambdaArn`, or without one by the service that owns it. */
export function addRotation(
  scope: Construct,
  secret: ISecretsManagerSecret,
  schedule: RotationSchedule,
  lambda?: { readonly arn: string; readonly dependsOn: readonly ITerraformDependable[] },
): void {
  const { afterDays, scheduleExpression, window, rotateImmediately = true } = schedule;
  rotationTiming.enforce(scope, "rotation", { afterDays, scheduleExpression });
  rotationDays.enforce(scope, "afterDays", afterDays);
  rotationSchedule.enforce(scope, "scheduleExpression", scheduleExpression);
  if (window !== undefined && !isUnresolved([window, scheduleExpression])) {
    rotationWindow.enforce(scope, "window", { window, scheduleExpression });
  }
  if (typeof rotateImmediately === "boolean") {
    laterRotation.enforce(scope, "rotateImmediately", { rotateImmediately, scheduleExpression });
  }
  markRotated(secret, scope);
  const rotation = keepLifecycle(
    new Rotation(scope, "rotation", {
      secretId: secret.secretArn,
      rotationLambdaArn: lambda?.arn,
      rotateImmediately,
      rotationRules: { automaticallyAfterDays: afterDays, scheduleExpression, duration: window },
      // Another secret: an apply that is refused before it is made leaves the rotation of the old one.
      lifecycle: { createBeforeDestroy: true },
    }),
  );
  // Between stacks it may still be of the secret that the state of the other one tells of. Of one that is only named, AWS would
  // take a second rotation for the first, and the end of the first for the end of both, where the same name is spelled otherwise.
  const isMadeHere =
    secret.node.defaultChild !== undefined &&
    TerraformStack.of(secret) === TerraformStack.of(scope);
  if (isMadeHere) {
    addressBy(rotation, nameDigest(rotation, secret.secretName), secret.node.defaultChild);
  }
  scope.node.defaultChild = rotation;
  // A rotation begins with the current value, so the first one must be there.
  OrderOfCreation.of(scope).require(rotation, () => [
    ...(lambda?.dependsOn ?? []),
    ...secret.dependables,
  ]);
}

/** How a function rotates a secret. */
export type RotationByLambda = RotationSchedule & {
  /** ARN of the function that makes the new value; it is in the secret's Region. */
  readonly lambdaArn: string;
  /** Whether Secrets Manager is allowed here to call the function, for this secret only. @default true */
  readonly addPermission?: boolean;
};

/** How {@link RotationByLambda} is read. */
export const ROTATION_PROPS = {
  ...SCHEDULE_PROPS,
  lambdaArn: needed(arn),
  addPermission: knownFlag,
} satisfies PropTable<RotationByLambda>;

/** Settings of a {@link SecretRotation}. */
export type SecretRotationProps = RotationByLambda & {
  /** The secret that is rotated. */
  readonly secret: ISecretsManagerSecret;
};

const SECRET_ROTATION_PROPS = {
  ...ROTATION_PROPS,
  secret: needed(having("a SecretsManagerSecret", "secretArn")),
} satisfies PropTable<SecretRotationProps>;

/**
 * Has a secret rotated by a Lambda function. `rotation` of a SecretsManagerSecret is the short way to write it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export class SecretRotation extends Construct {
  public constructor(scope: Construct, id: string, input: SecretRotationProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, SECRET_ROTATION_PROPS, input);
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
    const permission = goesLast(
      new Permission(this, "permission", {
        action: "lambda:InvokeFunction",
        functionName,
        qualifier,
        principal: "secretsmanager.amazonaws.com",
        sourceAccount: AwsTarget.of(this).account,
        // Lambda compares with StringLike, so what is known before the secret exists serves.
        // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
        sourceArn: secret.secretArnPattern,
      }),
      secret.secretName,
    );
    awaitValues(permission);
    return permission;
  }
}

/** Settings of a {@link ManagedRotation}. */
export type ManagedRotationProps = RotationSchedule & {
  /** The secret of RDS, Redshift or another service, or a managed external secret of a partner; imported by its ARN. */
  readonly secret: ISecretsManagerSecret;
};

const MANAGED_ROTATION_PROPS = {
  ...SCHEDULE_PROPS,
  secret: needed(having("a SecretsManagerSecret", "secretArn")),
} satisfies PropTable<ManagedRotationProps>;

/**
 * Sets when an AWS service rotates the secret that it made and owns, or Secrets Manager that of a partner with the role that
 * the secret's rotation has. No function is involved.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
 */
export class ManagedRotation extends Construct {
  public constructor(scope: Construct, id: string, input: ManagedRotationProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, MANAGED_ROTATION_PROPS, input);
    const { secretName: name, secretArn, secretArnPattern } = props.secret;
    // Of what is made here the ARN is only known once it exists, and policies name a pattern.
    const made = secretArn !== secretArnPattern;
    managedSecret.enforce(this, "secret", { made, name });
    // Where only Terraform knows the ARN, it stands for the name, too.
    if (!made) managedSecretName.enforce(this, "secret", name);
    addRotation(this, props.secret, props);
  }
}
