import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const CREATE_SERVICE =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html";
const STRATEGY =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html";
const VPC =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html";
const FARGATE_PROVIDERS: readonly string[] = ["FARGATE", "FARGATE_SPOT"];

export const desiredCount = defineRule<number>({
  id: "ecs-desired-count",
  demands: "be a whole number from 0 to 5000",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
  remedy: "2 is the default.",
  broken: (count) => !isWhole(count, 0, 5000),
});

export const capacityProvider = defineRule<{
  readonly name: string;
  readonly compatibility: string;
}>({
  id: "ecs-capacity-provider",
  demands:
    "be FARGATE or FARGATE_SPOT for a Fargate task, and for an EC2 task the name of an Auto Scaling group provider, for Managed Instances of one of theirs: 1 to 255 letters, digits, `_` or `-`, not beginning with aws, ecs or fargate",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html",
  remedy: "A strategy never mixes the two: set `compatibility` to what the provider runs.",
  broken: ({ name, compatibility }) => {
    if (isUnresolved(name)) return false;
    const fits =
      compatibility === "FARGATE"
        ? FARGATE_PROVIDERS.includes(name)
        : /^(?!aws|ecs|fargate)[A-Za-z0-9_-]{1,255}$/i.test(name);
    return !fits && `${JSON.stringify(name)} for a task of ${compatibility}`;
  },
});

export const capacityShares = defineRule<{
  readonly weights: readonly number[];
  readonly bases: readonly number[];
}>({
  id: "ecs-capacity-shares",
  demands:
    "be 1 to 20 providers with weights from 0 to 1000, one of them above 0, and bases from 0 to 100000, one of them at most above 0",
  source: STRATEGY,
  remedy: "Without weight and base each provider gets an equal share.",
  broken: ({ weights, bases }) => {
    if (isUnresolved([...weights, ...bases])) return false;
    if (weights.length < 1 || weights.length > 20) return `${weights.length} providers`;
    const weight = weights.find((value) => !isWhole(value, 0, 1000));
    if (weight !== undefined) return `weight ${weight}`;
    const base = bases.find((value) => !isWhole(value, 0, 100_000));
    if (base !== undefined) return `base ${base}`;
    if (weights.every((value) => value === 0)) return "no weight above 0";
    return bases.filter((value) => value > 0).length > 1 && "more than one base";
  },
});

export const managedInstancesProvider = defineRule<{
  readonly compatibility: string;
  readonly providers: number;
}>({
  id: "ecs-managed-instances-provider",
  demands: "name a capacity provider for Managed Instances, which have no launch type",
  source: CREATE_SERVICE,
  remedy: "Give `capacityProviders` the name of a provider with `managed_instances_provider`.",
  broken: ({ compatibility, providers }) =>
    compatibility === "MANAGED_INSTANCES" && providers === 0 && "none",
});

export const managedInstancesNetwork = defineRule<string>({
  id: "ecs-managed-instances-network",
  demands: "be awsvpc or host on Managed Instances",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-tasks-services.html",
  remedy: "Leave `networkMode` out for awsvpc.",
  broken: (mode) => mode !== "awsvpc" && mode !== "host",
});

export const awsvpcOnly = defineRule<{ readonly networkMode: string; readonly given: unknown }>({
  id: "ecs-awsvpc-only",
  demands:
    "be left out unless the network mode is awsvpc: only then a task has a network of its own",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkConfiguration.html",
  remedy: "Remove it, or leave `networkMode` out.",
  broken: ({ networkMode, given }) =>
    networkMode !== "awsvpc" && given !== undefined && `it in network mode ${networkMode}`,
});

export const subnetsGiven = defineRule<number>({
  id: "ecs-subnets",
  demands: "name 1 to 16 subnets",
  source: VPC,
  remedy: "Give the ids of subnets with a way to Secrets Manager, SSM, KMS and the registry.",
  broken: (count) => count < 1 || count > 16,
});

export const securityGroupsGiven = defineRule<number>({
  id: "ecs-security-groups",
  demands: "name 1 to 5 security groups",
  source: VPC,
  remedy: "Without one ECS falls back to the VPC's default group: name it on purpose.",
  broken: (count) => count < 1 || count > 5,
});

export const subnetId = defineRule<string>({
  id: "ecs-subnet-id",
  demands: "be the id of a subnet, such as subnet-0a1b2c3d",
  source: VPC,
  remedy: "`aws ec2 describe-subnets` prints it; a NetworkLookup finds it by its tags.",
  broken: (id) => !/^subnet-[\da-z]+$/.test(id),
});

