import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import { type TerraformStack } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { ACCOUNT, REGION } from "./synth";
import { type Declare, type Fill } from "./token-props";
import {
  EcsCluster,
  EcsService,
  LogDriver,
  OneOffTask,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
  Volume,
  type AppMeshProxy,
  type CapacityProviderShare,
  type ClientAlias,
  type DeploymentAlarms,
  type DeploymentHook,
  type DeploymentStrategy,
  type EcsClusterProps,
  type EcsServiceAttributes,
  type EcsServiceProps,
  type FluentdOptions,
  type LoadBalancerAttachment,
  type OneOffTaskProps,
  type PlacementConstraint,
  type PlacementStrategy,
  type RequestTarget,
  type Scaling,
  type ScalingTargets,
  type ScheduledTaskProps,
  type ServiceConnect,
  type ServiceConnectService,
  type ServiceConnectTls,
  type ServiceDiscovery,
  type TaskDefinitionProps,
  type TestTrafficHeader,
  type TrafficShift,
} from "cdktf-ecs-secrets/ecs";
import { BUFFERED, clusterIn, NETWORK, ON_EC2, secretIn, taskIn } from "./token-row-parts";

const GROUP = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/web/0123456789abcdef`;
const BALANCER = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/web/0123456789abcdef`;
const RULE = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:listener-rule/app/web/0123456789abcdef/0123456789abcdef/0123456789abcdef`;
const REGISTRY = `arn:aws:servicediscovery:${REGION}:${ACCOUNT}:service/srv-0123456789abcdef`;
const HOOK = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:check`;
const AUTHORITY = `arn:aws:acm-pca:${REGION}:${ACCOUNT}:certificate-authority/11111111-2222-3333-4444-555555555555`;

/** Whether the app's package of the AWS provider knows deployments that shift traffic. */
export const NATIVE = "ecsServiceDeploymentConfigurationToTerraform" in ecsService;

/** What only one of a task's network modes, or none on EC2, takes. */
const OF_TASK = ["compatibility", "networkMode", "platformVersion", "ephemeralStorageGiB"];

/** What decides which other props there are; each has a row. */
const CHOICES = ["schedulingStrategy", "deploymentController", "rolloutOwner"];

const taskProps = (
  { props }: Fill,
  owner: string,
  ...without: readonly string[]
): TaskDefinitionProps => ({
  ...props<TaskDefinitionProps>(owner, ...OF_TASK, ...without),
  proxyConfiguration: {
    containerName: "web",
    appPorts: [80],
    proxyIngressPort: 15000,
    proxyEgressPort: 15001,
    ignoredUid: 1337,
    ...props<AppMeshProxy>("AppMeshProxy"),
  },
});

const placement = ({ props }: Fill) => ({
  placementStrategies: [
    { type: "random" as const, ...props<PlacementStrategy>("PlacementStrategy") },
  ],
  placementConstraints: [
    {
      type: "memberOf" as const,
      expression: "attribute:a == b",
      ...props<PlacementConstraint>("PlacementConstraint"),
    },
  ],
  capacityProviders: [{ name: "a", ...props<CapacityProviderShare>("CapacityProviderShare") }],
});

const job = (stack: TerraformStack) => {
  const taskDefinition = taskIn(stack, "task", { networkMode: "awsvpc" });
  taskDefinition.addContainer("web", ON_EC2);
  return { cluster: clusterIn(stack), taskDefinition, ...NETWORK };
};

/** A service on EC2 with one container whose port is named. */
const serviceIn = (stack: TerraformStack, props: Partial<EcsServiceProps>, port: object = {}) => {
  const service = new EcsService(stack, "it", {
    cluster: clusterIn(stack),
    compatibility: "EC2",
    ...NETWORK,
    ...props,
  });
  const portMappings = [{ containerPort: 80, name: "web", ...port }];
  service.addContainer("web", { ...ON_EC2, portMappings });
  return service;
};

