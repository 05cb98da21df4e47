import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { arn, checkPartition } from "./arn-place";
import { markAsOwn } from "./author-resources";
import { keepAddresses } from "./kept";
import { keepRegions } from "./kept-regions";
import { AwsTarget, type DeploymentPlace, PLACE_PROPS } from "./aws-target";
import { OrderOfCreation } from "./order";
import { textMap } from "./prop-readers";
import { checkArgument, CONSTRUCT, type PropTable } from "./prop-types";
import { pickProps, readProps } from "./props";
import { guardRepeated } from "./repeated";
import { orderReplacements } from "./replacements-made";
import { guardCircles } from "./resource-circle";
import { orderNeeds } from "./runner-needs";
import { guardTags } from "./tag-guard";
import { terraformText } from "./terraform-json";
import { ProviderSource } from "./terraform-block";

/** Where and as whom a stack is deployed. */
export interface DeployToAwsProps extends DeploymentPlace {
  /** Role that Terraform assumes. @default - the credentials it finds */
  readonly assumeRoleArn?: string;
  /** Tags of every resource. @default - none */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

const PROPS = {
  ...PLACE_PROPS,
  assumeRoleArn: arn,
  defaultTags: textMap,
} satisfies PropTable<DeployToAwsProps>;

/**
 * Gives `stack` its AWS provider: bound to one account, so that credentials of another one change nothing there.
 *
 * Call it first of all: the modules build ARNs from this account and Region.
 */
export function deployToAws(stack: TerraformStack, input: DeployToAwsProps): AwsTarget {
  checkArgument("deployToAws()", "stack", CONSTRUCT, stack);
  const props = readProps(stack, PROPS, input);
  const { account, region, assumeRoleArn, defaultTags } = props;
  // cdktn holds features against the versions that a project targets, and assumes older ones; cdktf ignores it.
  const targets = { terraform: ">=1.11.0", opentofu: ">=1.11.0" };
  if (stack.node.children.length === 0) stack.node.setContext("targetVersions", targets);
  new AwsProvider(stack, "aws", {
    region: terraformText(region),
    allowedAccountIds: [terraformText(account)],
    assumeRole: assumeRoleArn === undefined ? undefined : [{ roleArn: assumeRoleArn }],
    defaultTags: defaultTags && [{ tags: { ...defaultTags } }],
  });
  // After the provider: what comes later in the tree wins.
  new ProviderSource(stack, "provider-source");
  prepareStack(stack);
  const target = AwsTarget.define(stack, pickProps<DeploymentPlace>(PLACE_PROPS, props));
  // Only now is the partition known.
  checkPartition(stack, "assumeRoleArn", assumeRoleArn);
  return target;
}

/**
 * Does to the stack around `scope` what every construct of this library wants of the stack that it is in: its tags are
 * guarded, what is known in a repeated resource alone stays there, and what is ordered in it is made in that order.
 *
 * Each construct calls it in its constructor, and `deployToAws` for its stack; once for a stack is enough, more do no
 * harm.
 */
export function prepareStack(scope: IConstruct): void {
  // A stack may stand in another one.
  const stack = scope.node.scopes.filter(TerraformStack.isStack).at(-1);
  if (!stack) return;
  if (scope !== stack) markAsOwn(scope);
  guardTags(stack);
  guardRepeated(stack);
  keepAddresses(stack);
  keepRegions(stack);
  OrderOfCreation.of(stack);
  orderNeeds(stack);
  orderReplacements(stack);
  // After all that writes into what is rendered.
  guardCircles(stack);
}
