import { TerraformVariable } from "cdktf";
import { AwsTarget, SecretValue } from "cdktf-ecs-secrets/core";
import { EcsCluster, EcsService, Volume, type EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { PermissionsBoundary, TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretRotation, SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { annotationsOf } from "../ecs/support/warnings";
import { statementsAfter } from "../support/grants";
import { ACCOUNT, bareStack, synth, testStack } from "../support/synth";

const CHINA = `arn:aws-cn`;
const place = (service: string) => `${service}:cn-north-1:${ACCOUNT}`;
const KEY_ID = "11111111-2222-3333-4444-555555555555";
const key = (region: string) => `arn:aws:kms:${region}:${ACCOUNT}:key/${KEY_ID}`;
const secretArn = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:orders/db-AbCdEf`;
const written = { value: SecretValue.generated(), revision: 1 };

function serviceProps(scope: Construct): EcsServiceProps {
  return {
    cluster: EcsCluster.fromClusterName(scope, "cluster", "orders"),
    subnetIds: ["subnet-1"],
    securityGroupIds: ["sg-1"],
    cpu: 256,
    memoryMiB: 512,
  };
}

describe("an ARN of another partition", () => {
  it.each<[string, (scope: Construct) => unknown]>([
    [
      "secretArn",
      (scope) => {
        const arn = `${CHINA}:${place("secretsmanager")}:secret:orders/db-AbCdEf`;
        return SecretsManagerSecret.fromSecretAttributes(scope, "it", { secretArn: arn });
      },
    ],
    [
      "parameterArn",
      (scope) => {
        const parameterArn = `${CHINA}:${place("ssm")}:parameter/orders/db`;
        return SecureStringParameter.fromParameterAttributes(scope, "it", { parameterArn });
      },
    ],
    [
      "keyArn",
      (scope) => EncryptionKey.fromKeyArn(scope, "it", `${CHINA}:${place("kms")}:key/${KEY_ID}`),
    ],
    [
      "administratorArns",
      (scope) =>
        new EncryptionKey(scope, "it", {
          administratorArns: [`${CHINA}:iam::${ACCOUNT}:role/admin`],
        }),
    ],
    [
      "roleArn",
      (scope) =>
        TaskExecutionRole.fromRoleArn(scope, "it", `${CHINA}:iam::${ACCOUNT}:role/execution`),
    ],
    [
      "permissionsBoundaryArn",
      (scope) =>
        new TaskExecutionRole(scope, "it", {
          permissionsBoundaryArn: `${CHINA}:iam::${ACCOUNT}:policy/boundary`,
        }),
    ],
    [
      "PermissionsBoundary.apply",
      (scope) => PermissionsBoundary.of(scope).apply(`${CHINA}:iam::${ACCOUNT}:policy/boundary`),
    ],
    [
      "restrictTo",
      (scope) =>
        new SecretsBucket(scope, "it", {
          bucketName: "orders-secrets",
          encryptionKey: new EncryptionKey(scope, "key"),
          restrictTo: [`${CHINA}:iam::${ACCOUNT}:role/reader`],
        }),
    ],
    [
      "sharedWith",
      (scope) =>
        new SecretsManagerSecret(scope, "it", {
          secretName: "orders/db",
          encryptionKey: new EncryptionKey(scope, "key"),
          sharedWith: [`${CHINA}:iam::${ACCOUNT}:role/reader`],
          ...written,
        }),
    ],
  ])("is refused as `%s`", (prop, make) => {
    expect(() => make(testStack())).toThrow(
      new RegExp(
        `\`${prop}\` must be an ARN of the partition that the stack is deployed to, got arn:aws-cn:\\S+ \\(the stack's is aws\\)\\. .*\\[aws-arn-partition\\]`,
      ),
    );
  });

  it("is refused as a function that rotates, by the one rule or the other", () => {
    const stack = testStack();
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "db", { secretArn });
    const lambdaArn = `arn:aws-cn:lambda:eu-central-1:${ACCOUNT}:function:rotate`;
    expect(() => new SecretRotation(stack, "it", { secret, lambdaArn, afterDays: 30 })).toThrow(
      /aws-cn/,
    );
  });
});

