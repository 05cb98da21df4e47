import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import { Tokenization, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  CredentialSpec,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  OneOffTask,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
  Volume,
  type AppMeshProxy,
  type AwsLogsOptions,
  type BaseLogOptions,
  type CapacityProviderShare,
  type ClientAlias,
  type ContainerOverrides,
  type ContainerProps,
  type DeploymentAlarms,
  type DeploymentHook,
  type DeploymentStrategy,
  type Device,
  type DockerVolumeOptions,
  type EbsVolumeProps,
  type EcrImageProps,
  type EcrRepositoryAttributes,
  type EcsClusterProps,
  type EcsServiceAttributes,
  type EcsServiceProps,
  type EfsVolumeProps,
  type EnvironmentFile,
  type FirelensOptions,
  type FirelensRouter,
  type FirelensRouterOptions,
  type FluentdOptions,
  type GelfOptions,
  type HealthCheck,
  type JsonFileOptions,
  type KernelCapabilities,
  type LinuxParameters,
  type LoadBalancerAttachment,
  type Mount,
  type OneOffTaskProps,
  type PlacementConstraint,
  type PlacementStrategy,
  type PortMapping,
  type RegistryImageProps,
  type RequestTarget,
  type RestartPolicy,
  type Scaling,
  type ScalingTargets,
  type ScheduledTaskProps,
  type SecretFilesOptions,
  type SecretSelector,
  type ServiceConnect,
  type ServiceConnectService,
  type ServiceConnectTls,
  type ServiceDiscovery,
  type SplunkOptions,
  type SyslogOptions,
  type TaskDefinitionProps,
  type TestTrafficHeader,
  type Tmpfs,
  type TrafficShift,
  type Ulimit,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { Construct } from "constructs";
import { ACCOUNT, REGION } from "./synth";
import { LEAVES, type Declare, type Fill } from "./token-props";

const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:orders/db-AbCdEf`;
const GROUP = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/web/0123456789abcdef`;
const BALANCER = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/web/0123456789abcdef`;
const RULE = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:listener-rule/app/web/0123456789abcdef/0123456789abcdef/0123456789abcdef`;
const REGISTRY = `arn:aws:servicediscovery:${REGION}:${ACCOUNT}:service/srv-0123456789abcdef`;
const HOOK = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:check`;
const AUTHORITY = `arn:aws:acm-pca:${REGION}:${ACCOUNT}:certificate-authority/11111111-2222-3333-4444-555555555555`;
const NETWORK = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
const ON_EC2 = { image: ContainerImage.fromRegistry("web"), memoryLimitMiB: 128 };

const secretIn = (scope: Construct) =>
  SecretsManagerSecret.fromSecretAttributes(scope, "secret", { secretArn: SECRET });
const bucketIn = (scope: Construct) =>
  SecretsBucket.fromBucketAttributes(scope, "bucket", { bucketName: "orders-secrets" });
const clusterIn = (scope: Construct) => EcsCluster.fromClusterName(scope, "cluster", "orders");
const taskIn = (scope: Construct, id = "it", props: TaskDefinitionProps = {}): TaskDefinition =>
  new TaskDefinition(scope, id, { compatibility: "EC2", networkMode: "bridge", ...props });

/** A container with these props in a task of its own on EC2. */
const container = (
  scope: Construct,
  id: string,
  props: Partial<ContainerProps>,
): TaskDefinition => {
  const task = taskIn(scope, id);
  task.addContainer("web", { ...ON_EC2, ...props });
  return task;
};

const BUFFERED = { mode: "non-blocking" } as const;
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

/** Items of lists in `overrides` have these, as their types demand. */
const ITEMS: Readonly<Record<string, object>> = {
  dependsOn: { containerName: "first", condition: "START" },
  environment: { name: "A", value: "a" },
  environmentFiles: { type: "s3", value: "arn:aws:s3:::orders-secrets/web.env" },
  portMappings: { containerPort: 80 },
  systemControls: { namespace: "net.core.somaxconn", value: "1" },
  tmpfs: { containerPath: "/tmp", size: 16 },
  volumesFrom: { sourceContainer: "first" },
};

/** Fields of `overrides` that need another container than the rest. */
const ALTERNATIVES = [
  "firelensConfiguration.type",
  "firelensConfiguration.options{}",
  "portMappings[].containerPortRange",
];

/** The items of `ITEMS` completed, in `overrides` filled with tokens. */
function withItems(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withItems(item, name));
  if (typeof value !== "object" || value === null || Tokenization.isResolvable(value)) return value;
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, withItems(inner, key)] as const,
  );
  const { command } = value as { readonly command?: unknown };
  const base = name === "healthCheck" && command === undefined ? { command: ["CMD", "a"] } : {};
  return { ...base, ...ITEMS[name], ...Object.fromEntries(entries) };
}

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

const driver = (scope: Construct, id: string, logging: LogDriver): TaskDefinition =>
  container(scope, id, { logging });

/** Rows of containers, tasks and services. */
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
  volumes: (stack, { props, text, number }) => {
    const inside = "TaskDefinition.addVolume()";
    const volumes = {
      host: Volume.host(text("Volume.host()", "sourcePath", "/srv")),
      docker: Volume.docker(
        text("Volume.docker()", "driver"),
        { a: text("Volume.docker()", "driverOptions{}") },
        { scope: "shared", ...props<DockerVolumeOptions>("DockerVolumeOptions") },
      ),
      memory: Volume.tmpfs(number("Volume.tmpfs()", "sizeMiB", 16)),
    };
    const task = taskIn(stack, "it", { volumes });
    task.addContainer("web", ON_EC2);
    const by = (path: string, plain?: string) => text(inside, path, plain);
    const own = (path: string, plain?: string) => text("Volume", path, plain);
    task.addVolume("a", { kind: "host", sourcePath: by("volume.sourcePath", "/srv") });
    task.addVolume("b", { kind: "host", sourcePath: own("sourcePath", "/srv") });
    const other = props<{ volume: object }>(
      inside,
      "name",
      "volume.kind",
      "volume.sourcePath",
      "volume.fileSystemId",
      "volume.accessPointId",
      "volume.rootDirectory",
      "volume.rootAccess",
      "volume.transitEncryptionPort",
    );
    task.addVolume("c", { kind: "docker", driver: "local", scope: "shared", ...other.volume });
    const known = ["kind", "sourcePath", "sizeGiB", "volumeType", "iops", "fileSystem"];
    const efs = ["fileSystemId", "accessPointId", "rootDirectory", "rootAccess"];
    const docker = props<object>("Volume", ...known, ...efs, "transitEncryptionPort");
    task.addVolume("d", { kind: "docker", driver: "local", scope: "shared", ...docker });
  },
  fileSystems: (stack, { props }) => {
    const base = { fileSystemId: "fs-0123456789abcdef0" };
    const dockerOnly = ["driver", "driverOptions{}", "scope", "autoprovision", "labels{}"];
    const other = ["kind", "sourcePath", ...dockerOnly];
    const ofEbs = ["sizeGiB", "volumeType", "iops", "fileSystem"];
    const given = props<{ volume?: object }>(
      "TaskDefinition.addVolume()",
      "name",
      ...other.map((path) => `volume.${path}`),
    );
    const task = taskIn(stack, "it", {
      volumes: {
        a: Volume.efs({ ...base, ...props<EfsVolumeProps>("EfsVolumeProps") }),
        b: { kind: "efs", ...base, ...props<EfsVolumeProps>("Volume", ...other, ...ofEbs) },
        c: { kind: "efs", ...base, ...given.volume },
      },
    });
    const mounts = { "/a": { volume: "a" }, "/b": { volume: "b" }, "/c": { volume: "c" } };
    task.addContainer("web", { ...ON_EC2, mounts });
  },
  ebsVolumes: (stack, { props }) => {
    const encryptionKey = new EncryptionKey(stack, "key");
    const base = { sizeGiB: 10, encryptionKey };
    const other = LEFT_OF_EBS;
    for (const [id, volume] of Object.entries({
      a: Volume.ebs({ ...base, ...props<EbsVolumeProps>("EbsVolumeProps") }),
      b: { kind: "ebs" as const, ...base, ...props<EbsVolumeProps>("Volume", ...other) },
    })) {
      const service = new EcsService(new Construct(stack, id), "it", {
        cluster: EcsCluster.fromClusterName(stack, `cluster-${id}`, "orders"),
        ...NETWORK,
        cpu: 256,
        memoryMiB: 512,
        volumes: { data: volume },
      });
      const mounts = { "/data": { volume: "data" } };
      service.addContainer("web", { image: ON_EC2.image, mounts });
    }
  },
  container: (stack, { props, text }) => {
    const own = props<ContainerProps>("ContainerProps", "dependsOn{}", "systemControls{}");
    const somaxconn = text("ContainerProps", "systemControls{}", "1");
    const task = taskIn(stack, "it", { volumes: { data: Volume.host("/srv") } });
    task.addContainer("first", { ...ON_EC2, healthCheck: { command: ["CMD", "true"] } });
    task.addContainer("web", {
      ...ON_EC2,
      ...own,
      portMappings: [
        { containerPort: 80, ...props<PortMapping>("PortMapping", "containerPortRange") },
      ],
      healthCheck: { command: ["CMD", "true"], ...props<HealthCheck>("HealthCheck", "command[]") },
      mounts: { "/data": { volume: "data", ...props<Mount>("Mount") } },
      tmpfs: { "/tmp": { sizeMiB: 16, ...props<Tmpfs>("Tmpfs") } },
      linuxParameters: {
        ...props<LinuxParameters>("LinuxParameters"),
        capabilities: props<KernelCapabilities>("KernelCapabilities"),
        devices: [{ hostPath: "/dev/a", ...props<Device>("Device") }],
      },
      ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 2, ...props<Ulimit>("Ulimit") }],
      systemControls: { "net.core.somaxconn": somaxconn },
      restartPolicy: props<RestartPolicy>("RestartPolicy"),
    });
  },
  containerChoices: (stack, { text }) => {
    const task = taskIn(stack, "it", { volumes: { data: Volume.host("/srv") } });
    task.addContainer("a", { ...ON_EC2, healthCheck: { command: ["CMD", "true"] } });
    const condition = text("ContainerProps", "dependsOn{}", "START") as "START";
    const argument = text("HealthCheck", "command[]");
    const containerPortRange = text("PortMapping", "containerPortRange", "8080-8090");
    task.addContainer("web", {
      ...ON_EC2,
      dependsOn: { a: condition },
      healthCheck: { command: ["CMD", argument] },
      portMappings: [{ containerPortRange }],
    });
  },
  overrides: (stack, { props }) => {
    const task = taskIn(stack);
    const given = props<ContainerOverrides>("ContainerOverrides", ...ALTERNATIVES);
    task.addContainer("first", { ...ON_EC2, essential: false });
    task.addContainer("web", {
      ...ON_EC2,
      overrides: withItems(given) as ContainerOverrides,
    });
  },
  otherOverrides: (stack, { props, text }) => {
    const task = taskIn(stack);
    const others = (...kept: readonly string[]) =>
      LEAVES.filter(
        ({ owner, path }) => owner === "ContainerOverrides" && !kept.includes(path),
      ).map(({ path }) => path);
    const [type = "", options = "", range = ""] = ALTERNATIVES;
    task.addContainer("router", {
      ...ON_EC2,
      firelensRouter: { type: "fluentbit" },
      overrides: props<ContainerOverrides>("ContainerOverrides", ...others(type, options)),
    });
    const containerPortRange = text("ContainerOverrides", range, "8080-8090");
    const sender = { ...ON_EC2, logging: LogDriver.firelens({ options: { Name: "forward" } }) };
    task.addContainer("web", { ...sender, overrides: { portMappings: [{ containerPortRange }] } });
  },
  volumeKinds: (stack, { text }) => {
    const kind = text("TaskDefinition.addVolume()", "volume.kind", "task") as "task";
    taskIn(stack).addVolume("a", { kind });
    const own = text("Volume", "kind", "task") as "task";
    const task = taskIn(stack, "other", { volumes: { a: { kind: own } } });
    for (const one of [task, stack.node.findChild("it") as TaskDefinition]) {
      one.addContainer("web", ON_EC2);
    }
  },
  images: (stack, { props, text }) => {
    const url = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/orders/web`;
    const repository = {
      repositoryName: "orders/web",
      ...props<EcrRepositoryAttributes>("EcrRepositoryAttributes"),
    };
    const images = {
      a: ContainerImage.fromRegistry(
        text("ContainerImage.fromRegistry()", "given"),
        props<RegistryImageProps>("RegistryImageProps"),
      ),
      b: ContainerImage.fromEcrRepository(
        repository,
        text("ContainerImage.fromEcrRepository()", "tagOrDigest"),
      ),
      c: ContainerImage.fromEcrRepositoryUrl(
        text("ContainerImage.fromEcrRepositoryUrl()", "url", url),
        { tag: "1", ...props<EcrImageProps>("EcrImageProps") },
      ),
    };
    for (const [id, image] of Object.entries(images)) container(stack, id, { image });
  },
  drivers: (stack, { props }) => {
    const secret = secretIn(stack);
    const drivers: Readonly<Record<string, LogDriver>> = {
      a: LogDriver.gelf({
        address: "udp://a:1",
        ...BUFFERED,
        ...props<GelfOptions>("GelfOptions"),
      }),
      b: LogDriver.syslog({ ...BUFFERED, ...props<SyslogOptions>("SyslogOptions") }),
      c: LogDriver.journald({ ...BUFFERED, ...props<BaseLogOptions>("BaseLogOptions") }),
      d: LogDriver.jsonFile({ ...BUFFERED, ...props<JsonFileOptions>("JsonFileOptions") }),
      e: LogDriver.fluentd({ ...BUFFERED, ...props<FluentdOptions>("FluentdOptions") }),
      f: LogDriver.splunk({
        url: "https://a:8088",
        ...BUFFERED,
        ...props<SplunkOptions>("SplunkOptions"),
        token: SecretReference.fromSecretsManager(secret),
      }),
      g: LogDriver.awsLogs({
        logGroup: new LogGroup(stack, "logs"),
        ...BUFFERED,
        ...props<AwsLogsOptions>("AwsLogsOptions", "multilinePattern"),
      }),
      h: LogDriver.awsLogs({
        logGroup: new LogGroup(stack, "other-logs"),
        ...BUFFERED,
        ...props<AwsLogsOptions>("AwsLogsOptions", "datetimeFormat"),
      }),
    };
    for (const [id, logging] of Object.entries(drivers)) driver(stack, id, logging);
  },
  firelens: (stack, { props }) => {
    const task = taskIn(stack);
    const { configFile, ...further } = props<FirelensRouterOptions>(
      "FirelensRouterOptions",
      "configFile.key",
    );
    task.addContainer("router", {
      ...ON_EC2,
      firelensRouter: {
        type: "fluentbit",
        ...props<FirelensRouter>("FirelensRouter"),
        options: { configFile: configFile ?? { path: "/a.conf" }, ...further },
      },
    });
    const given = props<FirelensOptions>("FirelensOptions");
    const options = { Name: "forward", ...given.options };
    task.addContainer("web", { ...ON_EC2, logging: LogDriver.firelens({ options }) });
    const bucket = bucketIn(stack);
    const { configFile: file } = props<FirelensRouterOptions>(
      "FirelensRouterOptions",
      "configFile.path",
      "enableEcsLogMetadata",
    );
    const inBucket = { bucket, key: "a.conf", ...(file as object | undefined) };
    const options2 = { configFile: inBucket } as FirelensRouterOptions;
    const other = container(stack, "other", {
      firelensRouter: { type: "fluentbit", options: options2 },
    });
    other.addContainer("sender", { ...ON_EC2, logging: LogDriver.firelens({ options }) });
  },
  delivery: (stack, { props, text }) => {
    const bucket = bucketIn(stack);
    const prefix = text("ObjectReference.fromBucketPrefix()", "prefix", "web/");
    const key = text("CredentialSpec.fromBucket()", "key", "web/spec.json");
    const selector = props<SecretSelector>("SecretSelector", "versionStage");
    const selected = props<SecretSelector>("SecretSelector", "versionId");
    const secret = secretIn(stack);
    container(stack, "it", {
      environmentFiles: [{ bucket, key: "web.env", ...props<EnvironmentFile>("EnvironmentFile") }],
      secretObjects: { FILES: ObjectReference.fromBucketPrefix(bucket, prefix) },
      secrets: {
        A: SecretReference.fromSecretsManager(secret, selector),
        B: SecretReference.fromSecretsManager(secret, selected),
      },
      credentialSpec: CredentialSpec.fromBucket(bucket, key),
    });
    container(stack, "files", {
      user: "1000",
      secretFiles: { "/run/secrets/a": SecretReference.fromSecretsManager(secret) },
      secretFilesOptions: props<SecretFilesOptions>("SecretFilesOptions"),
    });
  },
};

const LEFT_OF_EBS = [
  "kind",
  "sourcePath",
  "driver",
  "driverOptions{}",
  "scope",
  "autoprovision",
  "labels{}",
  "fileSystemId",
  "accessPointId",
  "rootDirectory",
  "rootAccess",
  "transitEncryptionPort",
];
