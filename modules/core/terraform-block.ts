import { TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/**
 * A top-level Terraform block that cdktf 0.21 has no class for.
 *
 * It is an ordinary element of the stack (not an override), so it renders in tree order and leaves no trace in the
 * stack's metadata.
 */
export abstract class TerraformBlock extends TerraformElement {
  /** What it adds to `cdk.tf.json`. */
  protected abstract renderBlock(): Record<string, object>;

  public override toTerraform(): Record<string, unknown> {
    // A stack with such a block needs a Terraform that knows it, and write-only arguments: both came with 1.11.
    const { terraform, ...block } = this.renderBlock();
    return { terraform: { required_version: ">= 1.11", ...(terraform ?? {}) }, ...block };
  }

  public override toHclTerraform(): never {
    throw new Error(
      `${this.node.path}: ephemeral blocks exist in JSON output only; unset SYNTH_HCL_OUTPUT`,
    );
  }

  /** Finds the block `id` of the stack around `scope`, or makes it: blocks are addressed by name, once a stack. */
  protected static once<T extends TerraformBlock>(
    scope: Construct,
    id: string,
    make: (stack: TerraformStack) => T,
  ): T {
    const stack = TerraformStack.of(scope);
    return (stack.node.tryFindChild(id) as T | undefined) ?? make(stack);
  }
}
