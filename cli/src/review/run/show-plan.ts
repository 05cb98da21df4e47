import type { TerraformRunner } from "../../terraform";
import { UnusablePlanError } from "../plan";

/**
 * A saved plan as JSON.
 *
 * @throws UnusablePlanError without anything that Terraform printed: half a plan holds values, too
 */
export async function showPlan(
  name: string,
  terraform: Pick<TerraformRunner, "showJson">,
  planFile: string,
): Promise<unknown> {
  try {
    return await terraform.showJson(planFile);
  } catch {
    throw new UnusablePlanError(
      `The plan of ${name} cannot be read.`,
      "`terraform show -json` failed; what it printed is left out because it may quote a plan.",
      ["make the plan again, with the Terraform and the provider that it is read with"],
    );
  }
}
