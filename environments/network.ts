import { DataAwsSecurityGroups } from "@cdktf/provider-aws/lib/data-aws-security-groups";
import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Construct } from "constructs";
import type { Network } from "./environment";

/** Where tasks run, as a service takes it. */
export interface ServiceNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly assignPublicIp: boolean;
}

/** The ids given, or data sources that find them. */
export function serviceNetwork(scope: Construct, network: Network): ServiceNetwork {
  if (network.kind === "ids") return network;
  const lookup = new Construct(scope, "network");
  const vpc = new DataAwsVpc(
    lookup,
    "vpc",
    network.vpcTags ? { tags: { ...network.vpcTags } } : { default: true },
  );
  const inVpc = { name: "vpc-id", values: [vpc.id] };
  const subnets = new DataAwsSubnets(lookup, "subnets", {
    filter: [inVpc],
    tags: network.subnetTags && { ...network.subnetTags },
  });
  const groups = new DataAwsSecurityGroups(lookup, "security-groups", {
    filter: [inVpc, { name: "group-name", values: ["default"] }],
  });
  return {
    subnetIds: subnets.ids,
    securityGroupIds: groups.ids,
    assignPublicIp: network.assignPublicIp,
  };
}
