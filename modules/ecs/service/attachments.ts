import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { IConstruct } from "constructs";
import {
  describeFinding,
  given,
  isUnresolved,
  listOf,
  object,
  text,
  type PropTable,
} from "../../core/internal";
import * as rules from "../rules";
import type { TaskDefinition } from "../task";

/** A target group that a container's port is registered with. */
export interface LoadBalancerAttachment {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

/** A service of AWS Cloud Map that the tasks are registered with. */
export interface ServiceDiscovery {
  readonly registryArn: string;
  /** Needed where the registry holds SRV records. @default - A records only */
  readonly containerName?: string;
  /** @default - none */
  readonly containerPort?: number;
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

/** How they are read. */
export const ATTACHMENT_PROPS = {
  loadBalancers: listOf<LoadBalancerAttachment>({
    targetGroupArn: text,
    containerName: text,
    containerPort: given,
  }),
  healthCheckGracePeriodSeconds: given,
  serviceDiscovery: object<ServiceDiscovery>({
    registryArn: text,
    containerName: text,
    containerPort: given,
  }),
} satisfies PropTable<AttachmentProps>;

/** Checks what the tasks are registered with, and renders it. */
export function attachmentsOf(
  service: IConstruct,
  props: AttachmentProps,
  task: TaskDefinition,
): Partial<EcsServiceConfig> {
  check(service, props, task);
  service.node.addValidation({ validate: () => portProblems(props, task) });
  return {
    loadBalancer: props.loadBalancers?.map((attachment) => ({ ...attachment })),
    healthCheckGracePeriodSeconds: props.healthCheckGracePeriodSeconds,
    serviceRegistries: props.serviceDiscovery,
  };
}

function check(
  service: IConstruct,
  { loadBalancers, serviceDiscovery, healthCheckGracePeriodSeconds: grace }: AttachmentProps,
  { networkMode }: TaskDefinition,
): void {
  rules.loadBalancerCount.enforce(service, "loadBalancers", loadBalancers?.length);
  for (const { targetGroupArn } of loadBalancers ?? []) {
    rules.targetGroupArn.enforce(service, "loadBalancers.targetGroupArn", targetGroupArn);
  }
  rules.healthCheckGrace.enforce(service, "healthCheckGracePeriodSeconds", grace);
  if (!serviceDiscovery) return;
  const { containerName, containerPort } = serviceDiscovery;
  const attached = { networkMode, containerName, containerPort };
  rules.discoveredPort.enforce(service, "serviceDiscovery", attached);
}

/** Ports that no container maps; known when all containers are added. */
function portProblems(
  { loadBalancers = [], serviceDiscovery: discovery }: AttachmentProps,
  { mappedPorts: mapped }: TaskDefinition,
): string[] {
  const wanted = [
    ...loadBalancers.map((attachment) => ({ prop: "loadBalancers", ...attachment })),
    ...(discovery?.containerName === undefined ? [] : [{ prop: "serviceDiscovery", ...discovery }]),
  ];
  return wanted.flatMap(({ prop, containerName: name, containerPort: port }) => {
    if (isUnresolved([name, port, ...mapped])) return [];
    const problem = rules.attachedPort.problem(prop, { wanted: `${name}:${port}`, mapped });
    return problem ? [describeFinding(problem)] : [];
  });
}