describe("an ARN whose Region is not of its partition", () => {
  const places: readonly [string, string, (scope: Construct, arn: string) => unknown][] = [
    [
      "secretArn",
      `secretsmanager:REGION:${ACCOUNT}:secret:orders/db-AbCdEf`,
      (scope, arn) => SecretsManagerSecret.fromSecretAttributes(scope, "it", { secretArn: arn }),
    ],
    [
      "parameterArn",
      `ssm:REGION:${ACCOUNT}:parameter/orders/db`,
      (scope, parameterArn) =>
        SecureStringParameter.fromParameterAttributes(scope, "it", { parameterArn }),
    ],
    [
      "keyArn",
      `kms:REGION:${ACCOUNT}:key/${KEY_ID}`,
      (scope, arn) => EncryptionKey.fromKeyArn(scope, "it", arn),
    ],
    [
      "logGroupArn",
      `logs:REGION:${ACCOUNT}:log-group:/orders`,
      (scope, logGroupArn) => LogGroup.fromLogGroupAttributes(scope, "it", { logGroupArn }),
    ],
    [
      "alarmActionArns",
      `sns:REGION:${ACCOUNT}:alarms`,
      (scope, arn) =>
        new RedeployOnChange(scope, "it", {
          encryptionKey: new EncryptionKey(scope, "key"),
          alarmActionArns: [arn],
        }),
    ],
    [
      "serviceConnectNamespaceArn",
      `servicediscovery:REGION:${ACCOUNT}:namespace/ns-1`,
      (scope, serviceConnectNamespaceArn) =>
        new EcsCluster(scope, "it", { serviceConnectNamespaceArn }),
    ],
  ];

  it.each(places)("is refused as `%s`", (prop, pattern, make) => {
    const given = (partition: string, region: string) => (): unknown =>
      make(testStack(), `arn:${partition}:${pattern.replace("REGION", region)}`);
    const demand = new RegExp(
      `\`${prop}\` must be an ARN with a Region of its own partition, such as eu-central-1 in \`arn:aws:…\`, got arn:aws:\\S+ \\(.*\\)\\. Nothing answers under it: copy the whole ARN\\. \\[aws-arn-region-name\\]`,
    );
    for (const region of ["cn-north-1", "us-gov-west-1", "eusc-de-east-1", "eu-central"]) {
      expect(given("aws", region)).toThrow(demand);
    }
    expect(given("aws", "eu-central-1")).not.toThrow();
  });

  it("is refused of a stack that does not say where it is deployed, too", () => {
    const arn = `arn:aws:kms:cn-north-1:${ACCOUNT}:key/${KEY_ID}`;
    expect(() => EncryptionKey.fromKeyArn(bareStack(), "it", arn)).toThrow(
      /\(cn-north-1 is in aws-cn\)/,
    );
  });

  it.each([
    ["aws-us-gov", "us-gov-west-1"],
    ["aws-iso-e", "eu-isoe-west-1"],
    ["aws-new", "new-east-1"],
    ["aws", "ap-southeast-12"],
  ])("is none in the partition %s and the Region %s", (partition, region) => {
    const arn = `arn:${partition}:kms:${region}:${ACCOUNT}:key/${KEY_ID}`;
    expect(() => EncryptionKey.fromKeyArn(bareStack(), "it", arn)).not.toThrow();
  });
});

