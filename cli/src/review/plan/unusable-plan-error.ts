import { UserError } from "../../user-error";

/** A plan that cannot be reviewed: showing half of it would mislead. The CLI ends with exit code 3. */
export class UnusablePlanError extends UserError {
  override readonly name = "UnusablePlanError";
  override readonly exitCode = 3;
}
