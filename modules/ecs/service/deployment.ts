import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import {
  Fn,
  Token,
  type ITerraformDependable,
  type TerraformResourceLifecycle,
  type IResolvable,
} from "cdktf";
import type { Construct } from "constructs";
import { terraformJson, type Json } from "../../core";
import {
  oneOf,
  choice,
  isUnresolved,
  listOf,
  object,
  regionalPartArn,
  texts,
  type PropTable,
  number,
  flag,
  eitherText,
  RECORD,
  needed,
  given,
} from "../../core/internal";
import { AwsServiceRole } from "../../iam/internal";
import * as rules from "../rules";
import type { TaskDefinition } from "../task";
import type { AttachmentProps } from "./attachments";
import type { PlacementProps } from "./placement";
import { failWhenRolledBack } from "./rollback";
import type { ScalingProps } from "./scaling";
import type { ServiceConnectProps } from "./service-connect";

/** A function that ECS calls at stages of a deployment, and that can end it. */
export interface DeploymentHook {
  /** ARN of the Lambda function. */
  readonly functionArn: string;
  /** When it is called, such as `POST_TEST_TRAFFIC_SHIFT`. */
  readonly stages: readonly string[];
  /** What it is given besides; no secret. @default - nothing */
  readonly details?: Readonly<Record<string, Json>>;
}

/** How ECS itself brings a new version into service. */
export interface DeploymentStrategy {
  /**
   * ROLLING replaces task by task. The others start a second set of tasks beside the first: BLUE_GREEN shifts the traffic
   * at once, LINEAR in equal steps, CANARY first a little and then the rest.
   */
  readonly type: "ROLLING" | "BLUE_GREEN" | "LINEAR" | "CANARY";
  /** Minutes that the old tasks go on after the traffic has shifted, 0 to 1440. Not with ROLLING. @default 10 */
  readonly bakeTimeMinutes?: number;
  /** Percent of the traffic in each step of LINEAR, or first with CANARY. @default 10, with CANARY 5 */
  readonly stepPercent?: number;
  /** Minutes after a step of LINEAR, or after the first of CANARY, 0 to 1440. @default 6, with CANARY 10 */
  readonly stepBakeTimeMinutes?: number;
  /** @default - none */
  readonly lifecycleHooks?: readonly DeploymentHook[];
}

/** Alarms that end a deployment. */
export interface DeploymentAlarms {
  /** Names of CloudWatch alarms. */
  readonly alarmNames: readonly string[];
  /** Whether ECS then returns to the version before. @default true */
  readonly rollback?: boolean | IResolvable;
}

/** How new versions come into service. */
export interface DeploymentProps {
  /** Percent of the desired tasks that run at least while a deployment goes on. @default 100, with DAEMON 0 */
  readonly minimumHealthyPercent?: number;
  /** Percent of the desired tasks that run at most while a deployment goes on; not with DAEMON. @default 200 */
  readonly maximumPercent?: number;
  /** REPLICA keeps a number of tasks, DAEMON one on each instance. @default "REPLICA" */
  readonly schedulingStrategy?: "REPLICA" | "DAEMON";
  /** Who deploys: ECS, AWS CodeDeploy, or what makes task sets. @default "ECS" */
  readonly deploymentController?: "ECS" | "CODE_DEPLOY" | "EXTERNAL";
  /** Of the deployment controller ECS. @default - ROLLING */
  readonly deploymentStrategy?: DeploymentStrategy;
  /** Of the deployment controller ECS. @default - none */
  readonly deploymentAlarms?: DeploymentAlarms;
  /**
   * Whether ECS moves tasks when the Availability Zones are out of balance.
   *
   * @default - the provider's: no in its line 5; in its line 6 AWS's own, yes for a new service
   */
  readonly availabilityZoneRebalancing?: boolean | IResolvable;
  /**
   * Who decides which revision of the task definition runs. A pipeline registers revisions and deploys them itself: then
   * Terraform leaves the service's task definition alone, and still deploys again when a secret's `revision` changes.
   *
   * @default "terraform"; with another controller than ECS that one decides
   */
  readonly rolloutOwner?: "terraform" | "pipeline";
  /**
   * Whether a deployment that does not become steady fails and is rolled back; the apply then fails, too, while it waits
   * for the steady state.
   *
   * @default true with the controller ECS and the strategy ROLLING
   */
  readonly circuitBreaker?: boolean | IResolvable;
  /**
   * Whether apply waits until the tasks run: a new version that cannot read its secret then fails the apply, when ECS has
   * rolled it back, or when a first deployment has not become steady in time.
   *
   * @default true, with EXTERNAL false
   */
  readonly waitForSteadyState?: boolean | IResolvable;
}

