import {
  dependable,
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  TerraformModule,
  TerraformResource,
  Tokenization,
  type ITerraformDependable,
} from "cdktf";
import type { IConstruct } from "constructs";

/** What a provider makes or reads. */
export type Provided = TerraformResource | TerraformDataSource;

/** Not by `instanceof`: a provider's package may bring a copy of cdktf of its own. */
export function isProvided(element: unknown): element is Provided {
  return (
    TerraformResource.isTerraformResource(element) ||
    TerraformDataSource.isTerraformDataSource(element)
  );
}

/** The address of what Terraform makes or reads, as it stands in `depends_on` and before the name of an attribute. */
export function addressOf(element: ITerraformDependable): string {
  if (element instanceof TerraformModule) return `module.${element.friendlyUniqueId}`;
  if (!isProvided(element)) return dependable(element);
  const address = `${element.terraformResourceType}.${element.friendlyUniqueId}`;
  return TerraformDataSource.isTerraformDataSource(element) ? `data.${address}` : address;
}

/** `value` with the Terraform references that its tokens stand for, seen from `scope`. */
export function resolved(scope: IConstruct, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}
