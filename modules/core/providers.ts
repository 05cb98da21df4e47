import {
  Aspects,
  TerraformDataSource,
  TerraformElement,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  type IAspect,
} from "cdktf";
import type { IConstruct } from "constructs";
import { describeProblem } from "./problems";
import { defineRule, isUnresolved } from "./rule";
import { ScopeSetting } from "./scope-setting";

export const targetRegion = defineRule<{ readonly region: string; readonly provider: string }>({
  id: "aws-target-region",
  demands: "be the Region of the provider that makes what is below",
  source: "https://developer.hashicorp.com/terraform/language/meta-arguments/provider",
  remedy:
    'Give the target a provider of its Region: `AwsTarget.define(scope, { account, region, provider: new AwsProvider(stack, "…", { alias: "…", region }) })`.',
  broken: ({ region, provider }) =>
    region !== provider && `${region} (the provider's is ${provider})`,
});

const providers = new ScopeSetting<TerraformProvider>();

/** The provider that a target gives to `scope`; undefined for the stack's own one without alias. */
export function providerOf(scope: IConstruct): TerraformProvider | undefined {
  return providers.get(scope);
}

/** Gives `provider` to what is below `scope`, and holds the Region of the target there against its provider's. */
export function provideBelow(
  scope: IConstruct,
  { region, provider }: { readonly region: string; readonly provider?: TerraformProvider },
): void {
  if (provider) {
    checkRegion(scope, region, provider);
    providers.set(scope, provider);
    Aspects.of(scope).add(new ProviderBelow());
    return;
  }
  // The stack's provider may be made later than the target.
  scope.node.addValidation({
    validate: () => {
      const problem = regionProblem(region, providerOf(scope) ?? defaultProviderOf(scope));
      return problem ? [describeProblem({ path: scope.node.path, ...problem })] : [];
    },
  });
}

/** Gives resources without a provider that of the nearest target. */
class ProviderBelow implements IAspect {
  public visit(node: IConstruct): void {
    if (!isProvided(node) || node.provider || !node.terraformResourceType.startsWith("aws_"))
      return;
    node.provider = providerOf(node);
  }
}

/** Not by `instanceof`: a provider's package may bring a copy of cdktf of its own. */
function isProvided(node: IConstruct): node is TerraformResource | TerraformDataSource {
  return (
    TerraformResource.isTerraformResource(node) || TerraformDataSource.isTerraformDataSource(node)
  );
}

function checkRegion(scope: IConstruct, region: string, provider: TerraformProvider): void {
  const given = givenRegion(provider);
  if (given === undefined || isUnresolved([region, given])) return;
  targetRegion.enforce(scope, "region", { region, provider: given });
}

function regionProblem(
  region: string,
  provider: TerraformProvider | undefined,
): ReturnType<typeof targetRegion.problem> {
  const given = provider && givenRegion(provider);
  if (given === undefined || isUnresolved([region, given])) return undefined;
  return targetRegion.problem("AwsTarget.region", { region, provider: given });
}

/** What the provider says of its Region; it may also come from the environment. */
function givenRegion(provider: TerraformProvider): string | undefined {
  const region: unknown = Reflect.get(provider, "region");
  return typeof region === "string" ? region : undefined;
}

function defaultProviderOf(scope: IConstruct): TerraformProvider | undefined {
  return TerraformStack.of(scope)
    .node.findAll()
    .find((node): node is TerraformProvider => isDefaultAwsProvider(node));
}

function isDefaultAwsProvider(node: IConstruct): boolean {
  return (
    TerraformElement.isTerraformElement(node) &&
    TerraformProvider.isTerraformProvider(node) &&
    node.terraformResourceType === "aws" &&
    node.alias === undefined
  );
}
