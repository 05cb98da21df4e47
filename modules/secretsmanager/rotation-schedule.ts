import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { isUnresolved } from "../core";
import { rotationDays, rotationSchedule, rotationTiming, rotationWindow } from "./rotation-rules";
import type { ISecretsManagerSecret } from "./secrets-manager-secret-interface";
import { markRotated } from "./version-pins";

/** When a secret is rotated. Times are UTC. */
export type RotationSchedule = {
  /** How long a rotation may wait to begin, in whole hours such as `3h`. @default - 1h for schedules in hours, else the rest of the day */
  readonly window?: string;
  /** Whether the secret is rotated at once, too: when this is applied, and whenever the schedule changes. @default true */
  readonly rotateImmediately?: boolean;
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
  markRotated(secret, scope);
  // A rotation begins with the current value, so the first one must be there.
  const dependsOn = [...(lambda?.dependsOn ?? []), ...secret.dependables];
  new SecretsmanagerSecretRotation(scope, "rotation", {
    secretId: secret.secretArn,
    rotationLambdaArn: lambda?.arn,
    rotateImmediately,
    rotationRules: { automaticallyAfterDays: afterDays, scheduleExpression, duration: window },
    dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
  });
}