describe("a key of another Region than what it encrypts", () => {
  const stackWithKeys = () => {
    const stack = testStack();
    const there = new Construct(stack, "there");
    AwsTarget.define(there, { account: ACCOUNT, region: "eu-west-1" });
    return { stack, there };
  };

  it.each<[string, (scope: Construct, encryptionKey: EncryptionKey) => unknown]>([
    [
      "secret",
      (scope, encryptionKey) =>
        new SecretsManagerSecret(scope, "it", { secretName: "db", encryptionKey, ...written }),
    ],
    [
      "parameter",
      (scope, encryptionKey) =>
        new SecureStringParameter(scope, "it", { parameterName: "/db", encryptionKey, ...written }),
    ],
    [
      "bucket",
      (scope, encryptionKey) =>
        new SecretsBucket(scope, "it", { bucketName: "orders-secrets", encryptionKey }),
    ],
    ["log group", (scope, encryptionKey) => new LogGroup(scope, "it", { encryptionKey })],
    [
      "redeployment",
      (scope, encryptionKey) => new RedeployOnChange(scope, "it", { encryptionKey }),
    ],
  ])("is refused for a %s, also a new one", (_what, make) => {
    const { stack, there } = stackWithKeys();
    expect(() => make(stack, new EncryptionKey(there, "key"))).toThrow(
      "test/it: `encryptionKey` must be a key of the Region of what it encrypts, got a key of eu-west-1 for eu-central-1. " +
        "Make the key there, or a replica of a multi-Region key, or import the one of that Region by its ARN. [kms-key-region]",
    );
  });

  it("is refused for the storage and the sessions of a cluster, and for a volume", () => {
    const { stack, there } = stackWithKeys();
    const encryptionKey = new EncryptionKey(there, "key");
    const logGroup = new LogGroup(stack, "logs");
    const volumes = { data: Volume.ebs({ sizeGiB: 10, encryptionKey }) };
    const refused: Readonly<Record<string, () => unknown>> = {
      ephemeralStorageKey: () => new EcsCluster(stack, "a", { ephemeralStorageKey: encryptionKey }),
      "executeCommand.encryptionKey": () =>
        new EcsCluster(stack, "b", { executeCommand: { encryptionKey, logGroup } }),
      "volumes.data": () => new EcsService(stack, "c", { ...serviceProps(stack), volumes }),
    };
    for (const [prop, make] of Object.entries(refused)) {
      expect(make).toThrow(`\`${prop}\` must be a key of the Region of what it encrypts`);
    }
  });

  it("is refused for an imported secret and parameter, whose own Region counts", () => {
    const parameterArn = `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/db`;
    const of = (encryptionKeyArn: string) => ({
      secret: () =>
        SecretsManagerSecret.fromSecretAttributes(testStack(), "db", {
          secretArn,
          encryptionKeyArn,
        }),
      parameter: () =>
        SecureStringParameter.fromParameterAttributes(testStack(), "db", {
          parameterArn,
          encryptionKeyArn,
        }),
    });
    expect(of(key("eu-west-1")).secret).toThrow("[kms-key-region]");
    expect(of(key("eu-west-1")).parameter).not.toThrow();
    expect(of(key("eu-central-1")).secret).not.toThrow();
    expect(of(key("eu-central-1")).parameter).toThrow("[kms-key-region]");
  });

  it("is what a replica wants: the new key of that Region, and no other", () => {
    const { stack, there } = stackWithKeys();
    const encryptionKey = new EncryptionKey(stack, "key");
    const secret = (id: string, replicaKey: EncryptionKey) =>
      new SecretsManagerSecret(stack, id, {
        secretName: id,
        encryptionKey,
        replicaRegions: [{ region: "eu-west-1", encryptionKey: replicaKey }],
        ...written,
      });
    expect(() => secret("good", new EncryptionKey(there, "key"))).not.toThrow();
    expect(() => secret("bad", encryptionKey)).toThrow(
      "must be a key of the replica's Region, got test/key of eu-central-1 for eu-west-1.",
    );
  });
});

it("takes the service's Region from the ARN of a parameter that only Terraform knows", () => {
  // GIVEN
  const stack = testStack();
  const arn = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;
  const parameter = SecureStringParameter.fromParameterAttributes(stack, "db", {
    parameterArn: arn,
    encryptionKeyArn: key("eu-west-1"),
  });
  // WHEN
  const statements = statementsAfter(stack, (role) => parameter.grantRead(role));
  // THEN
  const [[local, parts] = []] = Object.entries(synth(stack).locals);
  expect(parts).toBe('${split(":", var.arn)}');
  expect(statements["decrypt-secrets"]?.[0]?.Condition?.["StringEquals"]).toEqual({
    "kms:ViaService": `ssm.\${element(local.${local}, 3)}.amazonaws.com`,
  });
});

it.each([
  ["orders/dev-secret", 1],
  ["orders/DEV-SECRET", 1],
  ["orders/day-202611", 1],
  ["orders/db-AbCdEf", 0],
  ["orders/db-abcde1", 0],
])(
  "of a secret whose ARN ends in %s warns %d times that characters may be missing",
  (name, times) => {
    const stack = testStack();
    const arn = secretArn.replace("orders/db-AbCdEf", name);
    SecretsManagerSecret.fromSecretAttributes(stack, "db", { secretArn: arn });
    const warnings = annotationsOf(stack).filter(({ message }) =>
      message.startsWith(
        `\`secretArn\` ends in ${arn.slice(-7)}, which may be the end of the secret's name`,
      ),
    );
    expect(warnings).toHaveLength(times);
  },
);
