import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { TerraformResource, TerraformStack, type ITerraformDependable } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import {
  constructsIn,
  dependablesOf,
  describeFinding,
  isUnresolved,
  listOf,
  object,
  type PropTable,
  regionalArn,
  text,
  number,
  dependablesProp,
  needed,
} from "../../core/internal";
import { AwsServiceRole } from "../../iam/internal";
import { referencesIn } from "../delivery";
import * as rules from "../rules";
import type { TaskDefinition } from "../task";

/** How a native blue/green, linear or canary deployment moves the traffic of a target group. */
export interface TrafficShift {
  /** Target group that the new tasks are registered with, in turn. */
  readonly alternateTargetGroupArn: string;
  /** ARN of the listener rule, with a Network Load Balancer of the listener, that has the production traffic. */
  readonly productionListenerRuleArn: string;
  /** The same for test traffic. @default - none */
  readonly testListenerRuleArn?: string;
}

/** A target group that a container's port is registered with. */
export interface LoadBalancerAttachment {
  /** The ARN of the target group, whose type is `ip` in the network mode `awsvpc`. */
  readonly targetGroupArn: string;
  /** The container that answers the requests. */
  readonly containerName: string;
  /** The container's port, one of its port mappings. */
  readonly containerPort: number;
  /** Needed where `deploymentStrategy` is not ROLLING. @default - none */
  readonly trafficShift?: TrafficShift;
  /** Its listener or listener rule: ECS refuses a target group that no load balancer has yet. @default - nothing */
  readonly dependsOn?: readonly (IConstruct | ITerraformDependable)[];
}

/** A service of AWS Cloud Map that the tasks are registered with. */
export interface ServiceDiscovery {
  /** The ARN of the Cloud Map service. */
  readonly registryArn: string;
  /** Needed where the registry holds SRV records. @default - A records only */
  readonly containerName?: string;
  /** @default - none */
  readonly containerPort?: number;
  /** Port for SRV records instead of a container's, in network mode awsvpc. @default - none */
  readonly port?: number;
}

/** What the tasks of a service are registered with. */
export interface AttachmentProps {
  /** @default - none */
  readonly loadBalancers?: readonly LoadBalancerAttachment[];
  /** Seconds after its start in which a task's failing health checks do not count. @default - none */
  readonly healthCheckGracePeriodSeconds?: number;
  /** @default - none */
  readonly serviceDiscovery?: ServiceDiscovery;
}

/** How {@link AttachmentProps} are read. */
export const ATTACHMENT_PROPS = {
  loadBalancers: listOf<LoadBalancerAttachment>({
    targetGroupArn: needed(regionalArn),
    containerName: needed(text),
    containerPort: needed(number),
    trafficShift: object<TrafficShift>({
      alternateTargetGroupArn: needed(regionalArn),
      productionListenerRuleArn: needed(regionalArn),
      testListenerRuleArn: regionalArn,
    }),
    dependsOn: dependablesProp,
  }),
  healthCheckGracePeriodSeconds: number,
  serviceDiscovery: object<ServiceDiscovery>({
    registryArn: needed(regionalArn),
    containerName: text,
    containerPort: number,
    port: number,
  }),
} satisfies PropTable<AttachmentProps>;

/** The arguments of the service that say what its tasks are registered with. */
export interface AttachmentPart {
  readonly config: Partial<EcsServiceConfig>;
  /** What must exist before the service starts. */
  readonly dependables: () => readonly ITerraformDependable[];
}

/**
 * Checks what the tasks are registered with, and renders it.
 *
 * @param isRegisteredHere false where task sets made elsewhere have the load balancers
 */
export function attachmentsOf(
  service: Construct,
  props: AttachmentProps,
  task: TaskDefinition,
  isRegisteredHere: boolean,
): AttachmentPart {
  check(service, props, task, isRegisteredHere);
  service.node.addValidation({ validate: () => portProblems(props, task) });
  const { loadBalancers = [] } = props;
  const role = loadBalancers.some(({ trafficShift }) => trafficShift)
    ? new AwsServiceRole(service, "load-balancer-role", {
        description: "Lets ECS shift the traffic of load balancers in deployments",
        managedPolicy: "AmazonECSInfrastructureRolePolicyForLoadBalancers",
      })
    : undefined;
  return {
    config: {
      loadBalancer:
        loadBalancers.length === 0
          ? undefined
          : loadBalancers.map((attachment) => rendered(attachment, role?.roleArn)),
      healthCheckGracePeriodSeconds: props.healthCheckGracePeriodSeconds,
      serviceRegistries: props.serviceDiscovery,
    },
    dependables: () => [
      ...loadBalancers.flatMap(({ dependsOn = [] }) => dependsOn.flatMap(dependablesOf)),
      ...(role?.dependables ?? []),
    ],
  };
}

