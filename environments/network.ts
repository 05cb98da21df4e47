import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import type { Construct } from "constructs";
import type { Network } from "./environment";

/** Where tasks run, as a service takes it. */
export interface ServiceNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly assignPublicIp: boolean;
}

/** The ids given, or data sources that find them. */
export function serviceNetwork(scope: Construct, network: Network): ServiceNetwork {
  const { assignPublicIp } = network;
  if (network.kind === "ids") {
    return {
      subnetIds: network.subnetIds,
      securityGroupIds: network.securityGroupIds,
      assignPublicIp,
    };
  }
  const { vpcTags, subnetTags } = network;
  const found = new NetworkLookup(scope, "network", { vpcTags, subnetTags });
  return { subnetIds: found.subnetIds, securityGroupIds: found.securityGroupIds, assignPublicIp };
}
