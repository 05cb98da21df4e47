import * as capacityProvider from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import type { IConstruct } from "constructs";
import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const CREATE_SERVICE = `${API}/API_CreateService.html`;

/** Whether a value is known at synthesis and is not a whole number in the range. */
function isOutside(value: number | undefined, least: number, most: number): boolean {
  if (value === undefined || isUnresolved(value)) return false;
  return !isWhole(value, least, most);
}

export const deploymentPercents = defineRule<{
  readonly minimum: number;
  readonly maximum: number;
}>({
  id: "ecs-deployment-percents",
  demands:
    "be whole numbers, the minimum from 0 to 100, the maximum at least 100 and above the minimum: otherwise ECS can neither start a task nor stop one",
  source: `${API}/API_DeploymentConfiguration.html`,
  remedy: "100 and 200 are the defaults, with DAEMON 0 and 100.",
  broken: ({ minimum, maximum }) => {
    if (isUnresolved([minimum, maximum])) return false;
    const outside = isOutside(minimum, 0, 100) || isOutside(maximum, 100, 2_147_483_647);
    return (outside || maximum <= minimum) && `${minimum} and ${maximum}`;
  },
});

export const deploymentRoom = defineRule<{
  readonly desired: number;
  readonly minimum: number;
  readonly maximum: number;
}>({
  id: "ecs-deployment-room",
  demands:
    "leave room for one task more, or one less: ECS rounds the maximum down and the minimum up to whole tasks, and a deployment without room never ends",
  source: `${API}/API_DeploymentConfiguration.html`,
  remedy: "Raise `maximumPercent` (200 is the default), or lower `minimumHealthyPercent`.",
  broken: ({ desired, minimum, maximum }) => {
    if (isUnresolved([desired, minimum, maximum]) || desired === 0) return false;
    const least = Math.ceil((desired * minimum) / 100);
    const most = Math.floor((desired * maximum) / 100);
    return most <= least && `${least} to ${most} tasks for a desired count of ${desired}`;
  },
  warns: true,
});

export const daemonOnly = defineRule<readonly string[]>({
  id: "ecs-daemon",
  demands:
    "be REPLICA where these are given: one task on each instance has no number to set, no strategy to be placed by, no capacity provider and no zone to move to, and Fargate has no instances",
  source: `${GUIDE}/ecs_service-options.html#service_scheduler_daemon`,
  remedy: "Remove them, or leave `schedulingStrategy` out.",
  broken: (props) => props.length > 0 && `DAEMON with ${props.join(", ")}`,
});

export const controllerLacks = defineRule<{
  readonly controller: string;
  readonly props: readonly string[];
}>({
  id: "ecs-deployment-controller",
  demands:
    "be ECS where these are given: CodeDeploy rolls out by itself, and with EXTERNAL it is the task sets that have them",
  source: `${GUIDE}/ecs_service-options.html`,
  remedy:
    "Remove them, or leave `deploymentController` out; what a task set needs is set where you make it.",
  broken: ({ controller, props }) =>
    props.length > 0 && `${controller} with ${[...props].sort().join(", ")}`,
});

export const codeDeployTargetGroup = defineRule<number>({
  id: "ecs-code-deploy-target-group",
  demands: "name exactly one target group with CODE_DEPLOY, the one that the first task set gets",
  source: `${GUIDE}/deployment-type-bluegreen.html`,
  remedy: "The deployment group of CodeDeploy names the other one of the pair.",
  broken: (count) => count !== 1 && `${count}`,
});

const STAGES: readonly string[] = [
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRE_PRODUCTION_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
];

export const hookStages = defineRule<readonly string[]>({
  id: "ecs-deployment-hook-stages",
  demands: `name one or more of ${STAGES.join(", ")}, each once`,
  source: `${API}/API_DeploymentLifecycleHook.html`,
  remedy: "PRE_SCALE_UP, for example, comes before a task of the new version starts.",
  broken: (stages) =>
    stages.length === 0
      ? "none"
      : stages.some((stage) => !STAGES.includes(stage)) || new Set(stages).size < stages.length,
});

