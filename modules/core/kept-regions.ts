import { type TerraformProvider, TerraformStack } from "cdktf";
import { AwsTarget, providerOf, providersIn, regionsOf, targetRegion } from "./aws-target";
import { argumentOf, constructsIn, isProvided, type Provided } from "./elements";
import { isKept } from "./kept";
import { describeProblem, type Problem } from "./problems";

const withKeptRegions = new WeakSet<TerraformStack>();

/**
 * Refuses at synthesis another Region that an Aspect or override has given to a resource of the library: its ARN spells that of
 * the target. What the app's author makes, also within a construct, is where its author wants it.
 */
export function keepRegions(stack: TerraformStack): void {
  if (withKeptRegions.has(stack)) return;
  withKeptRegions.add(stack);
  stack.node.addValidation({
    validate: () => {
      const providers = providersIn(stack);
      return constructsIn(stack)
        .filter(isProvided)
        .flatMap((resource) => problemOf(resource, providers) ?? [])
        .map(describeProblem);
    },
  });
}

function problemOf(
  resource: Provided,
  providers: readonly TerraformProvider[],
): Problem | undefined {
  // IAM is in no Region.
  if (!isKept(resource) || !/^aws_(?!iam_)/.test(resource.terraformResourceType)) return undefined;
  const { region } = AwsTarget.declaredOf(resource) ?? {};
  const regions =
    region === undefined ? undefined : regionsOf(region, givenTo(resource, providers));
  const problem = targetRegion.problem("provider", regions);
  return problem && { path: resource.node.path, ...problem };
}

/** What decides on the Region of a resource, where it is not the provider of its target: the provider's 6.x line takes it in each. */
function givenTo(
  resource: Provided,
  providers: readonly TerraformProvider[],
): Provided | TerraformProvider | undefined {
  if (argumentOf(resource, "region") !== undefined) return resource;
  const given = argumentOf(resource, "provider") ?? resource.provider;
  const provider =
    typeof given === "string" ? providers.find(({ fqn }) => fqn === given) : resource.provider;
  // That of the target is judged once, with the target.
  return provider === providerOf(resource) ? undefined : provider;
}
