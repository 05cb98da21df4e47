import type { TerraformStack } from "cdktf";
import { SecretValue, type WrittenValue } from "cdktf-ecs-secrets/core";
import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import {
  SecretsManagerSecret,
  type SecretRotationSettings,
} from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter, type SecureStringParameterProps } from "cdktf-ecs-secrets/ssm";
import { image, serviceIn, taskIn } from "../ecs/support/fixtures";
import { bucketIn, KEY_ARN } from "../s3/support";
import { synth } from "../support/synth";
import type { NotCaughtRow } from "./row";

const keyIn = (stack: TerraformStack) => EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);

const parameter = (props: Partial<SecureStringParameterProps>) => (stack: TerraformStack) =>
  new SecureStringParameter(stack, "parameter", {
    parameterName: "/orders/api-key",
    encryptionKey: keyIn(stack),
    value: SecretValue.generated(),
    revision: 1,
    ...props,
  });

const named = (parameterName: string) => parameter({ parameterName });
const holding = (value: WrittenValue, tier?: "Advanced") => parameter({ value, tier });
const generated = (length: number) => SecretValue.generated({ length });

const secret =
  (secretName: string, rotation?: SecretRotationSettings, value: WrittenValue = generated(32)) =>
  (stack: TerraformStack) =>
    new SecretsManagerSecret(stack, "secret", {
      secretName,
      encryptionKey: keyIn(stack),
      value,
      revision: 1,
      rotation,
    });

const lambdaArn = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";
const rotating = (scheduleExpression: string) =>
  secret("orders/db", { lambdaArn, scheduleExpression });

const ssmNames: readonly NotCaughtRow[] = [
  {
    row: "SSM name `[A-Za-z0-9_.-/]`, leading `/` when it has one, ≤ 15 levels, no first segment starting `aws`/`ssm` (any case)",
    labelled: true,
    rule: "ssm-parameter-name",
    mistakes: {
      "a blank": named("/orders/api key"),
      "another letter": named("/orders/schlüssel"),
      "an empty name": named(""),
      "no leading slash": named("orders/api-key"),
      "16 levels": named("/a".repeat(16)),
      "an empty level": named("/orders//api-key"),
      "/aws": named("/aws/api-key"),
      "/Awsome": named("/Awsome/api-key"),
      "SSM without a slash": named("SSM-key"),
    },
  },
  {
    row: "SSM name ≤ 1011 characters with the ARN prefix",
    labelled: true,
    rule: "ssm-parameter-arn-length",
    mistakes: { "1012 with the prefix": named(`/${"a".repeat(964)}`) },
  },
  {
    row: "SSM value ≤ 4 KB Standard, 8 KB Advanced, as far as it is known",
    labelled: true,
    rule: "ssm-value-size",
    mistakes: {
      "JSON of more than 4 KB": holding(SecretValue.json({ a: generated(4090) })),
      "JSON of more than 8 KB": holding(
        SecretValue.json({ a: generated(4096), b: generated(4090) }),
        "Advanced",
      ),
      "a long literal": holding(SecretValue.json({ a: generated(8), b: "ä".repeat(2100) })),
    },
  },
  {
    row: "SSM value: no `{{}}`",
    labelled: true,
    rule: "ssm-value-nesting",
    mistakes: {
      "a template": holding(SecretValue.json({ a: generated(8), b: "Dear {{name}}" })),
    },
  },
  {
    row: "SSM description ≤ 1024",
    labelled: true,
    rule: "ssm-parameter-description",
    mistakes: { "1025 characters": parameter({ description: "x".repeat(1025) }) },
  },
];

const ecsName = (where: string, build: (name: string) => (stack: TerraformStack) => unknown) => ({
  [`${where}: a blank`]: build("my orders"),
  [`${where}: a slash`]: build("orders/web"),
  [`${where}: 256 characters`]: build("a".repeat(256)),
});

const size = (cpu: number, memoryMiB: number) => (stack: TerraformStack) =>
  taskIn(stack, { cpu, memoryMiB });

const bucketNames = [
  ...["ab", "a".repeat(64), "Orders", "orders_dev", "-orders", "orders-", "orders..dev"],
  ...["192.168.5.4", "xn--orders", "sthree-orders", "amzn-s3-demo-orders", "orders-s3alias"],
  ...["orders--ol-s3", "orders.mrap", "orders--x-s3", "orders--table-s3"],
];

