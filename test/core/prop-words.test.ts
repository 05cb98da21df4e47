import { TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
  TaskDefinition,
  Volume,
  type ContainerProps,
  type EcsServiceProps,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack } from "../support/synth";

function ec2(stack: TerraformStack, props: object = {}): TaskDefinition {
  return new TaskDefinition(stack, "task", { compatibility: "EC2", ...props });
}

function container(stack: TerraformStack, props: object): void {
  const image = ContainerImage.fromRegistry("nginx:1.27");
  ec2(stack).addContainer("web", { image, memoryLimitMiB: 64, ...props } as ContainerProps);
}

function service(stack: TerraformStack, props: object): void {
  const taskDefinition = ec2(stack, { networkMode: "bridge" });
  const cluster = new EcsCluster(stack, "cluster");
  const image = ContainerImage.fromRegistry("nginx:1.27");
  taskDefinition.addContainer("web", { image, memoryLimitMiB: 64 });
  new EcsService(stack, "it", { cluster, taskDefinition, ...props } as EcsServiceProps);
}

function parameter(stack: TerraformStack, tier: unknown): void {
  new SecureStringParameter(stack, "it", {
    parameterName: "/it",
    encryptionKey: new EncryptionKey(stack, "key", {}),
    value: SecretValue.fromVariable("it"),
    revision: 1,
    tier: tier as "Standard",
  });
}

function tokenIn(stack: TerraformStack): SecretReference {
  const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:it-AbCdEf";
  return SecretReference.fromSecretsManager(
    SecretsManagerSecret.fromSecretAttributes(stack, "token", { secretArn }),
  );
}

function ebs(stack: TerraformStack, props: object): void {
  const encryptionKey = new EncryptionKey(stack, "key", {});
  ec2(stack, { volumes: { a: { ...Volume.ebs({ sizeGiB: 20, encryptionKey }), ...props } } });
}

type Use = (stack: TerraformStack, word: never) => unknown;

/** The same of the fields that the API of ECS has. */
const OVERRIDES: readonly (readonly [
  prop: string,
  word: string,
  meant: string,
  overrides: (word: never) => object,
])[] = [
  [
    "dependsOn[0].condition",
    "Healthy",
    "HEALTHY",
    (condition) => ({ dependsOn: [{ containerName: "a", condition }] }),
  ],
  [
    "environmentFiles[0].type",
    "S3",
    "s3",
    (type) => ({ environmentFiles: [{ type, value: "arn:aws:s3:::a/b.env" }] }),
  ],
  [
    "firelensConfiguration.type",
    "fluent-bit",
    "fluentbit",
    (type) => ({ firelensConfiguration: { type } }),
  ],
  [
    "portMappings[0].protocol",
    "UDP",
    "udp",
    (protocol) => ({ portMappings: [{ containerPort: 80, protocol }] }),
  ],
  [
    "portMappings[0].appProtocol",
    "HTTP2",
    "http2",
    (appProtocol) => ({ portMappings: [{ containerPort: 80, appProtocol }] }),
  ],
  [
    "resourceRequirements[0].type",
    "gpu",
    "GPU",
    (type) => ({ resourceRequirements: [{ type, value: "1" }] }),
  ],
  ["versionConsistency", "Enabled", "enabled", (versionConsistency) => ({ versionConsistency })],
];

