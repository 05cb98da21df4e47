import type { TerraformStack } from "cdktf";

/** A mistake that `terraform plan` passes and AWS rejects, at apply or when the task starts. */
export interface NotCaughtRow {
  /** The row of the project's table of AWS rules. */
  readonly row: string;
  /** Whether the table itself says "not caught" of it, or only that the deployment fails. */
  readonly labelled: boolean;
  /** Rule that refuses it. */
  readonly rule: string;
  /** What is wrong → the code that a user would write. */
  readonly mistakes: Readonly<Record<string, (stack: TerraformStack) => unknown>>;
}
