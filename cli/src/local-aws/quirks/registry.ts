import type { QuirkFactory } from "../quirk";
import { ecsEmptyNetworkConfiguration } from "./ecs-empty-network-configuration";
import { ecsServiceDefaults } from "./ecs-service-defaults";
import { ecsSteadyState } from "./ecs-steady-state";
import { kmsRotationPeriod } from "./kms-rotation-period";
import { s3ConditionalDenies } from "./s3-conditional-denies";
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
  kmsRotationPeriod,
  s3ConditionalDenies,
  stepfunctionsType,
  stepfunctionsValidate,
  stepfunctionsVersions,
];
