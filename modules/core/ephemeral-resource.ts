import type { Construct } from "constructs";
import { TerraformBlock } from "./terraform-block";

/** Arguments of an ephemeral resource. */
export interface EphemeralResourceProps {
  /** Terraform type, such as `aws_secretsmanager_random_password`. */
  readonly type: string;
  /** Its arguments, in Terraform's spelling. */
  readonly arguments: Readonly<Record<string, string | number | boolean | undefined>>;
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

  /** One of its attributes in a Terraform expression. */
  public attribute(name: string): string {
    return `ephemeral.${this.props.type}.${this.friendlyUniqueId}.${name}`;
  }

  protected override renderBlock(): Record<string, object> {
    const { type } = this.props;
    return { ephemeral: { [type]: { [this.friendlyUniqueId]: this.props.arguments } } };
  }
}
