import { Lazy, TerraformElement } from "cdktf";
import type { Construct } from "constructs";

/**
 * Attributes that only an Aspect will write into a stack, shown to cdktf while it prepares the stacks: one of another stack
 * that comes later is rendered as if it were of this stack. Renders nothing itself.
 */
export class EarlyReferences extends TerraformElement {
  public constructor(
    scope: Construct,
    id: string,
    private readonly produce: () => unknown,
  ) {
    super(scope, id);
  }

  public override toTerraform(): object {
    const references = Lazy.anyValue({
      produce: (context) => (context.preparing ? this.produce() : undefined),
    });
    return { references };
  }
}
