import { Aspects, TerraformElement, TerraformProvider, TerraformStack, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import { isProvided } from "./elements";
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
    targetRegion.enforce(scope, "region", regionsOf(region, provider));
    providers.set(scope, provider);
    Aspects.of(scope).add(new ProviderBelow());
    return;
  }
  // The stack's provider may be made later than the target.
  targetRegion.enforceAtSynthesis(scope, "AwsTarget.region", () =>
    regionsOf(region, providerOf(scope) ?? defaultProviderOf(scope)),
  );
}

/** Gives resources without a provider that of the nearest target. */
class ProviderBelow implements IAspect {
  public visit(node: IConstruct): void {
    if (!isProvided(node) || node.provider || !node.terraformResourceType.startsWith("aws_"))
      return;
    node.provider = providerOf(node);
  }
}

/** The Region of a target and that of its provider, where both are known: a provider's may come from the environment. */
function regionsOf(
  region: string,
  provider: TerraformProvider | undefined,
): { readonly region: string; readonly provider: string } | undefined {
  const given: unknown = provider && Reflect.get(provider, "region");
  if (typeof given !== "string" || isUnresolved([region, given])) return undefined;
  return { region, provider: given };
}

function defaultProviderOf(scope: IConstruct): TerraformProvider | undefined {
  return TerraformStack.of(scope)
    .node.findAll()
    .filter((node) => TerraformElement.isTerraformElement(node))
    .filter((node) => TerraformProvider.isTerraformProvider(node))
    .find(({ terraformResourceType, alias }) => terraformResourceType === "aws" && !alias);
}