/** How {@link DeploymentProps} are read. */
export const DEPLOYMENT_PROPS = {
  minimumHealthyPercent: number,
  maximumPercent: number,
  schedulingStrategy: oneOf(choice, { REPLICA: true, DAEMON: true }),
  deploymentController: oneOf(choice, { ECS: true, CODE_DEPLOY: true, EXTERNAL: true }),
  deploymentStrategy: object<DeploymentStrategy>({
    type: needed(oneOf(choice, { ROLLING: true, BLUE_GREEN: true, LINEAR: true, CANARY: true })),
    bakeTimeMinutes: number,
    stepPercent: number,
    stepBakeTimeMinutes: number,
    lifecycleHooks: listOf<DeploymentHook>({
      functionArn: needed(regionalPartArn),
      stages: needed(texts),
      details: given(RECORD),
    }),
  }),
  deploymentAlarms: object<DeploymentAlarms>({ alarmNames: needed(texts), rollback: flag }),
  availabilityZoneRebalancing: flag,
  rolloutOwner: oneOf(choice, { terraform: true, pipeline: true }),
  circuitBreaker: flag,
  waitForSteadyState: flag,
} satisfies PropTable<DeploymentProps>;

/** All props by which a deployment is decided. */
export interface DeployedProps
  extends DeploymentProps, PlacementProps, AttachmentProps, ServiceConnectProps, ScalingProps {
  readonly redeployOnChange?: object;
  readonly retainRevisions?: boolean | IResolvable;
}

/** The arguments of the service that say how it is deployed. */
export interface DeploymentPart {
  readonly config: Partial<EcsServiceConfig>;
  /** What must exist before the service starts. */
  readonly dependables: () => readonly ITerraformDependable[];
  /** Whether Terraform deploys again when a secret's revision changes. */
  readonly deploysAgain: boolean;
  /** Whether the service itself has task definition, network and load balancers; else task sets have them. */
  readonly hasTasks: boolean;
}

/** Checks how new versions come into service, and renders it. */
export function deploymentOf(
  service: Construct,
  props: DeployedProps,
  task: TaskDefinition,
): DeploymentPart {
  const { deploymentController: controller = "ECS", deploymentAlarms: alarms } = props;
  const { type = "ROLLING" } = props.deploymentStrategy ?? {};
  check(service, props, task);
  const byEcs = controller === "ECS";
  const circuitBreaker = props.circuitBreaker ?? (byEcs && type === "ROLLING");
  const waitForSteadyState = props.waitForSteadyState ?? controller !== "EXTERNAL";
  const isDaemon = props.schedulingStrategy === "DAEMON";
  const ownsRollout = byEcs && props.rolloutOwner !== "pipeline";
  const rollsBack =
    circuitBreaker || type !== "ROLLING" || (alarms?.rollback ?? alarms !== undefined);
  // Attributes that others change.
  const ignored = [
    ...(props.scaling ? ["desired_count"] : []),
    ...(ownsRollout || controller === "EXTERNAL" ? [] : ["task_definition"]),
    ...(controller === "CODE_DEPLOY" ? ["load_balancer"] : []),
  ];
  const { configuration, dependables } = strategyOf(service, props.deploymentStrategy);
  return {
    config: {
      deploymentController: props.deploymentController && { type: controller },
      schedulingStrategy: props.schedulingStrategy,
      deploymentCircuitBreaker: byEcs
        ? { enable: circuitBreaker, rollback: circuitBreaker }
        : undefined,
      deploymentMinimumHealthyPercent: props.minimumHealthyPercent ?? (isDaemon ? 0 : 100),
      deploymentMaximumPercent: isDaemon ? undefined : (props.maximumPercent ?? 200),
      alarms: alarms && {
        alarmNames: [...alarms.alarmNames],
        enable: true,
        rollback: alarms.rollback ?? true,
      },
      availabilityZoneRebalancing: rebalancing(props.availabilityZoneRebalancing),
      waitForSteadyState,
      // Has no effect alone: the provider deploys again when `triggers` changes. Only what is known at plan time may
      // stand there; an unknown value makes the service drop out of the plan silently.
      forceNewDeployment: byEcs ? true : undefined,
      lifecycle: lifecycleOf(
        ignored,
        ownsRollout && rollsBack && waitForSteadyState && task.taskDefinitionArn,
      ),
      ...configuration,
    },
    dependables,
    deploysAgain: byEcs,
    hasTasks: controller !== "EXTERNAL",
  };
}

