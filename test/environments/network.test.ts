import type { Network } from "../../environments/environment";
import { synth, type Synthesized } from "../support/synth";
import { environment, service, stackOf } from "./support/environment";

function synthesized(network: Network): Synthesized {
  return synth(stackOf(environment({ service: service({ network }) })));
}

describe("the network of a service", () => {
  it("is what the ids say", () => {
    const { json, only } = synthesized({
      kind: "ids",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["sg-1"],
      assignPublicIp: true,
    });
    expect(only("aws_ecs_service")["network_configuration"]).toEqual({
      subnets: ["subnet-1", "subnet-2"],
      security_groups: ["sg-1"],
      assign_public_ip: true,
    });
    expect(json).not.toHaveProperty("data");
  });

  it("is looked up in the default VPC where nothing else is said", () => {
    const { dataSources, only } = synthesized({ kind: "lookup", assignPublicIp: false });
    const id = (type: string): string => Object.keys(dataSources(type)).join();
    const vpc = `\${data.aws_vpc.${id("aws_vpc")}.id}`;
    expect(Object.values(dataSources("aws_vpc"))).toEqual([{ default: true }]);
    expect(Object.values(dataSources("aws_subnets"))).toEqual([
      { filter: [{ name: "vpc-id", values: [vpc] }] },
    ]);
    expect(Object.values(dataSources("aws_security_groups"))).toEqual([
      {
        filter: [
          { name: "vpc-id", values: [vpc] },
          { name: "group-name", values: ["default"] },
        ],
      },
    ]);
    expect(only("aws_ecs_service")["network_configuration"]).toEqual({
      subnets: `\${data.aws_subnets.${id("aws_subnets")}.ids}`,
      security_groups: `\${data.aws_security_groups.${id("aws_security_groups")}.ids}`,
      assign_public_ip: false,
    });
  });

  it("is looked up by tags", () => {
    const { dataSources } = synthesized({
      kind: "lookup",
      vpcTags: { Name: "staging" },
      subnetTags: { tier: "private" },
      assignPublicIp: false,
    });
    expect(Object.values(dataSources("aws_vpc"))).toEqual([{ tags: { Name: "staging" } }]);
    expect(Object.values(dataSources("aws_subnets"))).toEqual([
      expect.objectContaining({ tags: { tier: "private" } }),
    ]);
  });
});
