import * as capacityProvider from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import type { IConstruct } from "constructs";
import { providerKnows } from "./deployment";

/** What of a service only newer AWS providers know, and since when. */
const SINCE = {
  "Managed Instances": {
    since: "6.15.0",
    known: "ecsCapacityProviderManagedInstancesProviderToTerraform" in capacityProvider,
  },
  "native blue/green deployment": {
    since: "6.4.0",
    known: "ecsServiceDeploymentConfigurationToTerraform" in ecsService,
  },
  "linear and canary deployment": {
    since: "6.21.0",
    known: "ecsServiceDeploymentConfigurationLinearConfigurationToTerraform" in ecsService,
  },
} as const;

/** Refuses what the package of the AWS provider that the app uses does not know yet. */
export function requireProvider(
  scope: IConstruct,
  prop: string,
  feature: keyof typeof SINCE,
): void {
  providerKnows.enforce(scope, prop, { feature, ...SINCE[feature] });
}
