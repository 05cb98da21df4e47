import { TerraformBlock } from "./terraform-block";

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
