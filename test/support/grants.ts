import type { TerraformStack } from "cdktf";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { policyOf, synth, type Statement, plainName } from "./synth";

/** The statements that a role has after `grant`, by the name of its policy. */
export function statementsAfter(
  stack: TerraformStack,
  grant: (role: TaskExecutionRole) => void,
): Readonly<Record<string, readonly Statement[]>> {
  grant(new TaskExecutionRole(stack, "reader"));
  const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
  return Object.fromEntries(
    policies.map((policy) => [
      plainName(policy["name_prefix"]),
      policyOf(policy["policy"]).Statement,
    ]),
  );
}
