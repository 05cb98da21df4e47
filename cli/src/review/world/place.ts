import { partitionOf } from "../../../../modules/facts";
import { listIn, objectIn, own, textIn } from "../plan/json";
import type { Plan } from "../plan/plan";
import type { Place } from "./stand-in";

/** Where a plan makes its resources: from the provider's settings, from who plans, else from the ARNs that are known. */
export function placeOf(plan: Plan): Place {
  const arns = arnsIn(plan);
  const region = configuredRegion(plan) ?? mostFrequent(arns.map((arn) => arn.split(":")[3]));
  const account = callerAccount(plan) ?? mostFrequent(arns.map((arn) => arn.split(":")[4]));
  const partition = mostFrequent(arns.map((arn) => arn.split(":")[1])) ?? partitionOf(region ?? "");
  return { partition, region: region ?? "us-east-1", account: account ?? "000000000000" };
}

function configuredRegion({ raw }: Plan): string | undefined {
  const provider = own(own(own(raw, "configuration"), "provider_config"), "aws");
  const region = own(own(provider, "expressions"), "region");
  const constant = textIn(own(region, "constant_value"));
  if (constant !== undefined) return constant;
  const [reference = ""] = listIn(own(region, "references")).map(String);
  const variable = own(own(raw, "variables"), reference.replace(/^var\./, ""));
  return textIn(own(variable, "value"));
}

function callerAccount({ raw }: Plan): string | undefined {
  const values = own(own(own(raw, "prior_state"), "values"), "root_module");
  for (const resource of listIn(own(values, "resources"))) {
    if (own(resource, "type") !== "aws_caller_identity") continue;
    return textIn(own(own(resource, "values"), "account_id"));
  }
  const provider = own(own(own(raw, "configuration"), "provider_config"), "aws");
  const allowed = own(own(own(provider, "expressions"), "allowed_account_ids"), "constant_value");
  const [only, ...more] = listIn(allowed);
  return more.length === 0 ? textIn(only) : undefined;
}

/** ARNs of resources, and those that policies and task definitions name. */
function arnsIn({ changes }: Plan): readonly string[] {
  const texts = changes.flatMap(({ before, after }) =>
    [before, after].flatMap((values) =>
      ["arn", "policy", "container_definitions", "execution_role_arn"].map(
        (name) => textIn(objectIn(values)[name]) ?? "",
      ),
    ),
  );
  return texts.flatMap(
    (text) =>
      text.match(/arn:aws[a-z-]*:(?:ssm|secretsmanager|kms|ecs|logs|ecr):[a-z0-9-]+:\d{12}:/g) ??
      [],
  );
}

function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
