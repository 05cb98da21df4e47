import type { QuirkFactory } from "../quirk";
import { autoscalingTags, lambdaInvocation } from "./autoscaling-lambda";
import { ec2DefaultRoute } from "./ec2";
import {
  ecsEmptyNetworkConfiguration,
  ecsServiceDefaults,
  ecsServiceTasks,
  ecsSteadyState,
} from "./ecs";
import { iamSimulation, kmsRotationPeriod } from "./iam-kms";
import { s3ConditionalDenies, s3EventBridge } from "./s3";
import {
  secretsmanagerDates,
  secretsmanagerMovedCurrent,
  secretsmanagerReplicaKeys,
  secretsmanagerRotation,
  secretsmanagerStagingLabels,
} from "./secretsmanager";
import { stepfunctionsType, stepfunctionsValidate, stepfunctionsVersions } from "./stepfunctions";

/**
 * All quirks of the emulator. The list may only shrink: what AWS does beyond the calls named here is the emulator's
 * business, and a quirk goes as soon as its test says that the emulator does without.
 */
export const QUIRKS: readonly QuirkFactory[] = [
  autoscalingTags,
  ecsServiceDefaults,
  ecsEmptyNetworkConfiguration,
  ecsSteadyState,
  ecsServiceTasks,
  ec2DefaultRoute,
  iamSimulation,
  kmsRotationPeriod,
  lambdaInvocation,
  s3ConditionalDenies,
  s3EventBridge,
  secretsmanagerDates,
  secretsmanagerMovedCurrent,
  secretsmanagerReplicaKeys,
  secretsmanagerRotation,
  secretsmanagerStagingLabels,
  stepfunctionsType,
  stepfunctionsValidate,
  stepfunctionsVersions,
];
