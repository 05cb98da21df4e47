import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { Token, type IResolvable } from "cdktf";
import type { IConstruct } from "constructs";
import {
  listOf,
  oneOf,
  text,
  texts,
  type PropTable,
  number,
  flag,
  needed,
} from "../../core/internal";
import * as rules from "../rules";
import type { TaskDefinition } from "../task";

/** A share of the tasks for one capacity provider. */
export interface CapacityProviderShare {
  /** `FARGATE`, `FARGATE_SPOT`, or the name of a provider of an Auto Scaling group or of Managed Instances. */
  readonly name: string;
  /** 0 to 1000. @default 1 */
  readonly weight?: number;
  /** Tasks that it runs at least. @default 0 */
  readonly base?: number;
}

/** By what ECS chooses the instance for a task. */
export interface PlacementStrategy {
  /** `spread` evenly over `field`, `binpack` by what `field` leaves over, or `random`. */
  readonly type: "random" | "spread" | "binpack";
  /** `cpu` or `memory` with binpack; `instanceId`, `host` or `attribute:NAME` with spread. @default - none: random */
  readonly field?: string;
}

/** On which instances ECS places tasks. */
export interface PlacementConstraint {
  /** `distinctInstance`: each task on an instance of its own. `memberOf`: only where `expression` holds. */
  readonly type: "distinctInstance" | "memberOf";
  /** In the cluster query language, with memberOf. @default - none: distinctInstance */
  readonly expression?: string;
}

/** Where tasks run, and in which network. */
export interface PlacementProps {
  /** Needed in network mode awsvpc. */
  readonly subnetIds?: readonly string[];
  /** Needed in network mode awsvpc. */
  readonly securityGroupIds?: readonly string[];
  /** Needed in a subnet without NAT and without endpoints; Fargate only. @default false */
  readonly assignPublicIp?: boolean | IResolvable;
  /** @default - the launch type, Fargate or EC2 */
  readonly capacityProviders?: readonly CapacityProviderShare[];
  /** In the order in which they count, 5 at most; not on Fargate. @default - spread over the Availability Zones */
  readonly placementStrategies?: readonly PlacementStrategy[];
  /** 10 at most; not on Fargate. @default - none */
  readonly placementConstraints?: readonly PlacementConstraint[];
}

/** How {@link PlacementProps} are read. */
export const PLACEMENT_PROPS = {
  subnetIds: texts,
  securityGroupIds: texts,
  assignPublicIp: flag,
  capacityProviders: listOf<CapacityProviderShare>({
    name: needed(text),
    weight: number,
    base: number,
  }),
  placementStrategies: listOf<PlacementStrategy>({
    type: needed(oneOf(text, { random: true, spread: true, binpack: true })),
    field: text,
  }),
  placementConstraints: listOf<PlacementConstraint>({
    type: needed(oneOf(text, { distinctInstance: true, memberOf: true })),
    expression: text,
  }),
} satisfies PropTable<PlacementProps>;

/** Checks where the tasks run, and renders it. */
export function placementOf(
  service: IConstruct,
  props: PlacementProps,
  task: TaskDefinition,
): Partial<EcsServiceConfig> {
  check(service, props, task);
  return {
    ...capacity(props, task),
    ...network(service, props, task),
    ...placingOf(service, props, task),
  };
}

/** Checks and renders how ECS chooses instances, which holds for task sets made elsewhere, too. */
export function placingOf(
  service: IConstruct,
  props: PlacementProps,
  task: TaskDefinition,
): Partial<EcsServiceConfig> {
  checkPlacing(service, props, task);
  return {
    orderedPlacementStrategy: copyOf(props.placementStrategies),
    placementConstraints: copyOf(props.placementConstraints),
  };
}

/** A list of nothing says as much as none. */
function copyOf<T extends object>(items: readonly T[] = []): T[] | undefined {
  return items.length === 0 ? undefined : items.map((item) => ({ ...item }));
}

function check(
  service: IConstruct,
  props: PlacementProps,
  { compatibility, networkMode }: TaskDefinition,
): void {
  const { capacityProviders, assignPublicIp, subnetIds, securityGroupIds } = props;
  const publicIp = { compatibility, given: assignPublicIp };
  rules.fargateOnly.enforce(service, "assignPublicIp", publicIp);
  for (const [prop, given] of Object.entries({ subnetIds, securityGroupIds })) {
    rules.awsvpcOnly.enforce(service, prop, {
      networkMode,
      given: given?.length === 0 ? undefined : given,
    });
  }
  const providers = capacityProviders?.length ?? 0;
  const needed = { compatibility, providers };
  rules.managedInstancesProvider.enforce(service, "capacityProviders", needed);
  if (!capacityProviders || providers === 0) return;
  for (const { name } of capacityProviders) {
    rules.capacityProvider.enforce(service, "capacityProviders", { name, compatibility });
  }
  rules.capacityShares.enforce(service, "capacityProviders", {
    weights: capacityProviders.map(({ weight = 1 }) => weight),
    bases: capacityProviders.map(({ base = 0 }) => base),
  });
}

function checkPlacing(
  service: IConstruct,
  { placementStrategies, placementConstraints }: PlacementProps,
  { compatibility, placementConstraintCount }: TaskDefinition,
): void {
  for (const [prop, given] of Object.entries({ placementStrategies, placementConstraints })) {
    rules.instancesOnly.enforce(service, prop, { compatibility, given: (given ?? []).length > 0 });
  }
  for (const { type, field } of placementStrategies ?? []) {
    rules.placementStrategy.enforce(service, "placementStrategies", { type, field });
  }
  for (const { type, expression } of placementConstraints ?? []) {
    rules.placementConstraint.enforce(service, "placementConstraints", { type, expression });
  }
  rules.placementCount.enforce(service, "placementStrategies", {
    strategies: placementStrategies?.length ?? 0,
    constraints: (placementConstraints?.length ?? 0) + placementConstraintCount,
  });
}

function capacity(
  props: PlacementProps,
  task: TaskDefinition,
): Pick<EcsServiceConfig, "launchType" | "capacityProviderStrategy" | "platformVersion"> {
  const { compatibility } = task;
  const platformVersion =
    compatibility === "FARGATE" ? (task.platformVersion ?? "LATEST") : undefined;
  const { capacityProviders = [] } = props;
  if (capacityProviders.length === 0) return { launchType: compatibility, platformVersion };
  const capacityProviderStrategy = capacityProviders.map(({ name, weight = 1, base }) => {
    return { capacityProvider: name, weight, base };
  });
  return { capacityProviderStrategy, platformVersion };
}

function network(
  service: IConstruct,
  props: PlacementProps,
  { networkMode }: TaskDefinition,
): Pick<EcsServiceConfig, "networkConfiguration"> {
  if (networkMode !== "awsvpc") return {};
  const { subnetIds = [], securityGroupIds = [] } = props;
  if (!Token.isUnresolved(subnetIds)) {
    rules.subnetsGiven.enforce(service, "subnetIds", subnetIds.length);
    for (const id of subnetIds) rules.subnetId.enforce(service, "subnetIds", id);
  }
  if (!Token.isUnresolved(securityGroupIds)) {
    rules.securityGroupsGiven.enforce(service, "securityGroupIds", securityGroupIds.length);
    for (const id of securityGroupIds) {
      rules.securityGroupId.enforce(service, "securityGroupIds", id);
    }
  }
  return {
    networkConfiguration: {
      subnets: [...subnetIds],
      securityGroups: [...securityGroupIds],
      assignPublicIp: props.assignPublicIp ?? false,
    },
  };
}
