import { Tokenization } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { Construct } from "constructs";
import { ACCOUNT, REGION } from "./synth";
import { LEAVES, type Declare } from "./token-props";
import {
  ContainerImage,
  CredentialSpec,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  SecretReference,
  TaskDefinition,
  Volume,
  type AwsLogsOptions,
  type BaseLogOptions,
  type ContainerOverrides,
  type ContainerProps,
  type Device,
  type DockerVolumeOptions,
  type EbsVolumeProps,
  type EcrImageProps,
  type EcrRepositoryAttributes,
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
  type Mount,
  type PortMapping,
  type RegistryImageProps,
  type RestartPolicy,
  type SecretFilesOptions,
  type SecretSelector,
  type SplunkOptions,
  type SyslogOptions,
  type Tmpfs,
  type Ulimit,
} from "cdktf-ecs-secrets/ecs";
import {
  BUFFERED,
  bucketIn,
  container,
  NETWORK,
  ON_EC2,
  secretIn,
  taskIn,
} from "./token-row-parts";

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

const driver = (scope: Construct, id: string, logging: LogDriver): TaskDefinition =>
  container(scope, id, { logging });

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

/** Rows of volumes, of containers and of what is delivered to them. */
export const CONTAINER_ROWS: Readonly<Record<string, Declare>> = {
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
    const task = taskIn(stack, "it", { executionRole: new TaskExecutionRole(stack, "role") });
    const given = props<ContainerOverrides>("ContainerOverrides", ...ALTERNATIVES);
    task.addContainer("first", { ...ON_EC2, essential: false });
    task.addContainer("web", {
      ...ON_EC2,
      overrides: withItems(given) as ContainerOverrides,
    });
  },
  otherOverrides: (stack, { props, text }) => {
    const task = taskIn(stack, "it", { executionRole: new TaskExecutionRole(stack, "role") });
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