export const hookFunction = defineRule<string>({
  id: "ecs-deployment-hook-function",
  demands: "be the ARN of a Lambda function (`arn:…:lambda:REGION:ACCOUNT:function:NAME`)",
  source: `${GUIDE}/blue-green-permissions.html`,
  remedy: "`aws lambda get-function --function-name NAME` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(:[\w$-]+)?$/.test(arn),
});

export const bakeTime = defineRule<number>({
  id: "ecs-deployment-bake-time",
  demands: "be a whole number from 0 to 1440 minutes",
  source: `${API}/API_DeploymentConfiguration.html`,
  remedy: "That is a day at most.",
  broken: (minutes) => isOutside(minutes, 0, 1440),
});

export const shiftedPercent = defineRule<{
  readonly percent: number;
  readonly least: number;
}>({
  id: "ecs-deployment-step-percent",
  demands: "be a multiple of 0.1 up to 100, of at least 3 with LINEAR and at least 0.1 with CANARY",
  source: `${API}/API_LinearConfiguration.html`,
  remedy: "Left out it is 10 with LINEAR, and 5 with CANARY.",
  broken: ({ percent, least }) => {
    if (isUnresolved(percent)) return false;
    const tenths = Math.round(percent * 10);
    const fits = Math.abs(percent * 10 - tenths) < 1e-9 && percent >= least && percent <= 100;
    return !fits && `${percent}`;
  },
});

export const strategyFields = defineRule<{
  readonly type: string;
  readonly props: readonly string[];
}>({
  id: "ecs-deployment-strategy",
  demands:
    "have a bake time with BLUE_GREEN, LINEAR or CANARY only, and steps with LINEAR or CANARY only, without a circuit breaker, which is of ROLLING",
  source: `${API}/API_DeploymentConfiguration.html`,
  remedy: "Remove what the strategy does not have; its own failures are found by alarms and hooks.",
  broken: ({ type, props }) => props.length > 0 && `${type} with ${props.join(", ")}`,
});

export const strategyTraffic = defineRule<{
  readonly type: string;
  readonly loadBalancers: number;
  readonly shifted: number;
  readonly serviceConnect: boolean;
}>({
  id: "ecs-deployment-traffic",
  demands:
    "shift the traffic of every load balancer (`trafficShift`) or of none, and with LINEAR and CANARY that of a load balancer or of Service Connect; ROLLING shifts none",
  source: `${GUIDE}/linear-deployment-implementation.html`,
  remedy:
    "Give each target group its `trafficShift`: the alternate target group and the listener rule.",
  broken: ({ type, loadBalancers, shifted, serviceConnect }) => {
    const shown = `${type} with ${shifted} of ${loadBalancers} load balancers and ${serviceConnect ? "" : "no "}Service Connect`;
    if (type === "ROLLING") return shifted > 0 && shown;
    if (shifted !== loadBalancers) return shown;
    return type !== "BLUE_GREEN" && loadBalancers === 0 && !serviceConnect && shown;
  },
});

export const listenerRule = defineRule<string>({
  id: "ecs-listener-rule-arn",
  demands:
    "be the ARN of a listener rule of an Application Load Balancer, or of a listener of a Network Load Balancer (`arn:…:elasticloadbalancing:REGION:ACCOUNT:listener-rule/…`)",
  source: `${API}/API_AdvancedConfiguration.html`,
  remedy: "`aws elbv2 describe-rules --listener-arn ARN` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener(-rule)?\/(app|net)\/[\w/-]+$/.test(
      arn,
    ),
});

export const alarmsGiven = defineRule<number>({
  id: "ecs-deployment-alarms",
  demands: "name at least one alarm",
  source: `${API}/API_DeploymentAlarms.html`,
  remedy: "Leave `deploymentAlarms` out for none.",
  broken: (count) => count === 0,
});

