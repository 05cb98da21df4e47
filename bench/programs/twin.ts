import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformResource, type TerraformStack } from "cdktf";

const PLACE = "eu-central-1:111111111111";

/** The same resources as the library makes, written by hand as one does without it. */
export function handWritten(stack: TerraformStack, services: number, secretsEach: number): void {
  new AwsProvider(stack, "aws", { region: "eu-central-1", allowedAccountIds: ["111111111111"] });
  const statement = { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" };
  const key = new KmsKey(stack, "key", {
    description: "secrets",
    enableKeyRotation: true,
    rotationPeriodInDays: 365,
    deletionWindowInDays: 30,
    policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    lifecycle: { preventDestroy: false },
  });
  const cluster = new EcsCluster(stack, "cluster", {
    name: "bench",
    setting: [{ name: "containerInsights", value: "enabled" }],
  });
  for (let index = 0; index < services; index += 1) {
    addService(stack, `service-${index}`, secretsEach, key, cluster);
  }
}

function addService(
  stack: TerraformStack,
  id: string,
  secretsEach: number,
  key: KmsKey,
  cluster: EcsCluster,
): void {
  const secrets: { name: string; valueFrom: string }[] = [];
  const dependsOn: TerraformResource[] = [];
  const parameterArns: string[] = [];
  const secretArns: string[] = [];
  for (let index = 0; index < secretsEach / 2; index += 1) {
    const name = `/bench/${id}/p${index}`;
    const drawn = `drawn-${id}-p-${index}`;
    draw(stack, drawn);
    const parameter = new SsmParameter(stack, `${id}-parameter-${index}`, {
      name,
      type: "SecureString",
      keyId: key.arn,
      tier: "Standard",
      valueWo: `\${ephemeral.aws_secretsmanager_random_password.${drawn}.random_password}`,
      valueWoVersion: 1,
      lifecycle: { preventDestroy: false },
    });
    const record = new TerraformResource(stack, `${id}-parameter-${index}-record`, {
      terraformResourceType: "terraform_data",
      dependsOn: [parameter],
    });
    record.addOverride("input", { name, revision: 1, key: key.arn });
    dependsOn.push(parameter);
    parameterArns.push(`arn:aws:ssm:${PLACE}:parameter${name}`);
    secrets.push({ name: `P${index}`, valueFrom: `arn:aws:ssm:${PLACE}:parameter${name}` });
  }
  for (let index = 0; index < secretsEach / 2; index += 1) {
    const drawn = `drawn-${id}-s-${index}`;
    draw(stack, drawn);
    const secret = new SecretsmanagerSecret(stack, `${id}-secret-${index}`, {
      name: `bench/${id}/s${index}`,
      kmsKeyId: key.arn,
      recoveryWindowInDays: 30,
      lifecycle: { preventDestroy: false },
    });
    const version = new SecretsmanagerSecretVersion(stack, `${id}-secret-${index}-version`, {
      secretId: secret.id,
      secretStringWo: `\${ephemeral.aws_secretsmanager_random_password.${drawn}.random_password}`,
      secretStringWoVersion: 1,
      versionStages: ["AWSCURRENT", "terraform-revision-1"],
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ["version_stages"] },
    });
    dependsOn.push(version);
    secretArns.push(`arn:aws:secretsmanager:${PLACE}:secret:bench/${id}/s${index}-??????`);
    secrets.push({ name: `S${index}`, valueFrom: secret.arn });
  }
  const role = new IamRole(stack, `${id}-role`, {
    name: id,
    description: "Lets ECS start tasks",
    assumeRolePolicy: policy([{ Action: "sts:AssumeRole" }]),
  });
  const group = new CloudwatchLogGroup(stack, `${id}-logs`, {
    name: `/ecs/${id}`,
    retentionInDays: 365,
  });
  const statements = {
    "read-secrets": [
      { Action: "ssm:GetParameters", Resource: parameterArns },
      { Action: "secretsmanager:GetSecretValue", Resource: secretArns },
    ],
    "decrypt-secrets": [parameterArns, secretArns].map((context) => ({
      Action: "kms:Decrypt",
      Resource: key.arn,
      Condition: { StringLike: { "kms:EncryptionContext:SecretARN": context } },
    })),
    "write-logs": [{ Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: group.arn }],
  };
  for (const [name, list] of Object.entries(statements)) {
    const props = { name, role: role.name, policy: policy(list) };
    dependsOn.push(new IamRolePolicy(stack, `${id}-${name}`, props));
  }
  const task = new EcsTaskDefinition(stack, `${id}-task`, {
    family: id,
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    executionRoleArn: role.arn,
    containerDefinitions: JSON.stringify([{ name: "web", image: "httpd:2.4", secrets }]),
    skipDestroy: true,
  });
  new EcsService(stack, id, {
    name: id,
    cluster: cluster.arn,
    taskDefinition: task.arn,
    desiredCount: 2,
    launchType: "FARGATE",
    networkConfiguration: {
      subnets: ["subnet-0a1b2c3d"],
      securityGroups: ["sg-0a1b2c3d"],
    },
    deploymentCircuitBreaker: { enable: true, rollback: true },
    waitForSteadyState: true,
    triggers: Object.fromEntries(secrets.map(({ name }) => [name, "1"])),
    dependsOn,
  });
}

function draw(stack: TerraformStack, name: string): void {
  stack.addOverride(`ephemeral.aws_secretsmanager_random_password.${name}`, {
    password_length: 32,
  });
}

function policy(statements: readonly object[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
