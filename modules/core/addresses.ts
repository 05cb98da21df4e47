import {
  dependable,
  TerraformDataSource,
  TerraformModule,
  TerraformResource,
  type ITerraformDependable,
} from "cdktf";

/** The address of what Terraform makes or reads, as it stands in `depends_on` and before the name of an attribute. */
export function addressOf(element: ITerraformDependable): string {
  if (element instanceof TerraformModule) return `module.${element.friendlyUniqueId}`;
  // Not by `instanceof`: a provider's package may bring a copy of cdktf of its own.
  if (TerraformResource.isTerraformResource(element)) {
    return `${element.terraformResourceType}.${element.friendlyUniqueId}`;
  }
  if (TerraformDataSource.isTerraformDataSource(element)) {
    return `data.${element.terraformResourceType}.${element.friendlyUniqueId}`;
  }
  return dependable(element);
}