/** @param wanted the task definition that must run after an apply; false where that is not known */
function lifecycleOf(
  ignoreChanges: string[],
  wanted: string | false,
): TerraformResourceLifecycle | undefined {
  if (ignoreChanges.length === 0 && wanted === false) return undefined;
  return {
    ...(wanted !== false && failWhenRolledBack(wanted)),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
  };
}

function rebalancing(enabled: boolean | IResolvable | undefined): string | undefined {
  return enabled === undefined ? undefined : eitherText(enabled, "ENABLED", "DISABLED");
}

/** Whether a strategy asks for nothing but ECS's own rolling deployment. */
function isPlainRolling({ type, lifecycleHooks = [] }: DeploymentStrategy): boolean {
  return type === "ROLLING" && lifecycleHooks.length === 0;
}

/** The strategy in the names of line 6 of the provider; nothing for ECS's own rolling deployment. */
function strategyOf(service: Construct, strategy: DeploymentStrategy | undefined) {
  if (!strategy || isPlainRolling(strategy)) return { configuration: {}, dependables: () => [] };
  const { type, lifecycleHooks = [], stepPercent, stepBakeTimeMinutes } = strategy;
  const role = lifecycleHooks.length > 0 ? hookRole(service, lifecycleHooks) : undefined;
  const { bakeTimeMinutes = type === "ROLLING" ? undefined : 10 } = strategy;
  const deploymentConfiguration = {
    strategy: type,
    bakeTimeInMinutes: minutes(bakeTimeMinutes),
    linearConfiguration:
      type === "LINEAR"
        ? { stepPercent, stepBakeTimeInMinutes: minutes(stepBakeTimeMinutes) }
        : undefined,
    canaryConfiguration:
      type === "CANARY"
        ? { canaryPercent: stepPercent, canaryBakeTimeInMinutes: minutes(stepBakeTimeMinutes) }
        : undefined,
    lifecycleHook:
      role &&
      lifecycleHooks.map(({ functionArn, stages, details }) => ({
        hookTargetArn: functionArn,
        lifecycleStages: [...stages],
        hookDetails: details && terraformJson(details),
        roleArn: role.roleArn,
      })),
  };
  return { configuration: { deploymentConfiguration }, dependables: () => role?.dependables ?? [] };
}

