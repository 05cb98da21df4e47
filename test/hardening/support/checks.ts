import type { Check } from "./check";
import { ecsChecks } from "./ecs-checks";
import { encryptionChecks } from "./encryption-checks";
import { iamChecks } from "./iam-checks";
import { machineChecks } from "./machine-checks";
import { s3Checks } from "./s3-checks";

/** What is asked of the resources of these modules, each checked on synthesized stacks. */
export const checks: readonly Check[] = [
  ...encryptionChecks,
  ...iamChecks,
  ...s3Checks,
  ...ecsChecks,
  ...machineChecks,
];