function rendered(
  { targetGroupArn, containerName, containerPort, trafficShift }: LoadBalancerAttachment,
  roleArn: string | undefined,
) {
  const attachment = { targetGroupArn, containerName, containerPort };
  if (!trafficShift || roleArn === undefined) return attachment;
  const advancedConfiguration = {
    alternateTargetGroupArn: trafficShift.alternateTargetGroupArn,
    productionListenerRule: trafficShift.productionListenerRuleArn,
    testListenerRule: trafficShift.testListenerRuleArn,
    roleArn,
  };
  return { ...attachment, advancedConfiguration };
}

function check(
  service: IConstruct,
  { loadBalancers, serviceDiscovery, healthCheckGracePeriodSeconds: grace }: AttachmentProps,
  task: TaskDefinition,
  isRegisteredHere: boolean,
): void {
  const { networkMode } = task;
  rules.loadBalancerCount.enforce(service, "loadBalancers", loadBalancers?.length);
  for (const { targetGroupArn, trafficShift } of loadBalancers ?? []) {
    const arn = "loadBalancers.targetGroupArn";
    rules.targetGroupArn.enforce(service, arn, targetGroupArn);
    checkTargetType(service, arn, targetGroupArn, networkMode);
    if (!trafficShift) continue;
    const prop = "loadBalancers.trafficShift";
    const { alternateTargetGroupArn, productionListenerRuleArn, testListenerRuleArn } =
      trafficShift;
    rules.targetGroupArn.enforce(service, prop, alternateTargetGroupArn);
    checkTargetType(service, prop, alternateTargetGroupArn, networkMode);
    rules.listenerRule.enforce(service, prop, productionListenerRuleArn);
    rules.listenerRule.enforce(service, prop, testListenerRuleArn);
  }
  rules.healthCheckGrace.enforce(service, "healthCheckGracePeriodSeconds", grace);
  if (grace !== undefined && isRegisteredHere) {
    rules.healthCheckGraceUse.enforceAtSynthesis(service, "healthCheckGracePeriodSeconds", () => ({
      loadBalancers: loadBalancers?.length ?? 0,
      hasHealthCheck: task.hasHealthCheck,
    }));
  }
  if (!serviceDiscovery) return;
  const { containerName, containerPort, port, registryArn } = serviceDiscovery;
  rules.registryArn.enforce(service, "serviceDiscovery.registryArn", registryArn);
  const attached = { networkMode, containerName, containerPort, port };
  rules.discoveredPort.enforce(service, "serviceDiscovery", attached);
}

/** Checks the type of a target group that the same stack makes; it may be set after the service is made. */
function checkTargetType(
  service: IConstruct,
  prop: string,
  targetGroupArn: string,
  networkMode: string,
): void {
  rules.targetType.enforceAtSynthesis(service, prop, () => {
    const type = targetTypeOf(service, targetGroupArn);
    return type === undefined ? undefined : { networkMode, type };
  });
}

function targetTypeOf(service: IConstruct, targetGroupArn: string): string | undefined {
  const [reference = ""] = referencesIn(targetGroupArn);
  const [, address] = /^(aws_a?lb_target_group\..+)\.(?:arn|id)$/.exec(reference) ?? [];
  if (address === undefined) return undefined;
  const group = targetGroupsOf(TerraformStack.of(service)).get(address);
  if (!group) return undefined;
  const overrides = Reflect.get(group, "rawOverrides") as Readonly<Record<string, unknown>>;
  const type: unknown =
    overrides["target_type"] ?? Reflect.get(group, "targetTypeInput") ?? "instance";
  return typeof type === "string" && !isUnresolved(type) ? type : undefined;
}

const targetGroups = new WeakMap<TerraformStack, ReadonlyMap<string, TerraformResource>>();

/** The target groups of a stack by their addresses in Terraform; searched for once. */
function targetGroupsOf(stack: TerraformStack): ReadonlyMap<string, TerraformResource> {
  const found = targetGroups.get(stack);
  if (found) return found;
  const groups = constructsIn(stack)
    .filter((element): element is TerraformResource =>
      TerraformResource.isTerraformResource(element),
    )
    .filter(({ terraformResourceType: type }) => /^aws_a?lb_target_group$/.test(type))
    .map((group) => [`${group.terraformResourceType}.${group.friendlyUniqueId}`, group] as const);
  const byAddress = new Map(groups);
  targetGroups.set(stack, byAddress);
  return byAddress;
}

/** Ports that no container maps; known when all containers are added. */
function portProblems(
  { loadBalancers = [], serviceDiscovery: discovery }: AttachmentProps,
  { mappedPorts: mapped }: TaskDefinition,
): string[] {
  const wanted = [
    ...loadBalancers.map(({ containerName, containerPort }) => {
      return { prop: "loadBalancers", containerName, containerPort };
    }),
    ...(discovery?.containerName === undefined ? [] : [{ prop: "serviceDiscovery", ...discovery }]),
  ];
  return wanted.flatMap(({ prop, containerName: name, containerPort: port }) => {
    if (isUnresolved([name, port, ...mapped])) return [];
    const problem = rules.attachedPort.problem(prop, { wanted: `${name}:${port}`, mapped });
    return problem ? [describeFinding(problem)] : [];
  });
}