/** Each prop that takes words, with a word that is nearly one of them, and the one that was meant. */
const ROWS: readonly (readonly [prop: string, word: string, meant: string, use: Use])[] = [
  [
    "task: `compatibility`",
    "Fargate",
    "FARGATE",
    (stack, compatibility) => ec2(stack, { compatibility }),
  ],
  ["task: `networkMode`", "awsVpc", "awsvpc", (stack, networkMode) => ec2(stack, { networkMode })],
  [
    "task: `cpuArchitecture`",
    "arm64",
    "ARM64",
    (stack, cpuArchitecture) => ec2(stack, { cpuArchitecture }),
  ],
  ["task: `volumes.a.kind`", "tasks", "task", (stack, kind) => ec2(stack).addVolume("a", { kind })],
  [
    "task: `volumes.a.scope`",
    "Shared",
    "shared",
    (stack, scope) => ec2(stack).addVolume("a", { ...Volume.tmpfs(1), scope }),
  ],
  [
    "web: `dependsOn.other`",
    "healthy",
    "HEALTHY",
    (stack, other) => container(stack, { dependsOn: { other } }),
  ],
  ["task: `volumes.a.volumeType`", "GP3", "gp3", (stack, volumeType) => ebs(stack, { volumeType })],
  ["task: `volumes.a.fileSystem`", "XFS", "xfs", (stack, fileSystem) => ebs(stack, { fileSystem })],
  [
    "web: `logging.format`",
    "JSON",
    "json",
    (stack, format) =>
      container(stack, {
        logging: LogDriver.splunk({ url: "https://a:1", token: tokenIn(stack), format }),
      }),
  ],
  [
    "web: `linuxParameters.devices[0].permissions[1]`",
    "wirte",
    "write",
    (stack, word) =>
      container(stack, {
        linuxParameters: { devices: [{ hostPath: "/a", permissions: ["read", word] }] },
      }),
  ],
  [
    "web: `firelensRouter.type`",
    "fluent-bit",
    "fluentbit",
    (stack, type) => container(stack, { user: "0", firelensRouter: { type } }),
  ],
  [
    "web: `logging.mode`",
    "nonblocking",
    "non-blocking",
    (stack, mode) => container(stack, { logging: LogDriver.awsLogs({ mode }) }),
  ],
  [
    "web: `logging.mode`",
    "nonblocking",
    "non-blocking",
    (stack, mode) => container(stack, { logging: LogDriver.syslog({ mode }) }),
  ],
  [
    "web: `logging.compressionType`",
    "GZIP",
    "gzip",
    (stack, compressionType) =>
      container(stack, { logging: LogDriver.gelf({ address: "udp://a:1", compressionType }) }),
  ],
  [
    "web: `logging.format`",
    "RFC5424",
    "rfc5424",
    (stack, format) => container(stack, { logging: LogDriver.syslog({ format }) }),
  ],
  ["task: `pidMode`", "Host", "host", (stack, pidMode) => ec2(stack, { pidMode })],
  ["task: `ipcMode`", "Task", "task", (stack, ipcMode) => ec2(stack, { ipcMode })],
  [
    "web: `versionConsistency`",
    "Disabled",
    "disabled",
    (stack, versionConsistency) => container(stack, { versionConsistency }),
  ],
  [
    "web: `ulimits[0].name`",
    "nofiles",
    "nofile",
    (stack, name) => container(stack, { ulimits: [{ name, softLimit: 1, hardLimit: 2 }] }),
  ],
  [
    "web: `portMappings[0].protocol`",
    "TCP",
    "tcp",
    (stack, protocol) => container(stack, { portMappings: [{ containerPort: 80, protocol }] }),
  ],
  [
    "web: `portMappings[0].appProtocol`",
    "HTTP",
    "http",
    (stack, appProtocol) =>
      container(stack, { portMappings: [{ containerPort: 80, name: "a", appProtocol }] }),
  ],
  [
    "it: `placementStrategies[0].type`",
    "Random",
    "random",
    (stack, type) => service(stack, { placementStrategies: [{ type }] }),
  ],
  [
    "it: `placementConstraints[0].type`",
    "distinct-instance",
    "distinctInstance",
    (stack, type) => service(stack, { placementConstraints: [{ type }] }),
  ],
  ...OVERRIDES.map(
    ([prop, word, meant, overrides]) =>
      [
        `web: \`overrides.${prop}\``,
        word,
        meant,
        (stack: TerraformStack, given: never) => container(stack, { overrides: overrides(given) }),
      ] as const,
  ),
  [
    "key: `key-policy.effect`",
    "deny",
    "Deny",
    (stack, effect) =>
      new EncryptionKey(stack, "key").addToKeyPolicy({ actions: ["kms:Decrypt"], effect }),
  ],
  ["it: `tier`", "advanced", "Advanced", parameter],
  [
    "it: `containerInsights`",
    "Enabled",
    "enabled",
    (stack, containerInsights) => new EcsCluster(stack, "it", { containerInsights }),
  ],
  [
    "it: `schedulingStrategy`",
    "Daemon",
    "DAEMON",
    (stack, schedulingStrategy) => service(stack, { schedulingStrategy }),
  ],
  [
    "it: `deploymentController`",
    "CODEDEPLOY",
    "CODE_DEPLOY",
    (stack, deploymentController) => service(stack, { deploymentController }),
  ],
  [
    "it: `rolloutOwner`",
    "Pipeline",
    "pipeline",
    (stack, rolloutOwner) => service(stack, { rolloutOwner }),
  ],
  [
    "it: `deploymentStrategy.type`",
    "rolling",
    "ROLLING",
    (stack, type) => service(stack, { deploymentStrategy: { type } }),
  ],
];

describe("a word that a prop does not take", () => {
  it.each(ROWS)("is refused with the nearest one: %s %j", (prop, word, meant, use) => {
    const refused = (): unknown => use(testStack(), word as never);
    expect(refused).toThrow(`${prop} must be one of the words that it takes, got "${word}" where `);
    expect(refused).toThrow(` (did you mean "${meant}"?). Write one of them`);
  });

  it.each(ROWS)("is not shown where it is near to none: %s", (prop, _word, _meant, use) => {
    const text = "a-password-in-the-wrong-place";
    const refused = (): unknown => use(testStack(), text as never);
    expect(refused).toThrow(`${prop} must be one of the words that it takes, got a text of 29 `);
  });
});

it.each(ROWS)("a word that only Terraform knows is not judged: %s", (_prop, _word, _meant, use) => {
  const stack = testStack();
  const token = new TerraformVariable(stack, "word", {}).stringValue;
  let refusal = "";
  try {
    use(stack, token as never);
  } catch (error) {
    refusal = String(error);
  }
  // Refused where it decides what is made, and by no other rule.
  expect(refusal).toMatch(/^$|must be known at synthesis, because it decides what is made/);
});