/** Section 3, names and sizes. */
export const namesAndSizes: readonly NotCaughtRow[] = [
  ...ssmNames,
  {
    row: "Secrets Manager name ends in `-` + six characters: partial-ARN trap",
    labelled: true,
    rule: "secretsmanager-name-suffix",
    mistakes: { "a word of six": secret("orders/db-master"), digits: secret("orders-202611") },
  },
  {
    row: "Secrets Manager value ≤ 65,536 bytes, as far as it is known",
    labelled: false,
    rule: "secretsmanager-value-size",
    mistakes: {
      "a long literal": secret(
        "orders/db",
        undefined,
        SecretValue.json({ a: generated(8), b: "ä".repeat(32_768) }),
      ),
    },
  },
  {
    row: "rotation: cron()/rate() of at least 4 h (`rate(2 hours)`)",
    labelled: true,
    rule: "secretsmanager-rotation-schedule",
    mistakes: {
      "rate(2 hours)": rotating("rate(2 hours)"),
      "every 2 hours": rotating("cron(0 0/2 * * ? *)"),
    },
  },
  {
    row: "IAM inline policies of a role together ≤ 10,240 characters; more go on in 10 managed ones",
    labelled: true,
    rule: "iam-attached-policies",
    mistakes: {
      "more than 10 managed policies hold": (stack) => {
        const role = new TaskExecutionRole(stack, "role");
        for (let index = 0; index < 80; index += 1) {
          const resources = [`arn:aws:s3:::orders/${String(index).padStart(1000, "x")}`];
          role.addToPolicy("read-secrets", { actions: ["s3:GetObject"], resources });
        }
      },
    },
  },
  {
    row: "IAM role descriptions: at most 1,000 characters, Latin-1 only",
    labelled: false,
    rule: "iam-role-description",
    mistakes: {
      "an en dash": (stack) =>
        new TaskExecutionRole(stack, "role", { description: "orders – execution" }),
    },
  },
  {
    row: "ECS family/service/cluster/container `[A-Za-z0-9_-]{1,255}`",
    labelled: true,
    rule: "ecs-name",
    mistakes: {
      ...ecsName("family", (family) => (stack) => taskIn(stack, { family })),
      ...ecsName("service", (serviceName) => (stack) => serviceIn(stack, { serviceName })),
      ...ecsName("cluster", (clusterName) => (stack) => {
        return new EcsCluster(stack, "cluster", { clusterName });
      }),
      "container: a blank": (stack) => taskIn(stack).addContainer("my web", { image }),
      "container: 256 characters": (stack) => {
        return taskIn(stack).addContainer("a".repeat(256), { image });
      },
    },
  },
  {
    row: "ECS ≤ 10 containers",
    labelled: true,
    rule: "ecs-container-count",
    mistakes: {
      "11 containers": (stack) => {
        const task = taskIn(stack);
        for (let index = 0; index < 11; index += 1) task.addContainer(`c${index}`, { image });
      },
    },
  },
  {
    row: "ECS task definition ≤ 64 KiB",
    labelled: true,
    rule: "ecs-definition-size",
    mistakes: {
      "a long variable": (stack) => {
        taskIn(stack).addContainer("web", { image, environment: { A: "a ".repeat(32_800) } });
        synth(stack);
      },
    },
  },
  {
    row: "Fargate cpu → MiB",
    labelled: true,
    rule: "ecs-fargate-size",
    mistakes: {
      "256 with 4096": size(256, 4096),
      "512 with 1536": size(512, 1536),
      "1024 with 1024": size(1024, 1024),
      "2048 with 17408": size(2048, 17408),
      "4096 with 7168": size(4096, 7168),
      "8192 with 17408": size(8192, 17408),
      "16384 with 131072": size(16384, 131072),
      "a cpu that there is not": size(300, 1024),
    },
  },
  {
    row: "Fargate networkMode must be awsvpc",
    labelled: true,
    rule: "ecs-fargate-network",
    mistakes: Object.fromEntries(
      (["bridge", "host", "none"] as const).map((networkMode) => [
        networkMode,
        (stack: TerraformStack) => taskIn(stack, { networkMode }),
      ]),
    ),
  },
  {
    row: "S3 bucket 3–63 of `[a-z0-9.-]`, alphanumeric ends, no `..`, no IP; prefixes and suffixes banned",
    labelled: true,
    rule: "s3-bucket-name",
    mistakes: Object.fromEntries(
      bucketNames.map((bucketName) => [
        bucketName,
        (stack: TerraformStack) => bucketIn(stack, { bucketName }),
      ]),
    ),
  },
  {
    row: "S3 names that end in `-an` belong to the account-regional namespace",
    labelled: false,
    rule: "s3-bucket-namespace",
    mistakes: {
      "-an": (stack) => bucketIn(stack, { bucketName: "orders-123456789012-eu-central-1-an" }),
    },
  },
];
