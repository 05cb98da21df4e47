import { TerraformResource, Token, type TerraformResourceConfig } from "cdktf";
import type { Construct } from "constructs";
import { keepLifecycle } from "./kept";
import { addressable } from "./own-address";

/** Settings of a `TerraformData`. */
export interface TerraformDataProps {
  /** What the state keeps; known again as `output` once it is made. @default - nothing */
  readonly input?: Readonly<Record<string, unknown>>;
  /** @default - Terraform's */
  readonly lifecycle?: TerraformResourceConfig["lifecycle"];
  /** What runs where Terraform runs, when it is made. @default - nothing */
  readonly provisioners?: TerraformResourceConfig["provisioners"];
}

const AddressableResource = addressable(TerraformResource);

/**
 * A resource of Terraform itself, for order and records.
 *
 * Not cdktf's `DataResource`: that one runs `terraform version` at synthesis, each of them, and synthesis starts no program.
 *
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class TerraformData extends AddressableResource {
  private readonly props: TerraformDataProps;

  public constructor(scope: Construct, id: string, props: TerraformDataProps = {}) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      lifecycle: props.lifecycle,
      provisioners: props.provisioners,
    });
    this.props = props;
    keepLifecycle(this);
  }

  /** A member of what `input` was when the resource was made, as text. */
  public output(name: string): string {
    return Token.asString(this.interpolationForAttribute(`output.${name}`));
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.props.input };
  }
}