/** Rows of clusters, tasks and services. */
export const ECS_ROWS: Readonly<Record<string, Declare>> = {
  cluster: (stack, { props, text }) => {
    new EcsCluster(stack, "it", props<EcsClusterProps>("EcsCluster"));
    const name = text("EcsCluster.fromClusterName()", "clusterName");
    const service = new EcsService(stack, "web", {
      cluster: EcsCluster.fromClusterName(stack, "imported", name),
      compatibility: "EC2",
      ...NETWORK,
    });
    service.addContainer("web", ON_EC2);
  },
  task: (stack, fill) => {
    const props = taskProps(fill, "TaskDefinition");
    const task = new TaskDefinition(stack, "it", {
      compatibility: "EC2",
      networkMode: "awsvpc",
      ...props,
    });
    task.addContainer(fill.text("TaskDefinition.addContainer()", "name", "web"), ON_EC2);
    task.addVolume(fill.text("TaskDefinition.addVolume()", "name", "data"), Volume.task());
  },
  taskChoices: (stack, { props }) => {
    const task = new TaskDefinition(stack, "it", {
      cpu: 256,
      memoryMiB: 512,
      ...props<TaskDefinitionProps>("TaskDefinition", "ipcMode", "taskPlacementConstraints[]"),
    });
    const service = new EcsService(stack, "web", {
      cluster: clusterIn(stack),
      ...NETWORK,
      taskDefinition: task,
    });
    service.addContainer("web", { image: ON_EC2.image });
  },
  service: (stack, fill) => {
    const service = new EcsService(stack, "it", {
      cluster: clusterIn(stack),
      compatibility: "EC2",
      networkMode: "awsvpc",
      ...NETWORK,
      ...taskProps(fill, "EcsService", ...CHOICES, "assignPublicIp"),
      ...placement(fill),
    });
    service.addContainer(fill.text("EcsService.addContainer()", "name", "web"), ON_EC2);
  },
  serviceChoices: (stack, { props }) => {
    const service = new EcsService(stack, "it", {
      cluster: clusterIn(stack),
      ...NETWORK,
      cpu: 256,
      memoryMiB: 512,
      ...props<EcsServiceProps>("EcsService", "taskPlacementConstraints[]", "ipcMode"),
    });
    service.addContainer("web", ON_EC2);
  },
  attachments: (stack, { props }) => {
    serviceIn(stack, {
      ...(NATIVE && { deploymentStrategy: { type: "BLUE_GREEN" } }),
      loadBalancers: [
        {
          targetGroupArn: GROUP,
          containerName: "web",
          containerPort: 80,
          ...props<LoadBalancerAttachment>("LoadBalancerAttachment"),
          trafficShift: NATIVE
            ? {
                alternateTargetGroupArn: GROUP,
                productionListenerRuleArn: RULE,
                ...props<TrafficShift>("TrafficShift"),
              }
            : undefined,
        },
      ],
      serviceDiscovery: {
        registryArn: REGISTRY,
        containerName: "web",
        containerPort: 80,
        ...props<ServiceDiscovery>("ServiceDiscovery", "port"),
      },
    });
  },
  discoveryPort: (stack, { props }) =>
    serviceIn(stack, {
      serviceDiscovery: {
        registryArn: REGISTRY,
        ...props<ServiceDiscovery>("ServiceDiscovery", "containerName", "containerPort"),
      },
    }),
  deployment: (stack, { props }) =>
    serviceIn(stack, {
      ...(NATIVE && {
        deploymentStrategy: {
          type: "LINEAR",
          ...props<DeploymentStrategy>("DeploymentStrategy"),
          lifecycleHooks: [
            {
              functionArn: HOOK,
              stages: ["POST_TEST_TRAFFIC_SHIFT"],
              ...props<DeploymentHook>("DeploymentHook"),
            },
          ],
        },
        loadBalancers: [
          {
            targetGroupArn: GROUP,
            containerName: "web",
            containerPort: 80,
            trafficShift: { alternateTargetGroupArn: GROUP, productionListenerRuleArn: RULE },
          },
        ],
      }),
      deploymentAlarms: { alarmNames: ["a"], ...props<DeploymentAlarms>("DeploymentAlarms") },
    }),
  scaling: (stack, { props }) =>
    serviceIn(stack, {
      scaling: {
        min: 1,
        max: 2,
        ...props<Scaling>("Scaling"),
        targets: {
          ...props<ScalingTargets>("ScalingTargets"),
          requests: {
            perTask: 1,
            loadBalancerArn: BALANCER,
            targetGroupArn: GROUP,
            ...props<RequestTarget>("RequestTarget"),
          },
        },
      },
    }),
  serviceConnect: (stack, { props }) => {
    const connected: Partial<EcsServiceProps> = {
      serviceConnect: {
        namespace: "orders",
        ...props<ServiceConnect>("ServiceConnect"),
        logging: LogDriver.fluentd({ ...BUFFERED, ...props<FluentdOptions>("FluentdOptions") }),
        services: [
          {
            portName: "web",
            ...props<ServiceConnectService>("ServiceConnectService"),
            clientAlias: { port: 80, ...props<ClientAlias>("ClientAlias") },
            tls: {
              certificateAuthorityArn: AUTHORITY,
              ...props<ServiceConnectTls>("ServiceConnectTls"),
            },
            testTrafficHeader: NATIVE
              ? { name: "x", value: "y", ...props<TestTrafficHeader>("TestTrafficHeader") }
              : undefined,
          },
        ],
      },
    };
    serviceIn(stack, connected, { appProtocol: "http" });
  },
  importedService: (stack, { props }) => {
    const service = EcsService.fromServiceAttributes(stack, "web", {
      cluster: clusterIn(stack),
      serviceName: "web",
      references: [SecretReference.fromSecretsManager(secretIn(stack))],
      ...props<EcsServiceAttributes>("EcsServiceAttributes"),
    });
    const encryptionKey = new EncryptionKey(stack, "key");
    new RedeployOnChange(stack, "it", { encryptionKey, services: [service] });
  },
  scheduledTask: (stack, fill) =>
    new ScheduledTask(stack, "it", {
      ...job(stack),
      schedule: "rate(1 hour)",
      ...fill.props<ScheduledTaskProps>("ScheduledTask", "assignPublicIp"),
      ...placement(fill),
    }),
  oneOffTask: (stack, fill) =>
    new OneOffTask(stack, "it", {
      ...job(stack),
      ...fill.props<OneOffTaskProps>("OneOffTask", "assignPublicIp"),
      ...placement(fill),
    }),
  publicTasks: (stack, { props }) => {
    const taskDefinition = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
    taskDefinition.addContainer("web", { image: ON_EC2.image });
    const run = { cluster: clusterIn(stack), taskDefinition, ...NETWORK };
    const scheduled = props<ScheduledTaskProps>("ScheduledTask");
    new ScheduledTask(stack, "a", { ...run, schedule: "rate(1 hour)", ...scheduled });
    new OneOffTask(stack, "b", { ...run, ...props<OneOffTaskProps>("OneOffTask") });
  },
};
