import { TerraformElement, TerraformStack, TerraformVariable, type IResolvable } from "cdktf";
import type { Construct } from "constructs";
import { providerOf } from "./aws-target";
import { constructsIn } from "./elements";
import { quickly } from "./quick-render";
import { defineRule } from "./rule";

/**
 * A top-level Terraform block that cdktf 0.21 has no class for.
 *
 * It is an ordinary element of the stack (not an override), so it renders in tree order and leaves no trace in the
 * stack's metadata.
 */
export abstract class TerraformBlock extends TerraformElement {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    RequiredVersion.of(TerraformStack.of(this));
  }

  /** What it adds to `cdk.tf.json`. */
  protected abstract renderBlock(): Record<string, object>;

  public override toTerraform(): Record<string, unknown> {
    return quickly(this.renderBlock());
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

/** A stack with such a block needs a Terraform that knows it, and write-only arguments: both came with 1.11. */
class RequiredVersion extends TerraformElement {
  /** Once in a stack: cdktf renders every element three times. */
  public static of(stack: TerraformStack): void {
    if (!stack.node.tryFindChild("required-version"))
      new RequiredVersion(stack, "required-version");
  }

  public override toTerraform(): object {
    return { terraform: { required_version: ">= 1.11" } };
  }
}

/** Arguments of an ephemeral resource. */
export interface EphemeralResourceProps {
  /** Terraform type, such as `aws_secretsmanager_random_password`. */
  readonly type: string;
  /** Its arguments, in Terraform's spelling. */
  readonly arguments: Readonly<Record<string, string | number | boolean | IResolvable | undefined>>;
}

/**
 * An `ephemeral` block: opened at plan and apply, in no state and no plan file.
 *
 * @see https://developer.hashicorp.com/terraform/language/block/ephemeral
 */
export class EphemeralResource extends TerraformBlock {
  private readonly props: EphemeralResourceProps;

  public constructor(scope: Construct, id: string, props: EphemeralResourceProps) {
    super(scope, id);
    this.props = props;
  }

  /** How other blocks refer to it. */
  public get ephemeralAddress(): string {
    return `ephemeral.${this.props.type}.${this.friendlyUniqueId}`;
  }

  /** One of its attributes in a Terraform expression. */
  public attribute(name: string): string {
    return `${this.ephemeralAddress}.${name}`;
  }

  protected override renderBlock(): Record<string, object> {
    const { type, arguments: given } = this.props;
    const provider = type.startsWith("aws_") ? providerOf(this)?.fqn : undefined;
    const block = provider === undefined ? given : { ...given, provider };
    return { ephemeral: { [type]: { [this.friendlyUniqueId]: block } } };
  }
}

const variableFree = defineRule<{ readonly name: string; readonly stack: TerraformStack }>({
  id: "value-variable-free",
  demands:
    "name a variable of its own: one that is not ephemeral would become ephemeral, sensitive and empty with it",
  source: "https://developer.hashicorp.com/terraform/language/values/variables#ephemeral",
  remedy: "Name one of the two otherwise.",
  broken: ({ name, stack }) =>
    constructsIn(stack).some(
      (element) =>
        element instanceof TerraformVariable &&
        element.friendlyUniqueId === name &&
        !isEphemeral(element),
    ) && `${name}, which the app declares by a TerraformVariable`,
});

function isEphemeral(variable: TerraformVariable): boolean {
  const { ephemeral } = Reflect.get(variable, "rawOverrides") as { readonly ephemeral?: unknown };
  return ephemeral === true;
}

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
      variableFree.enforceAtSynthesis(scope, "value", () => ({ name, stack }));
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

/**
 * Names the provider's source in full.
 *
 * cdktf 0.21 writes `aws`, which Terraform takes for `hashicorp/aws` only by default; mirrors, lock files and policies
 * know the full name.
 */
export class ProviderSource extends TerraformBlock {
  protected override renderBlock(): Record<string, object> {
    const aws = { source: "hashicorp/aws" };
    return { terraform: { required_providers: { aws } } };
  }
}