export const securityGroupId = defineRule<string>({
  id: "ecs-security-group-id",
  demands: "be the id of a security group, such as sg-0a1b2c3d: no other name of it counts",
  source: VPC,
  remedy: "`aws ec2 describe-security-groups` prints it; a NetworkLookup finds it by its tags.",
  broken: (id) => !/^sg-[\da-z]+$/.test(id),
});

export const loadBalancerCount = defineRule<number>({
  id: "ecs-load-balancer-count",
  demands: "hold at most 5 target groups",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html",
  remedy: "More than 5 need a second service.",
  broken: (count) => count > 5,
});

export const attachedPort = defineRule<{
  readonly wanted: string;
  readonly mapped: readonly string[];
}>({
  id: "ecs-attached-port",
  demands: "name a container of the task and a port that it maps",
  source: CREATE_SERVICE,
  remedy: "Add it to the container's `portMappings`, or correct name and port.",
  broken: ({ wanted, mapped }) =>
    !mapped.includes(wanted) &&
    `${wanted} (the task has ${mapped.length > 0 ? mapped.join(", ") : "no ports"})`,
});

export const discoveredPort = defineRule<{
  readonly networkMode: string;
  readonly containerName?: string;
  readonly containerPort?: number;
  readonly port?: number;
}>({
  id: "ecs-service-discovery-port",
  demands:
    "name containerName and containerPort together, and in network modes bridge and host always, where only SRV records tell the port; `port` takes their place in awsvpc only",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html",
  remedy: "Give both, or in awsvpc neither.",
  broken: ({ networkMode, containerName: name, containerPort: port, port: own }) => {
    const shown = `${name ?? "no container"} and ${port ?? "no port"} in network mode ${networkMode}`;
    if ((name === undefined) !== (port === undefined)) return shown;
    if (own !== undefined && (name !== undefined || networkMode !== "awsvpc")) {
      return `port ${own} with ${shown}`;
    }
    return networkMode !== "awsvpc" && name === undefined && shown;
  },
});

export const targetGroupArn = defineRule<string>({
  id: "ecs-target-group-arn",
  demands:
    "be the ARN of a target group (`arn:…:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID`)",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
  remedy: "`aws elbv2 describe-target-groups --names NAME` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[\w-]+\/[0-9a-f]+$/.test(
      arn,
    ),
});

export const serviceNameUnique = defineRule<{ readonly other?: string }>({
  id: "ecs-service-name-unique",
  demands: "be the name of one service of the cluster only",
  source: CREATE_SERVICE,
  remedy:
    "Give one of them another `serviceName`. One that has none is called by its construct path, in which all but letters, digits and `-` becomes `-`.",
  broken: ({ other }) => other !== undefined && `that of ${other}, too`,
});

export const taskDefinitionGiven = defineRule<readonly string[]>({
  id: "ecs-task-definition-given",
  demands: "come without the settings of a task definition, because it has its own",
  source: CREATE_SERVICE,
  remedy: "Set them where the task definition is made.",
  broken: (props) => props.length > 0 && `it with ${props.join(", ")}`,
});

export const healthCheckGraceUse = defineRule<{
  readonly loadBalancers: number;
  readonly hasHealthCheck: boolean;
}>({
  id: "ecs-health-check-grace-use",
  demands:
    "come with health checks, of a load balancer or of a container: without any of them ECS does not use it",
  source: CREATE_SERVICE,
  remedy: "Remove it, or give a container its `healthCheck`.",
  broken: ({ loadBalancers, hasHealthCheck }) =>
    loadBalancers === 0 && !hasHealthCheck && "it without a health check",
  warns: true,
});

export const registryArn = defineRule<string>({
  id: "ecs-service-discovery-arn",
  demands:
    "be the ARN of a service of Cloud Map (`arn:…:servicediscovery:REGION:ACCOUNT:service/ID`)",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html",
  remedy: "`aws servicediscovery list-services` prints it; a namespace has an ARN of its own.",
  broken: (arn) => !/^arn:[a-z-]+:servicediscovery:[a-z0-9-]+:\d{12}:service\/[\w-]+$/.test(arn),
});

export const targetType = defineRule<{
  readonly networkMode: string;
  /** Target type of a target group that the app makes, as far as synthesis knows it. */
  readonly type: string;
}>({
  id: "ecs-target-type",
  demands:
    "be a target group whose `target_type` is ip in network mode awsvpc, in which a task has an address of its own, and instance in bridge and host",
  source: CREATE_SERVICE,
  remedy:
    'Set `targetType: "ip"`, or "instance", where the target group is made; left out it is instance.',
  broken: ({ networkMode, type }) =>
    type !== (networkMode === "awsvpc" ? "ip" : "instance") &&
    `${type} in network mode ${networkMode}`,
});

