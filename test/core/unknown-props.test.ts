import { TerraformVariable, type TerraformStack } from "cdktf";
import { AwsTarget, deployToAws, ModuleDefaults, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
  Volume,
} from "cdktf-ecs-secrets/ecs";
import { EbsInfrastructureRole, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import {
  ManagedRotation,
  SecretRotation,
  SecretsManagerSecret,
} from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { containerOf, image, serviceIn, taskIn } from "../ecs/support/fixtures";
import { bareStack, testStack } from "../support/synth";

/** As an app without a type checker gives them. */
const odd: object = { odd: 1 };
const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf";
const LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";
const TARGET = { account: "123456789012", region: "eu-central-1" };
const imported = (stack: TerraformStack) =>
  SecretsManagerSecret.fromSecretAttributes(stack, "imported", { secretArn: ARN });
const container = (
  stack: TerraformStack,
  props: object,
  compatibility: "EC2" | "FARGATE" = "EC2",
) => taskIn(stack, { compatibility }).addContainer("web", { image, ...props });
const stored = (stack: TerraformStack) => {
  const encryptionKey = new EncryptionKey(stack, "k");
  return { encryptionKey, value: SecretValue.generated(), revision: 1 };
};

describe("an unknown prop is refused by", () => {
  it.each<[string, string, (stack: TerraformStack) => unknown]>([
    ["AwsTarget.define", "odd", (stack) => AwsTarget.define(stack, { ...TARGET, ...odd })],
    ["deployToAws", "odd", () => deployToAws(bareStack(), { ...TARGET, ...odd })],
    ["ModuleDefaults.set", "odd", (stack) => ModuleDefaults.set(stack, odd)],
    ["EncryptionKey", "odd", (stack) => new EncryptionKey(stack, "it", odd)],
    ["LogGroup", "odd", (stack) => new LogGroup(stack, "it", odd)],
    ["NetworkLookup", "odd", (stack) => new NetworkLookup(stack, "it", odd)],
    ["EcsCluster", "odd", (stack) => new EcsCluster(stack, "it", odd)],
    [
      "EcsCluster's settings of sessions",
      "executeCommand.odd",
      (stack) => new EcsCluster(stack, "it", { executeCommand: odd as never }),
    ],
    ["TaskExecutionRole", "odd", (stack) => new TaskExecutionRole(stack, "it", odd)],
    ["TaskRole", "odd", (stack) => new TaskRole(stack, "it", odd)],
    ["EbsInfrastructureRole", "odd", (stack) => new EbsInfrastructureRole(stack, "it", odd)],
    [
      "SecureStringParameter",
      "odd",
      (stack) =>
        new SecureStringParameter(stack, "it", { parameterName: "/a", ...stored(stack), ...odd }),
    ],
    [
      "fromParameterAttributes",
      "odd",
      (stack) =>
        SecureStringParameter.fromParameterAttributes(stack, "it", { parameterName: "/a", ...odd }),
    ],
    [
      "SecretsManagerSecret",
      "odd",
      (stack) =>
        new SecretsManagerSecret(stack, "it", { secretName: "a", ...stored(stack), ...odd }),
    ],
    [
      "its rotation",
      "rotation.odd",
      (stack) =>
        new SecretsManagerSecret(stack, "it", {
          secretName: "a",
          ...stored(stack),
          rotation: { lambdaArn: LAMBDA, afterDays: 30, ...odd },
        }),
    ],
    [
      "fromSecretAttributes",
      "odd",
      (stack) => SecretsManagerSecret.fromSecretAttributes(stack, "it", { secretArn: ARN, ...odd }),
    ],
    [
      "SecretRotation",
      "odd",
      (stack) =>
        new SecretRotation(stack, "it", {
          secret: imported(stack),
          lambdaArn: LAMBDA,
          afterDays: 30,
          ...odd,
        }),
    ],
    [
      "ManagedRotation",
      "odd",
      (stack) =>
        new ManagedRotation(stack, "it", { secret: imported(stack), afterDays: 30, ...odd }),
    ],
    [
      "SecretsBucket",
      "odd",
      (stack) =>
        new SecretsBucket(stack, "it", {
          bucketName: "example-orders",
          encryptionKey: new EncryptionKey(stack, "k"),
          ...odd,
        }),
    ],
    [
      "fromBucketAttributes",
      "odd",
      (stack) =>
        SecretsBucket.fromBucketAttributes(stack, "it", { bucketName: "example-orders", ...odd }),
    ],
    [
      "RedeployOnChange",
      "odd",
      (stack) =>
        new RedeployOnChange(stack, "it", { encryptionKey: new EncryptionKey(stack, "k"), ...odd }),
    ],
    ["TaskDefinition", "odd", (stack) => taskIn(stack, odd)],
    ["EcsService", "odd", (stack) => serviceIn(stack, odd)],
    [
      "its load balancers",
      "loadBalancers[0].odd",
      (stack) => serviceIn(stack, { loadBalancers: [odd as never] }),
    ],
    [
      "fromServiceAttributes",
      "odd",
      (stack) =>
        EcsService.fromServiceAttributes(stack, "it", {
          cluster: EcsCluster.fromClusterName(stack, "c", "orders"),
          serviceName: "web",
          references: [],
          ...odd,
        }),
    ],
    ["addContainer", "odd", (stack) => container(stack, odd)],
    [
      "a health check",
      "healthCheck.odd",
      (stack) => container(stack, { healthCheck: { command: ["CMD", "a"], ...odd } }),
    ],
    [
      "a port mapping",
      "portMappings[0].odd",
      (stack) => container(stack, { portMappings: [{ containerPort: 80, ...odd }] }),
    ],
    ["a mount", "mounts./a.odd", (stack) => container(stack, { mounts: { "/a": odd } })],
    [
      "an environment file",
      "environmentFiles[0].odd",
      (stack) => container(stack, { environmentFiles: [odd] }),
    ],
    [
      "the options of secret files",
      "secretFilesOptions.odd",
      (stack) => container(stack, { secretFilesOptions: odd }),
    ],
    [
      "a FireLens router",
      "firelensRouter.options.odd",
      (stack) => container(stack, { firelensRouter: { type: "fluentbit", options: odd } }),
    ],
    [
      "ContainerImage.fromRegistry",
      "image.odd",
      (stack) => container(stack, { image: ContainerImage.fromRegistry("a", odd) }),
    ],
    [
      "ContainerImage.fromEcrRepository",
      "image.odd",
      (stack) =>
        container(stack, {
          image: ContainerImage.fromEcrRepository({ repositoryName: "orders", ...odd }, "1"),
        }),
    ],
    [
      "SecretReference",
      "secrets.A.odd",
      (stack) =>
        container(stack, {
          secrets: { A: SecretReference.fromSecretsManager(imported(stack), odd) },
        }),
    ],
    ...(["awsLogs", "firelens", "fluentd", "syslog", "journald", "jsonFile"] as const).map(
      (driver): [string, string, (stack: TerraformStack) => unknown] => [
        `LogDriver.${driver}`,
        "logging.odd",
        (stack) => container(stack, { logging: LogDriver[driver](odd) }),
      ],
    ),
    [
      "Volume.ebs",
      "volumes.data.odd",
      (stack) =>
        taskIn(stack, {
          volumes: {
            data: Volume.ebs({
              sizeGiB: 1,
              encryptionKey: new EncryptionKey(stack, "k"),
              ...odd,
            }),
          },
        }),
    ],
    [
      "SecretValue.generated",
      "value.odd",
      (stack) =>
        new SecureStringParameter(stack, "it", {
          parameterName: "/a",
          ...stored(stack),
          value: SecretValue.generated(odd),
        }),
    ],
  ])("%s: %s", (_what, prop, make) => {
    expect(() => make(testStack())).toThrow(`\`${prop}\` must be a prop that this construct has`);
    expect(() => make(testStack())).toThrow("[unknown-prop]");
  });
});

describe("a list or map that only Terraform knows is refused where it becomes JSON:", () => {
  const list = (stack: TerraformStack) =>
    new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;

  it.each<[string, (stack: TerraformStack) => unknown]>([
    [
      "administratorArns",
      (stack) => new EncryptionKey(stack, "it", { administratorArns: list(stack) }),
    ],
    [
      "sharedWith",
      (stack) => {
        const secret = { secretName: "a", ...stored(stack), sharedWith: list(stack) };
        return new SecretsManagerSecret(stack, "it", secret);
      },
    ],
    [
      "restrictTo",
      (stack) => {
        const secret = { secretName: "a", ...stored(stack), restrictTo: list(stack) };
        return new SecretsManagerSecret(stack, "it", secret);
      },
    ],
    ["portMappings", (stack) => container(stack, { portMappings: list(stack) })],
    ["loadBalancers", (stack) => serviceIn(stack, { loadBalancers: list(stack) as never })],
  ])("%s", (prop, make) => {
    expect(() => make(testStack())).toThrow(
      new RegExp(`\`${prop}\` must be known at synthesis, .*got a list .*\\[list-known\\]$`),
    );
  });
});

it("our own forwarding passes known props only: one refusal, where the user calls", () => {
  expect(() => serviceIn(testStack(), { cpuu: 1 } as object)).toThrow(
    /^test\/web: `cpuu` must be a prop that this construct has, .*Did you mean `cpu`\? \[unknown-prop\]$/,
  );
});

describe("props of another making", () => {
  class Given {
    public get image() {
      return image;
    }
    public get environment() {
      return new Variables();
    }
  }
  class Variables {
    public readonly A = "own";
    public get B(): string {
      return "got";
    }
  }
  it.each<[string, object]>([
    ["the getters of a class", new Given()],
    ["what a prototype holds", Object.create(new Given()) as object],
    [
      "an object without a prototype",
      Object.assign(Object.create(null) as object, { image, environment: { A: "own", B: "got" } }),
    ],
    [
      "what is frozen",
      Object.freeze({ image, environment: Object.freeze({ A: "own", B: "got" }) }),
    ],
  ])("are read like any: %s", (_what, props) => {
    const stack = testStack();
    taskIn(stack, {}).addContainer("web", props as never);

    expect(containerOf(stack)["environment"]).toEqual([
      { name: "A", value: "own" },
      { name: "B", value: "got" },
    ]);
  });

  it("are refused where one of them is unknown", () => {
    class Odd extends Given {
      public get odd(): number {
        return 1;
      }
    }
    expect(() => taskIn(testStack(), {}).addContainer("web", new Odd() as never)).toThrow(
      "`odd` must be a prop that this construct has",
    );
  });
});
