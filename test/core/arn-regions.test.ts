import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { AwsTarget, SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
  TaskDefinition,
  type ContainerProps,
  type EcsServiceProps,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { containerOf, image, taskIn } from "../ecs/support/fixtures";
import { ACCOUNT, testStack } from "../support/synth";

const CHINA = `arn:aws-cn`;
const place = (service: string) => `${service}:cn-north-1:${ACCOUNT}`;
const KEY_ID = "11111111-2222-3333-4444-555555555555";
const key = (region: string) => `arn:aws:kms:${region}:${ACCOUNT}:key/${KEY_ID}`;
const written = { value: SecretValue.generated(), revision: 1 };

/** Props that take an ARN of a service that reaches its own Region only, each with one of it. */
const REGIONAL: readonly [string, string, (scope: Construct, arn: string) => unknown][] = [
  [
    "loadBalancers[0].targetGroupArn",
    "elasticloadbalancing:REGION:123456789012:targetgroup/web/0123456789abcdef",
    (scope, targetGroupArn) =>
      new EcsService(scope, "it", {
        ...serviceProps(scope),
        loadBalancers: [{ targetGroupArn, containerName: "web", containerPort: 80 }],
      }),
  ],
  [
    "serviceDiscovery.registryArn",
    "servicediscovery:REGION:123456789012:service/srv-1",
    (scope, registryArn) =>
      new EcsService(scope, "it", { ...serviceProps(scope), serviceDiscovery: { registryArn } }),
  ],
  [
    "alarmActionArns",
    "sns:REGION:123456789012:alarms",
    (scope, arn) =>
      new RedeployOnChange(scope, "it", {
        encryptionKey: new EncryptionKey(scope, "key"),
        alarmActionArns: [arn],
      }),
  ],
];

function serviceProps(scope: Construct): EcsServiceProps {
  return {
    cluster: EcsCluster.fromClusterName(scope, "cluster", "orders"),
    subnetIds: ["subnet-1"],
    securityGroupIds: ["sg-1"],
    cpu: 256,
    memoryMiB: 512,
  };
}

describe.each(REGIONAL)("`%s`", (prop, pattern, make) => {
  const arn = (partition: string, region: string): string =>
    `arn:${partition}:${pattern.replace("REGION", region)}`;

  it("is refused in another partition and in another Region", () => {
    const refused = (given: string) => () => make(testStack(), given);
    expect(refused(arn("aws-us-gov", "us-gov-west-1"))).toThrow(
      `test/it: \`${prop}\` must be an ARN of the partition that the stack is deployed to, got arn:aws-us-gov`,
    );
    expect(refused(arn("aws", "eu-west-1"))).toThrow(
      `test/it: \`${prop}\` must be an ARN of the Region that the stack is deployed to, got arn:aws:`,
    );
  });

  it("is taken in this one, and where only Terraform knows", () => {
    const made = (given: string, stack = testStack()) => make(stack, given);
    expect(() => made(arn("aws", "eu-central-1"))).not.toThrow();
    const stack = testStack();
    const unknown = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;
    expect(() => made(unknown, stack)).not.toThrow();
  });
});

describe("an ARN in the overrides of a container, of another partition", () => {
  const foreign = `${CHINA}:${place("ssm")}:parameter/db`;

  it.each<[string, ContainerProps["overrides"] & object]>([
    ["secrets", { secrets: [{ name: "A", valueFrom: foreign }] }],
    ["environmentFiles", { environmentFiles: [{ type: "s3", value: "arn:aws-cn:s3:::a/b.env" }] }],
    ["repositoryCredentials", { repositoryCredentials: { credentialsParameter: foreign } }],
    [
      "logConfiguration.secretOptions",
      { logConfiguration: { secretOptions: [{ name: "a", valueFrom: foreign }] } },
    ],
  ])("is refused in %s", (field, overrides) => {
    expect(() => taskIn(testStack()).addContainer("web", { image, overrides })).toThrow(
      new RegExp(`\`overrides\\.${field}\` must be an ARN of the partition.*aws-arn-partition`),
    );
  });
});

describe("a reference to a secret of another partition", () => {
  it("is refused where it is used, too", () => {
    const stack = testStack();
    const china = new Construct(stack, "china");
    AwsTarget.define(china, { account: ACCOUNT, region: "cn-north-1" });
    const parameter = SecureStringParameter.fromParameterAttributes(china, "db", {
      parameterName: "/db",
    });
    const secrets = { DB: SecretReference.fromSsmParameter(parameter) };
    expect(() => taskIn(stack).addContainer("web", { image, secrets })).toThrow(
      /test\/task\/web: `secrets\.DB` must be an ARN of the partition.*aws-arn-partition/,
    );
  });
});

describe("a Region of another partition", () => {
  it.each<[string, (scope: TerraformStack) => unknown]>([
    [
      "region",
      (stack) =>
        SecretsBucket.fromBucketAttributes(stack, "it", {
          bucketName: "orders-secrets",
          region: "us-gov-west-1",
        }),
    ],
    [
      "replicaRegions",
      (stack) =>
        new SecretsManagerSecret(stack, "it", {
          secretName: "orders/db",
          encryptionKey: new EncryptionKey(stack, "key"),
          replicaRegions: [
            {
              region: "cn-north-1",
              encryptionKey: EncryptionKey.fromKeyArn(stack, "copy", key("eu-west-1")),
            },
          ],
          ...written,
        }),
    ],
  ])("is refused as `%s`", (prop, make) => {
    expect(() => make(testStack())).toThrow(
      new RegExp(`\`${prop}\` must be a Region of the partition.*\\[aws-region-partition\\]`),
    );
  });
});

it("is refused in the URL of an image, too", () => {
  const url = `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/orders/web:1`;
  const china = ContainerImage.fromRegistry(url);
  expect(() => taskIn(testStack()).addContainer("web", { image: china })).toThrow("[ecr-region]");
});

describe("what works in one Region only", () => {
  it("is refused of another one: a service's cluster and task definition", () => {
    const stack = testStack();
    const there = new Construct(stack, "there");
    AwsTarget.define(there, { account: ACCOUNT, region: "eu-west-1" });
    const cluster = new EcsCluster(there, "cluster");
    const other = { ...serviceProps(stack), cluster };
    expect(() => new EcsService(stack, "it", other)).toThrow(
      "test/it: `cluster` must be in the Region of what uses it, got test/there/cluster of eu-west-1 (own eu-central-1). Make both below one `AwsTarget`, or one for each Region. [aws-same-region]",
    );
    const taskDefinition = new TaskDefinition(there, "task", { cpu: 256, memoryMiB: 512 });
    const { subnetIds, securityGroupIds, cluster: own } = serviceProps(new Construct(stack, "own"));
    const given = { cluster: own, subnetIds, securityGroupIds, taskDefinition };
    expect(() => new EcsService(stack, "second", given)).toThrow(/`taskDefinition` must be in the/);
  });

  it("is not a log group: its own Region stands in the options", () => {
    const stack = testStack();
    const there = new Construct(stack, "there");
    const provider = new AwsProvider(stack, "west", { alias: "west", region: "eu-west-1" });
    AwsTarget.define(there, { account: ACCOUNT, region: "eu-west-1", provider });
    const logGroup = new LogGroup(there, "logs");
    taskIn(stack).addContainer("web", { image, logging: LogDriver.awsLogs({ logGroup }) });
    expect(containerOf(stack)["logConfiguration"]).toMatchObject({
      options: { "awslogs-region": "eu-west-1" },
    });
  });
});
