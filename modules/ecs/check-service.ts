import type { IConstruct } from "constructs";
import { describeFinding, isUnresolved } from "../core";
import * as rules from "./capacity-rules";
import type { EcsServiceProps } from "./ecs-service-props";
import type { TaskDefinition } from "./task-definition";

/** Checks where the tasks of a service run, and in which network. */
export function checkCapacity(
  service: IConstruct,
  props: EcsServiceProps,
  { compatibility, networkMode }: TaskDefinition,
): void {
  const { capacityProviders, assignPublicIp, subnetIds, securityGroupIds } = props;
  const publicIp = { compatibility, given: assignPublicIp };
  rules.fargateOnly.enforce(service, "assignPublicIp", publicIp);
  for (const [prop, given] of Object.entries({ subnetIds, securityGroupIds })) {
    rules.awsvpcOnly.enforce(service, prop, { networkMode, given });
  }
  if (!capacityProviders) return;
  for (const { name } of capacityProviders) {
    rules.capacityProvider.enforce(service, "capacityProviders", { name, compatibility });
  }
  rules.capacityShares.enforce(service, "capacityProviders", {
    weights: capacityProviders.map(({ weight = 1 }) => weight),
    bases: capacityProviders.map(({ base = 0 }) => base),
  });
}

/** Checks what the tasks are registered with: now what is known, and at synthesis their ports. */
export function checkAttachments(
  service: IConstruct,
  { loadBalancers, serviceDiscovery, healthCheckGracePeriodSeconds: grace }: EcsServiceProps,
  task: TaskDefinition,
): void {
  rules.loadBalancerCount.enforce(service, "loadBalancers", loadBalancers?.length);
  rules.healthCheckGrace.enforce(service, "healthCheckGracePeriodSeconds", grace);
  if (serviceDiscovery) {
    const { containerName, containerPort } = serviceDiscovery;
    const attached = { networkMode: task.networkMode, containerName, containerPort };
    rules.discoveredPort.enforce(service, "serviceDiscovery", attached);
  }
  const wanted = (loadBalancers ?? []).map(
    ({ containerName, containerPort }) => ["loadBalancers", containerName, containerPort] as const,
  );
  const discovered =
    serviceDiscovery?.containerName === undefined
      ? []
      : ([
          ["serviceDiscovery", serviceDiscovery.containerName, serviceDiscovery.containerPort],
        ] as const);
  service.node.addValidation({
    validate: () =>
      [...wanted, ...discovered].flatMap(([prop, name, port]) => {
        const mapped = task.mappedPorts;
        if (isUnresolved([name, port, ...mapped])) return [];
        const problem = rules.attachedPort.problem(prop, { wanted: `${name}:${port}`, mapped });
        return problem ? [describeFinding(problem)] : [];
      }),
  });
}