/** A number that the provider takes as text. */
function minutes(value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  return Token.isUnresolved(value) ? Fn.tostring(value) : String(value);
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html */
function hookRole(service: Construct, hooks: readonly DeploymentHook[]): AwsServiceRole {
  const role = new AwsServiceRole(service, "deployment-hooks-role", {
    description: "Lets ECS call the hooks of deployments",
  });
  const resources = [...new Set(hooks.map(({ functionArn }) => functionArn))];
  role.addToPolicy("call-hooks", { actions: ["lambda:InvokeFunction"], resources });
  return role;
}

function check(service: Construct, props: DeployedProps, task: TaskDefinition): void {
  const isDaemon = props.schedulingStrategy === "DAEMON";
  const { minimumHealthyPercent: minimum = isDaemon ? 0 : 100 } = props;
  const { maximumPercent = isDaemon ? 100 : 200 } = props;
  if (isDaemon) rules.daemonOnly.enforce(service, "schedulingStrategy", notForDaemons(props, task));
  const percents = { minimum, maximum: isDaemon ? 100 : maximumPercent };
  rules.deploymentPercents.enforce(service, "minimumHealthyPercent", percents);
  checkController(service, props, task);
  if (props.deploymentStrategy) checkStrategy(service, props, props.deploymentStrategy);
  const { alarmNames } = props.deploymentAlarms ?? {};
  if (!isUnresolved(alarmNames)) {
    rules.alarmsGiven.enforce(service, "deploymentAlarms", alarmNames?.length);
  }
  if (props.rolloutOwner === "pipeline") {
    const lost = props.retainRevisions === false ? ["retainRevisions: false"] : [];
    rules.pipelineOwns.enforce(service, "rolloutOwner", lost);
  }
  if (props.availabilityZoneRebalancing !== true) return;
  task.requirePlatform("the rebalancing of Availability Zones");
  const [first] = props.placementStrategies ?? [];
  rules.rebalancing.enforce(service, "availabilityZoneRebalancing", {
    maximumPercent,
    firstStrategy: first && `${first.type} ${first.field ?? ""}`.trim(),
    constraints: (props.placementConstraints ?? []).flatMap(({ expression }) => expression ?? []),
  });
}

/** The names of the props that are given; a list of nothing says as much as none. */
function givenOf(props: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(props).flatMap(([name, value]) => {
    const isNone = Array.isArray(value) && value.length === 0;
    return value === undefined || value === false || isNone ? [] : [name];
  });
}

function notForDaemons(props: DeployedProps, { compatibility }: TaskDefinition): readonly string[] {
  const distinct = props.placementConstraints?.some(({ type }) => type === "distinctInstance");
  return givenOf({
    capacityProviders: props.capacityProviders,
    desiredCount: props.desiredCount,
    maximumPercent: props.maximumPercent === 100 ? undefined : props.maximumPercent,
    scaling: props.scaling,
    placementStrategies: props.placementStrategies,
    "a distinctInstance constraint": distinct,
    availabilityZoneRebalancing: props.availabilityZoneRebalancing,
    "compatibility FARGATE": compatibility === "FARGATE",
  });
}

function checkController(service: Construct, props: DeployedProps, task: TaskDefinition): void {
  const { deploymentController: controller = "ECS", rolloutOwner } = props;
  if (controller === "ECS") return;
  const { type = "ROLLING" } = props.deploymentStrategy ?? {};
  const ofEcs = {
    availabilityZoneRebalancing: props.availabilityZoneRebalancing,
    circuitBreaker: props.circuitBreaker,
    deploymentAlarms: props.deploymentAlarms,
    deploymentStrategy: type === "ROLLING" ? undefined : type,
    redeployOnChange: props.redeployOnChange,
    rolloutOwner,
    "schedulingStrategy DAEMON": props.schedulingStrategy === "DAEMON",
    serviceConnect: props.serviceConnect,
  };
  const ofTaskSets = {
    assignPublicIp: props.assignPublicIp,
    capacityProviders: props.capacityProviders,
    "an EBS volume": [...task.volumes.values()].some(({ kind }) => kind === "ebs"),
    loadBalancers: props.loadBalancers,
    securityGroupIds: props.securityGroupIds,
    serviceDiscovery: props.serviceDiscovery,
    subnetIds: props.subnetIds,
    waitForSteadyState: props.waitForSteadyState,
  };
  const given = givenOf(controller === "EXTERNAL" ? { ...ofEcs, ...ofTaskSets } : ofEcs);
  rules.controllerLacks.enforce(service, "deploymentController", { controller, props: given });
  if (controller === "CODE_DEPLOY") {
    const count = props.loadBalancers?.length ?? 0;
    rules.codeDeployTargetGroup.enforce(service, "loadBalancers", count);
  }
}

function checkStrategy(
  service: Construct,
  props: DeployedProps,
  strategy: DeploymentStrategy,
): void {
  const prop = "deploymentStrategy";
  const { type, bakeTimeMinutes, stepPercent, stepBakeTimeMinutes, lifecycleHooks } = strategy;
  // ROLLING is what every version of the provider does where no strategy is given.
  if (!isPlainRolling(strategy)) {
    rules.requireProvider(service, prop, "native blue/green deployment");
  }
  const isStepped = type === "LINEAR" || type === "CANARY";
  if (isStepped) rules.requireProvider(service, prop, "linear and canary deployment");
  rules.strategyFields.enforce(service, prop, {
    type,
    props: givenOf({
      bakeTimeMinutes: type === "ROLLING" ? bakeTimeMinutes : undefined,
      stepPercent: isStepped ? undefined : stepPercent,
      stepBakeTimeMinutes: isStepped ? undefined : stepBakeTimeMinutes,
      circuitBreaker: type === "ROLLING" ? undefined : props.circuitBreaker,
    }),
  });
  rules.bakeTime.enforce(service, `${prop}.bakeTimeMinutes`, bakeTimeMinutes);
  rules.bakeTime.enforce(service, `${prop}.stepBakeTimeMinutes`, stepBakeTimeMinutes);
  if (stepPercent !== undefined) {
    const step = { percent: stepPercent, least: type === "LINEAR" ? 3 : 0.1 };
    rules.shiftedPercent.enforce(service, `${prop}.stepPercent`, step);
  }
  for (const { functionArn, stages } of lifecycleHooks ?? []) {
    rules.hookFunction.enforce(service, `${prop}.lifecycleHooks`, functionArn);
    rules.hookStages.enforce(service, `${prop}.lifecycleHooks`, stages);
  }
}

/** Checks that the strategy can shift the service's traffic. */
export function checkTraffic(service: Construct, props: DeployedProps): void {
  const { loadBalancers = [], serviceConnect, deploymentStrategy } = props;
  rules.strategyTraffic.enforce(service, "deploymentStrategy", {
    type: deploymentStrategy?.type ?? "ROLLING",
    loadBalancers: loadBalancers.length,
    shifted: loadBalancers.filter(({ trafficShift }) => trafficShift).length,
    serviceConnect: serviceConnect !== undefined,
  });
}
