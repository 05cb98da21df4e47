import { TerraformOutput } from "cdktf";
import { NetworkLookup, type NetworkLookupProps } from "cdktf-ecs-secrets/ec2";
import { synth, testStack } from "../support/synth";

/** The data sources of a lookup with the id `network`, by their type. */
function dataSources(props?: NetworkLookupProps) {
  const stack = testStack();
  const network = new NetworkLookup(stack, "network", props);
  new TerraformOutput(stack, "subnets", { value: network.subnetIds, staticId: true });
  new TerraformOutput(stack, "groups", { value: network.securityGroupIds, staticId: true });
  const { dataSources: ofType, outputs } = synth(stack);
  const only = (type: string): [string, Readonly<Record<string, unknown>>] => {
    const [found, ...more] = Object.entries(ofType(type));
    if (found === undefined || more.length > 0) throw new Error(`not one ${type}`);
    return found;
  };
  return {
    vpc: only("aws_vpc"),
    subnets: only("aws_subnets"),
    groups: only("aws_security_groups"),
    outputs,
  };
}

const filterOf = (attributes: Readonly<Record<string, unknown>>): unknown => attributes["filter"];

it("finds all subnets and the default security group of the default VPC", () => {
  // WHEN
  const { vpc, subnets, groups, outputs } = dataSources();
  // THEN
  const inVpc = { name: "vpc-id", values: [`\${data.aws_vpc.${vpc[0]}.id}`] };
  expect(vpc[1]).toMatchObject({ default: true });
  expect(filterOf(subnets[1])).toEqual([inVpc]);
  expect(subnets[1]["tags"]).toBeUndefined();
  expect(filterOf(groups[1])).toEqual([inVpc, { name: "group-name", values: ["default"] }]);
  expect(outputs["subnets"]?.["value"]).toBe(`\${data.aws_subnets.${subnets[0]}.ids}`);
  expect(outputs["groups"]?.["value"]).toBe(`\${data.aws_security_groups.${groups[0]}.ids}`);
});

it("finds a VPC and its subnets by their tags", () => {
  const { vpc, subnets } = dataSources({
    vpcTags: { Name: "main" },
    subnetTags: { Tier: "private" },
  });
  expect(vpc[1]).toMatchObject({ tags: { Name: "main" } });
  expect(vpc[1]["default"]).toBeUndefined();
  expect(subnets[1]).toMatchObject({ tags: { Tier: "private" } });
});

it("refuses a prop that it does not know", () => {
  expect(() => dataSources({ subnetTag: {} } as NetworkLookupProps)).toThrow(
    "test/network: `subnetTag` must be a prop that this construct has, got one that it does not know. Did you mean `subnetTags`?",
  );
});
