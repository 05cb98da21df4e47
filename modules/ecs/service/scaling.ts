import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import {
  isUnresolved,
  object,
  physicalName,
  regionalArn,
  type PropTable,
  number,
  needed,
} from "../../core/internal";
import * as rules from "../rules";
import type { TaskDefinition } from "../task";
import type { AttachmentProps } from "./attachments";

/** Requests that each task gets from an Application Load Balancer. */
export interface RequestTarget {
  /** In a minute. */
  readonly perTask: number;
  /** The ARN of the application load balancer. */
  readonly loadBalancerArn: string;
  /** The ARN of the target group whose requests are counted. */
  readonly targetGroupArn: string;
}

/** Values that scaling keeps the service at; the one that wants most tasks decides. */
export interface ScalingTargets {
  /** Average of the tasks' CPU, in percent of what they reserve. @default - does not count */
  readonly cpuPercent?: number;
  /** Average of the tasks' memory, in percent of what they reserve. @default - does not count */
  readonly memoryPercent?: number;
  /** @default - do not count */
  readonly requests?: RequestTarget;
}

/** Between which numbers of tasks a service scales, and by what. */
export interface Scaling {
  /** The lowest number of tasks. */
  readonly min: number;
  /** The highest number of tasks. */
  readonly max: number;
  /** The figures that the number of tasks is to hold. */
  readonly targets: ScalingTargets;
  /** Seconds after tasks were removed until more are. @default 300 */
  readonly scaleInCooldownSeconds?: number;
  /** Seconds after tasks were added until more are. @default 300 */
  readonly scaleOutCooldownSeconds?: number;
}

/** How many tasks run. */
export interface ScalingProps {
  /** Tasks that run at a time; with `scaling` only the number to begin with. @default 2, with `scaling` its `min` */
  readonly desiredCount?: number;
  /** Leaves the number of tasks to Application Auto Scaling. @default - `desiredCount` stays */
  readonly scaling?: Scaling;
}

/** How {@link ScalingProps} are read. */
export const SCALING_PROPS = {
  desiredCount: number,
  scaling: object<Scaling>({
    min: needed(number),
    max: needed(number),
    targets: needed(
      object<ScalingTargets>({
        cpuPercent: number,
        memoryPercent: number,
        requests: object<RequestTarget>({
          perTask: needed(number),
          loadBalancerArn: needed(regionalArn),
          targetGroupArn: needed(regionalArn),
        }),
      }),
    ),
    scaleInCooldownSeconds: number,
    scaleOutCooldownSeconds: number,
  }),
} satisfies PropTable<ScalingProps>;

/** What else of a service decides how many tasks may run, and whose requests count. */
interface CountedProps extends ScalingProps, Pick<AttachmentProps, "loadBalancers"> {
  readonly minimumHealthyPercent?: number;
  readonly maximumPercent?: number;
  readonly schedulingStrategy?: string;
  readonly deploymentController?: string;
  readonly deploymentStrategy?: { readonly type: string };
}