export const clusterProvider = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-capacity-provider-of-cluster",
  demands: "be a capacity provider that the cluster has",
  source: STRATEGY,
  remedy: "Add it to `capacityProviders` of the EcsCluster.",
  broken: ({ name, known }) =>
    !isUnresolved([name, ...known]) &&
    !known.includes(name) &&
    `${name} (the cluster has ${known.length > 0 ? [...known].sort().join(", ") : "none"})`,
});

export const healthCheckGrace = defineRule<number>({
  id: "ecs-health-check-grace",
  demands: "be a whole number from 0 to 2147483647 seconds",
  source: CREATE_SERVICE,
  remedy: "Leave it out for no grace period.",
  broken: (seconds) => !isWhole(seconds, 0, 2_147_483_647),
});

export const scalingRange = defineRule<{
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}>({
  id: "ecs-scaling-range",
  demands:
    "be whole numbers from 0 to 5000, the maximum not below the minimum, with `desiredCount` between",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
  remedy: "The desired count is only the number to begin with: left out it is the minimum.",
  broken: ({ min, max, desired }) => {
    const known = [min, max, desired].filter((value) => !isUnresolved(value));
    const shown = `${min} to ${max} with ${desired}`;
    if (known.some((value) => !isWhole(value, 0, 5000))) return shown;
    if (known.length < 3) return false;
    return (max < min || desired < min || desired > max) && shown;
  },
});

export const scalingTargets = defineRule<number>({
  id: "ecs-scaling-targets",
  demands: "name at least one target: nothing would scale the service",
  source: `${GUIDE}/service-autoscaling-targettracking.html`,
  remedy: "Set `cpuPercent`, `memoryPercent` or `requests`.",
  broken: (count) => count === 0 && "none",
});

/** On instances a task may use more than it reserves: then the service's average is above 100. */
export const scalingPercent = defineRule<{
  readonly percent: number | undefined;
  readonly compatibility: string;
}>({
  id: "ecs-scaling-percent",
  demands: "be above 0, and on Fargate, where a task never uses more than it has, at most 100",
  source: `${GUIDE}/service_utilization.html`,
  remedy: "60 leaves room for what comes while new tasks start.",
  broken: ({ percent, compatibility }) => {
    if (percent === undefined || isUnresolved(percent)) return false;
    const most = compatibility === "FARGATE" ? 100 : Infinity;
    return !(percent > 0 && percent <= most) && `${percent} on ${compatibility}`;
  },
});

export const scalingRequests = defineRule<number>({
  id: "ecs-scaling-requests",
  demands: "be above 0",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html",
  remedy: "It is the number of requests that a task gets in a minute.",
  broken: (count) => !(count > 0),
});

export const scalingLoadBalancer = defineRule<string>({
  id: "ecs-scaling-load-balancer-arn",
  demands:
    "be the ARN of an Application Load Balancer (`arn:…:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID`)",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html",
  remedy: "`aws elbv2 describe-load-balancers --names NAME` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[0-9a-f]+$/.test(
      arn,
    ),
});

export const scalingRequestsGroup = defineRule<{
  readonly targetGroupArn: string;
  readonly attached: readonly string[];
}>({
  id: "ecs-scaling-requests-target-group",
  demands:
    "be a target group of the service's own `loadBalancers`: Application Auto Scaling counts the requests of no other one",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html",
  remedy: "Add it to `loadBalancers`, or scale by `cpuPercent` or `memoryPercent`.",
  broken: ({ targetGroupArn, attached }) =>
    !isUnresolved([targetGroupArn, ...attached]) &&
    !attached.includes(targetGroupArn) &&
    `${targetGroupArn} (the service has ${attached.length > 0 ? attached.join(", ") : "none"})`,
});

export const scalingRequestsDeployment = defineRule<string>({
  id: "ecs-scaling-requests-deployment",
  demands:
    "be left out where deployments move the traffic from one target group to another: only one of the two is counted",
  source: `${GUIDE}/service-autoscaling-targettracking.html`,
  remedy: "Scale by `cpuPercent` or `memoryPercent`, or deploy by ROLLING.",
  broken: (deployment) => deployment !== "ROLLING" && `it with ${deployment}`,
});

export const scalingCooldown = defineRule<number>({
  id: "ecs-scaling-cooldown",
  demands: "be a whole number of seconds from 0",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html",
  remedy: "Left out it is 300, the default of Application Auto Scaling for ECS.",
  broken: (seconds) => !isWhole(seconds, 0),
});
