import type { Construct } from "constructs";
import { TerraformBlock } from "./terraform-block";

/**
 * An input variable that Terraform never stores: ephemeral, sensitive, and empty unless `TF_VAR_<name>` is set.
 *
 * The default is empty so that a plan in a pull request needs no value.
 *
 * @see https://developer.hashicorp.com/terraform/language/values/variables#ephemeral
 */
export class EphemeralVariable extends TerraformBlock {
  /** The variable `name` of the stack around `scope`; made at first use. */
  public static named(scope: Construct, name: string, description: string): EphemeralVariable {
    return this.once(scope, `variable-${name}`, (stack) => {
      return new EphemeralVariable(stack, `variable-${name}`, name, description);
    });
  }

  private constructor(
    scope: Construct,
    id: string,
    public readonly variableName: string,
    private readonly description: string,
  ) {
    super(scope, id);
  }

  /** The variable in a Terraform expression. */
  public get expression(): string {
    return `var.${this.variableName}`;
  }

  protected override renderBlock(): Record<string, object> {
    const { description } = this;
    const variable = { default: "", description, ephemeral: true, sensitive: true, type: "string" };
    return { variable: { [this.variableName]: variable } };
  }
}