/** Checks how many tasks run. @returns the number to begin with */
export function checkScaling(
  service: Construct,
  props: CountedProps,
  { compatibility }: Pick<TaskDefinition, "compatibility">,
): number {
  const { desiredCount, scaling, minimumHealthyPercent = 100, maximumPercent = 200 } = props;
  rules.desiredCount.enforce(service, "desiredCount", desiredCount);
  const deployment = deploymentOf(props);
  if (!scaling) {
    const room = { minimum: minimumHealthyPercent, maximum: maximumPercent };
    if (deployment === "ROLLING" && props.schedulingStrategy !== "DAEMON") {
      const desired = desiredCount ?? 2;
      rules.deploymentRoom.enforce(service, "maximumPercent", { desired, ...room });
    }
    return desiredCount ?? 2;
  }
  const { min, max, targets } = scaling;
  const desired = desiredCount ?? min;
  rules.scalingRange.enforce(service, "scaling", { min, max, desired });
  rules.scalingTargets.enforce(service, "scaling.targets", Object.keys(targets).length);
  for (const name of ["cpuPercent", "memoryPercent"] as const) {
    const target = { percent: targets[name], compatibility };
    rules.scalingPercent.enforce(service, `scaling.targets.${name}`, target);
  }
  const { requests } = targets;
  const prop = "scaling.targets.requests";
  rules.scalingRequests.enforce(service, `${prop}.perTask`, requests?.perTask);
  rules.scalingLoadBalancer.enforce(service, `${prop}.loadBalancerArn`, requests?.loadBalancerArn);
  rules.targetGroupArn.enforce(service, `${prop}.targetGroupArn`, requests?.targetGroupArn);
  if (requests) {
    rules.scalingRequestsDeployment.enforce(service, prop, deployment);
    const attached = (props.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn);
    const group = { targetGroupArn: requests.targetGroupArn, attached };
    rules.scalingRequestsGroup.enforce(service, `${prop}.targetGroupArn`, group);
  }
  for (const name of ["scaleInCooldownSeconds", "scaleOutCooldownSeconds"] as const) {
    rules.scalingCooldown.enforce(service, `scaling.${name}`, scaling[name]);
  }
  return desired;
}

/** By what deployments come, of all controllers and strategies. */
function deploymentOf({ deploymentController, deploymentStrategy }: CountedProps): string {
  const isOfEcs = deploymentController === undefined || deploymentController === "ECS";
  return isOfEcs ? (deploymentStrategy?.type ?? "ROLLING") : deploymentController;
}

/** The service that is scaled, by names that Terraform knows once it exists. */
export interface Scaled {
  readonly clusterName: string;
  readonly serviceName: string;
}

/**
 * Has Application Auto Scaling set the service's number of tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
 */
export function scale(service: Construct, scaling: Scaling, scaled: Scaled): void {
  const scope = new Construct(service, "scaling");
  const target = new AppautoscalingTarget(scope, "target", {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: `service/${scaled.clusterName}/${scaled.serviceName}`,
    minCapacity: scaling.min,
    maxCapacity: scaling.max,
  });
  for (const { id, metric, value, resourceLabel } of metricsOf(scaling.targets)) {
    new AppautoscalingPolicy(scope, id, {
      name: physicalName(scope, 240).concat(`-${id}`),
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: value,
        predefinedMetricSpecification: { predefinedMetricType: metric, resourceLabel },
        scaleInCooldown: scaling.scaleInCooldownSeconds ?? 300,
        scaleOutCooldown: scaling.scaleOutCooldownSeconds ?? 300,
      },
    });
  }
}

interface Metric {
  readonly id: string;
  readonly metric: string;
  readonly value: number;
  readonly resourceLabel?: string;
}

function metricsOf({ cpuPercent, memoryPercent, requests }: ScalingTargets): readonly Metric[] {
  const metrics: Metric[] = [];
  if (cpuPercent !== undefined) {
    metrics.push({ id: "cpu", metric: "ECSServiceAverageCPUUtilization", value: cpuPercent });
  }
  if (memoryPercent !== undefined) {
    const metric = "ECSServiceAverageMemoryUtilization";
    metrics.push({ id: "memory", metric, value: memoryPercent });
  }
  if (requests) {
    metrics.push({
      id: "requests",
      metric: "ALBRequestCountPerTarget",
      value: requests.perTask,
      resourceLabel: `${afterColon(requests.loadBalancerArn).replace(/^loadbalancer\//, "")}/${afterColon(requests.targetGroupArn)}`,
    });
  }
  return metrics;
}

/** The resource of an ARN; where only Terraform knows it, without the `loadbalancer/` of a load balancer's. */
function afterColon(arn: string): string {
  if (!isUnresolved(arn)) return arn.split(":")[5] ?? "";
  const resource = Fn.element(Fn.split(":", arn), 5) as string;
  return Fn.trimprefix(resource, "loadbalancer/");
}
