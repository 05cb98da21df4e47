import type { TerraformStack } from "cdktf";
import { addressOf } from "./elements";
import { OrderOfCreation } from "./order";
import { hashOf, withOwnAddressIn } from "./own-address";
import { TerraformData } from "./terraform-data";
import { lazyText } from "./terraform-json";

const ID = "replacements-made";

/** Has what goes from `stack` under an address of its own go after everything that comes, and only when that is made. */
export function orderReplacements(stack: TerraformStack): void {
  if (stack.node.tryFindChild(ID) === undefined) new ReplacementsMade(stack);
}

/**
 * Stands behind all that has an address of its own.
 *
 * Of one address Terraform makes the new object first, and deletes the old one only then. What goes from another address it
 * deletes when everything has changed that depended on it: often nothing, and then at once, a live value or a grant before
 * there is another, also when AWS refuses to make that. This depends on all of them in the state, and changes with them,
 * when what is new has been made.
 */
class ReplacementsMade extends TerraformData {
  public constructor(private readonly stack: TerraformStack) {
    super(stack, ID, {
      input: { addresses: lazyText(() => this.addresses) },
      lifecycle: { createBeforeDestroy: true },
    });
    const order = OrderOfCreation.of(stack);
    order.exempt(this);
    order.require(this, () => withOwnAddressIn(stack));
  }

  public override toTerraform(): object {
    return withOwnAddressIn(this.stack).length === 0 ? {} : (super.toTerraform() as object);
  }

  private get addresses(): string {
    return hashOf(withOwnAddressIn(this.stack).map(addressOf).sort().join("\n"));
  }
}