export const rebalancing = defineRule<{
  readonly maximumPercent: number;
  readonly firstStrategy: string | undefined;
  readonly constraints: readonly string[];
}>({
  id: "ecs-availability-zone-rebalancing",
  demands:
    "be left out with a maximum of 100 percent, with a first placement strategy other than a spread over attribute:ecs.availability-zone, and with a constraint on the zone",
  source: `${GUIDE}/service-rebalancing.html`,
  remedy: "ECS moves a task by starting another one in the other zone first.",
  broken: ({ maximumPercent, firstStrategy, constraints }) => {
    if (maximumPercent === 100) return "it with a maximum of 100";
    const zone = "attribute:ecs.availability-zone";
    if (firstStrategy !== undefined && !isUnresolved(firstStrategy)) {
      if (firstStrategy !== `spread ${zone}`) return `it with the strategy ${firstStrategy}`;
    }
    return constraints.some((text) => text.includes("ecs.availability-zone")) && "it with a zone";
  },
});

export const providerKnows = defineRule<{
  readonly feature: string;
  readonly since: string;
  readonly known: boolean;
}>({
  id: "aws-provider-version",
  demands: "be left out with an AWS provider that does not know it yet",
  source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md",
  remedy:
    "Use a package @cdktf/provider-aws of the line 21, made for that version of the provider or a newer one.",
  broken: ({ feature, since, known }) =>
    !known && `${feature}, which hashicorp/aws has since ${since}`,
});

export const pipelineOwns = defineRule<readonly string[]>({
  id: "ecs-rollout-owner",
  demands:
    "be terraform where these are given: a pipeline's revision rests on the one before, which stays registered",
  source: "decision 16",
  remedy: "Remove them, or leave `rolloutOwner` out.",
  broken: (props) => props.length > 0 && `pipeline with ${props.join(", ")}`,
});

export const placementStrategy = defineRule<{
  readonly type: string;
  readonly field: string | undefined;
}>({
  id: "ecs-placement-strategy",
  demands:
    "be random without a field, binpack with cpu or memory, or spread with instanceId, host or attribute:NAME",
  source: `${API}/API_PlacementStrategy.html`,
  remedy: 'Write, for example, `{ type: "spread", field: "attribute:ecs.availability-zone" }`.',
  broken: ({ type, field }) => {
    if (isUnresolved([type, field])) return false;
    const fields: Readonly<Record<string, RegExp>> = {
      random: /^$/,
      binpack: /^(cpu|memory)$/i,
      spread: /^(instanceId|host|attribute:[\w.:/-]+)$/i,
    };
    return !fields[type]?.test(field ?? "") && `${type} ${field ?? "without a field"}`;
  },
});

export const placementConstraint = defineRule<{
  readonly type: string;
  readonly expression: string | undefined;
}>({
  id: "ecs-placement-constraint",
  demands: "be distinctInstance without an expression, or memberOf with one",
  source: `${API}/API_PlacementConstraint.html`,
  remedy: "Write, for example, `attribute:ecs.instance-type =~ t3.*`.",
  broken: ({ type, expression }) => {
    if (isUnresolved(type)) return false;
    const fits = type === "distinctInstance" ? expression === undefined : type === "memberOf";
    return (
      (!fits || (type === "memberOf" && !expression)) &&
      `${type} ${expression ?? "without an expression"}`
    );
  },
});

export const placementCount = defineRule<{
  readonly strategies: number;
  readonly constraints: number;
}>({
  id: "ecs-placement-count",
  demands: "be 5 strategies and 10 constraints at most",
  source: CREATE_SERVICE,
  remedy: "Constraints of the task definition count, too.",
  broken: ({ strategies, constraints }) =>
    (strategies > 5 || constraints > 10) && `${strategies} and ${constraints}`,
});

export const instancesOnly = defineRule<{
  readonly compatibility: string;
  readonly given: boolean;
}>({
  id: "ecs-placement-instances",
  demands: "be left out on Fargate, which has no instances to choose from",
  source: `${GUIDE}/task-placement.html`,
  remedy: "Remove it; Fargate spreads the tasks over the Availability Zones of the subnets.",
  broken: ({ compatibility, given }) => compatibility === "FARGATE" && given && "it on Fargate",
});

/** Features of a service that only newer AWS providers know, with the version that brought them. */
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

/** Refuses a feature that the app's package of the AWS provider does not know yet. */
export function requireProvider(
  scope: IConstruct,
  prop: string,
  feature: keyof typeof SINCE,
): void {
  providerKnows.enforce(scope, prop, { feature, ...SINCE[feature] });
}
