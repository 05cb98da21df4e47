import {
  ContainerImage,
  ContainerSecrets,
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
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { ACCOUNT, REGION } from "./synth";
import { bucketIn, clusterIn, NETWORK, ON_EC2, secretIn, taskIn } from "./token-row-parts";
import {
  type Make,
  asVolume,
  build,
  driver,
  inContainer,
  job,
  key,
  of,
  parameterIn,
  role,
  service,
  used,
} from "./public-call-parts";

/** Samples of what `cdktf-ecs-secrets/ecs` exports. */
export const ECS_SAMPLES: Readonly<Record<string, Make>> = {
  "ContainerImage.fromRegistry": used(
    () => ["nginx:1.27", {}],
    (stack) => (image, props) =>
      inContainer(stack, { image: ContainerImage.fromRegistry(image, props) }),
  ),
  "ContainerImage.fromEcrRepository": used(
    () => [{ repositoryName: "web" }, "v1"],
    (stack) => (repository, tag) =>
      inContainer(stack, { image: ContainerImage.fromEcrRepository(repository, tag) }),
  ),
  "ContainerImage.fromEcrRepositoryUrl": used(
    () => [`${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/web`, { tag: "v1" }],
    (stack) => (url, props) =>
      inContainer(stack, { image: ContainerImage.fromEcrRepositoryUrl(url, props) }),
  ),
  ContainerSecrets: of(
    (stack) => [
      stack,
      { PASSWORD: SecretReference.fromSecretsManager(secretIn(stack)) },
      new TaskExecutionRole(stack, "reader"),
    ],
    (user, variables, reader) => new ContainerSecrets(user, variables, reader).toJson(),
  ),
  "CredentialSpec.fromBucket": used(
    (stack) => [bucketIn(stack), "spec.json", {}],
    (stack) => (bucket, name, props) =>
      inContainer(stack, { credentialSpec: CredentialSpec.fromBucket(bucket, name, props) }),
  ),
  "CredentialSpec.fromSsmParameter": used(
    (stack) => [parameterIn(stack), {}],
    (stack) => (parameter, props) =>
      inContainer(stack, { credentialSpec: CredentialSpec.fromSsmParameter(parameter, props) }),
  ),
  "ObjectReference.fromBucketPrefix": used(
    (stack) => [bucketIn(stack), "web/"],
    (stack) => (bucket, prefix) =>
      inContainer(stack, {
        secretObjects: { FILES: ObjectReference.fromBucketPrefix(bucket, prefix) },
      }),
  ),
  "ObjectReference.grantRead": used(
    (stack) => [role(stack)],
    (stack) => (grantee) =>
      ObjectReference.fromBucketPrefix(bucketIn(stack), "web/").grantRead(grantee),
  ),
  "SecretReference.fromSecretsManager": used(
    (stack) => [secretIn(stack), {}],
    (stack) => (secret, selector) =>
      inContainer(stack, { secrets: { A: SecretReference.fromSecretsManager(secret, selector) } }),
  ),
  "SecretReference.fromSsmParameter": used(
    (stack) => [parameterIn(stack)],
    (stack) => (parameter) =>
      inContainer(stack, { secrets: { A: SecretReference.fromSsmParameter(parameter) } }),
  ),
  "SecretReference.toJson": used(
    (stack) => [stack, "id"],
    (stack) => (user, id) => SecretReference.fromSecretsManager(secretIn(stack)).toJson(user, id),
  ),
  "SecretReference.grantRead": used(
    (stack) => [role(stack)],
    (stack) => (grantee) => SecretReference.fromSecretsManager(secretIn(stack)).grantRead(grantee),
  ),
  "LogDriver.awsLogs": driver((options) => LogDriver.awsLogs(options), {}),
  "LogDriver.splunk": used(
    (stack) => [
      { url: "https://a:8088", token: SecretReference.fromSecretsManager(secretIn(stack)) },
    ],
    (stack) => (options) => inContainer(stack, { logging: LogDriver.splunk(options) }),
  ),
  "LogDriver.firelens": used(
    () => [{}],
    (stack) => (options) => {
      const task = taskIn(stack);
      task.addContainer("router", { ...ON_EC2, user: "0", firelensRouter: { type: "fluentbit" } });
      return task.addContainer("web", { ...ON_EC2, logging: LogDriver.firelens(options) });
    },
  ),
  "LogDriver.fluentd": driver((options) => LogDriver.fluentd(options), {}),
  "LogDriver.gelf": driver((options) => LogDriver.gelf(options), { address: "udp://a:1" }),
  "LogDriver.syslog": driver((options) => LogDriver.syslog(options), {}),
  "LogDriver.journald": driver((options) => LogDriver.journald(options), {}),
  "LogDriver.jsonFile": driver((options) => LogDriver.jsonFile(options), {}),
  OneOffTask: build(OneOffTask, job),
  ScheduledTask: build(ScheduledTask, (stack) => ({ ...job(stack), schedule: "rate(1 hour)" })),
  EcsCluster: build(EcsCluster, () => ({})),
  "EcsCluster.fromClusterName": of(
    (stack) => [stack, "it", "orders"],
    (...args) => EcsCluster.fromClusterName(...(args as unknown as [never, never, never])),
  ),
  "EcsCluster.grantExecuteCommand": used(
    (stack) => [role(stack)],
    (stack) => (grantee) => new EcsCluster(stack, "own").grantExecuteCommand(grantee),
  ),
  EcsService: build(EcsService, (stack) => ({
    cluster: clusterIn(stack),
    compatibility: "EC2",
    ...NETWORK,
  })),
  "EcsService.fromServiceAttributes": of(
    (stack) => [stack, "it", { cluster: clusterIn(stack), serviceName: "a", references: [] }],
    (...args) => EcsService.fromServiceAttributes(...(args as unknown as [never, never, never])),
  ),
  "EcsService.addContainer": used(
    () => ["web", ON_EC2],
    (stack) => (name, props) => service(stack).addContainer(name, props),
  ),
  TaskDefinition: build(TaskDefinition, () => ({ compatibility: "EC2" })),
  "TaskDefinition.addContainer": used(
    () => ["web", ON_EC2],
    (stack) => (name, props) => taskIn(stack).addContainer(name, props),
  ),
  "TaskDefinition.addVolume": used(
    () => ["data", Volume.task()],
    (stack) => (name, volume) => taskIn(stack).addVolume(name, volume),
  ),
  "TaskDefinition.whenRole": used(
    () => [() => undefined],
    (stack) => (listener) => taskIn(stack).whenRole(listener),
  ),
  "Volume.host": used(
    () => ["/data"],
    (stack) => (path) => asVolume(stack, Volume.host(path)),
  ),
  "Volume.docker": used(
    () => ["local", {}, {}],
    (stack) => (name, options, more) => asVolume(stack, Volume.docker(name, options, more)),
  ),
  "Volume.efs": used(
    () => [{ fileSystemId: "fs-01234567" }],
    (stack) => (props) => asVolume(stack, Volume.efs(props)),
  ),
  "Volume.tmpfs": used(
    () => [64],
    (stack) => (size) => asVolume(stack, Volume.tmpfs(size)),
  ),
  "Volume.ebs": used(
    (stack) => [{ sizeGiB: 20, encryptionKey: key(stack) }],
    (stack) => (props) => asVolume(stack, Volume.ebs(props)),
  ),
};
