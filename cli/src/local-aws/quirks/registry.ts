import type { QuirkFactory } from "../quirk";
import { ec2DefaultRoute } from "./ec2-default-route";
import { ecsEmptyNetworkConfiguration } from "./ecs-empty-network-configuration";
import { ecsServiceDefaults } from "./ecs-service-defaults";
import { ecsServiceTasks } from "./ecs-service-tasks";
import { ecsSteadyState } from "./ecs-steady-state";
import { iamSimulation } from "./iam-simulation";
import { kmsRotationPeriod } from "./kms-rotation-period";
import { s3ConditionalDenies } from "./s3-conditional-denies";
import { s3EventBridge } from "./s3-event-bridge";
import { secretsmanagerDates } from "./secretsmanager-dates";
import { secretsmanagerMovedCurrent } from "./secretsmanager-moved-current";
import { secretsmanagerReplicaKeys } from "./secretsmanager-replica-keys";
import { secretsmanagerRotation } from "./secretsmanager-rotation";
import { secretsmanagerStagingLabels } from "./secretsmanager-staging-labels";
import { stepfunctionsType } from "./stepfunctions-type";
import { stepfunctionsValidate } from "./stepfunctions-validate";
import { stepfunctionsVersions } from "./stepfunctions-versions";

/**
 * All quirks of the emulator. The list may only shrink: what AWS does beyond the calls named here is the emulator's
 * business, and a quirk goes as soon as its test says that the emulator does without.
 */
export const QUIRKS: readonly QuirkFactory[] = [
  ecsServiceDefaults,
  ecsEmptyNetworkConfiguration,
  ecsSteadyState,
  ecsServiceTasks,
  ec2DefaultRoute,
  iamSimulation,
  kmsRotationPeriod,
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
