/**
 * Stands for the value of a secret's variable in a plan that will be applied as reviewed.
 *
 * Terraform demands that a variable unset at planning stays unset at apply, so such a plan needs some value; the guard of
 * every write refuses this one.
 */
export const PLAN_PLACEHOLDER = "placeholder-for-planning-never-written";

/**
 * The variable whose default lists, for a review, the plain texts that the code allows. It is a variable because its default stands
 * in a plan's configuration, where no `TF_VAR_…` can change it.
 */
export const PLAIN_TEXT_ALLOWANCES = "plain_text_allowances";

/** One text that looks secret and was marked in the code as none. It holds neither the text nor a digest of it. */
export interface PlainTextAllowance {
  /** Terraform address of the resource, such as `aws_ecs_task_definition.web`. */
  readonly resource: string;
  /** Where in the resource: `web.environment.API_KEY`, `tags.Owner`. */
  readonly field: string;
  /** Why it is no secret, in the words of the code's author. */
  readonly reason: string;
}
