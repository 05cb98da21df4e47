/**
 * Stands for a value at planning, because Terraform demands that a variable unset then stays unset at apply.
 *
 * The modules' guard refuses to write it: `PLAN_PLACEHOLDER` of `cdktf-ecs-secrets/core` is the same text.
 */
export const PLACEHOLDER = "placeholder-for-planning-never-written";
