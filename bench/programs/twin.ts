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

/** The configuration of the library, argument by argument, written by hand as one does without it. */
export function handWritten(stack: TerraformStack, services: number, secretsEach: number): void {
  new AwsProvider(stack, "aws", { region: "eu-central-1", allowedAccountIds: ["111111111111"] });
  const key = new KmsKey(stack, "key", {
    description: "Encrypts the secrets of bench/key",
    enableKeyRotation: true,
    rotationPeriodInDays: 365,
    deletionWindowInDays: 30,
    policy: policy([
      {
        Sid: "DelegateToIam",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]),
    lifecycle: { createBeforeDestroy: true, preventDestroy: false },
  });
  const cluster = new EcsCluster(stack, "cluster", {
    name: "bench-cluster",
    setting: [{ name: "containerInsights", value: "enabled" }],
    lifecycle: { createBeforeDestroy: true },
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
  const role = new IamRole(stack, `${id}-role`, {
    name: `bench-${id}-task-execution-role`,
    description: "Lets ECS start tasks: images, secrets, logs",
    assumeRolePolicy: policy([
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]),
    lifecycle: { createBeforeDestroy: true },
  });
  const logGroup = `/ecs/bench-${id}-task-web-logs`;
  const group = new CloudwatchLogGroup(stack, `${id}-logs`, {
    name: logGroup,
    retentionInDays: 365,
    lifecycle: { createBeforeDestroy: true },
  });
  const names = Array.from({ length: secretsEach / 2 }, (_, index) => `bench/${id}/${index}`);
  const [policies, logPolicy] = addPolicies(stack, id, names, role, key, logGroup);
  const parameters = names.map((name, index) =>
    addParameter(stack, `${id}-parameter-${index}`, name, key, policies),
  );
  const secrets = names.map((name, index) =>
    addSecret(stack, `${id}-secret-${index}`, name, key, policies),
  );
  const container = {
    name: "web",
    essential: true,
    readonlyRootFilesystem: true,
    image: "httpd:2.4",
    secrets: [
      ...names.map((name, at) => ({ name: `P${at}`, valueFrom: parameterArn(name) })),
      ...secrets.map(({ secret }, at) => ({ name: `S${at}`, valueFrom: secret.arn })),
    ],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup,
        "awslogs-region": "eu-central-1",
        "awslogs-stream-prefix": "web",
      },
    },
  };
  const task = new EcsTaskDefinition(stack, `${id}-task`, {
    family: `bench-${id}-task`,
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    executionRoleArn: role.arn,
    containerDefinitions: JSON.stringify([container]),
    skipDestroy: true,
    lifecycle: { createBeforeDestroy: true },
  });
  const versions = secrets.map(({ version }) => version);
  new EcsService(stack, id, {
    name: `bench-${id}`,
    cluster: cluster.arn,
    taskDefinition: task.arn,
    desiredCount: 2,
    launchType: "FARGATE",
    platformVersion: "LATEST",
    networkConfiguration: {
      subnets: ["subnet-0a1b2c3d"],
      securityGroups: ["sg-0a1b2c3d"],
      assignPublicIp: false,
    },
    deploymentCircuitBreaker: { enable: true, rollback: true },
    deploymentMaximumPercent: 200,
    deploymentMinimumHealthyPercent: 100,
    enableEcsManagedTags: true,
    enableExecuteCommand: false,
    forceNewDeployment: true,
    propagateTags: "SERVICE",
    waitForSteadyState: true,
    triggers: Object.fromEntries([
      ...names.map((name) => [`/${name}`, "1.e28b29d"]),
      ...names.map((name) => [name, "1"]),
    ]),
    lifecycle: {
      postcondition: [
        {
          condition: `\${self.task_definition == aws_ecs_task_definition.${id}-task.arn}`,
          errorMessage:
            "ECS rolled this deployment back, because its tasks did not become steady: the service runs ${self.task_definition}. Its events (aws ecs describe-services) and the reasons of its stopped tasks say why.",
        },
      ],
    },
    dependsOn: [group, ...policies, logPolicy, ...versions, ...parameters],
  });
}

/** What the role may do: read the secrets and decrypt them, and write the log. */
function addPolicies(
  stack: TerraformStack,
  id: string,
  names: readonly string[],
  role: IamRole,
  key: KmsKey,
  logGroup: string,
): [TerraformResource[], TerraformResource] {
  const parameterArns = names.map(parameterArn);
  const secretArns = names.map((name) => `arn:aws:secretsmanager:${PLACE}:secret:${name}-??????`);
  const decrypt = (service: string, context: string, arns: readonly string[]): object => ({
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: key.arn,
    Condition: {
      StringEquals: { "kms:ViaService": `${service}.eu-central-1.amazonaws.com` },
      StringLike: { [`kms:EncryptionContext:${context}`]: arns },
    },
  });
  const add = (name: string, statements: readonly object[], digest = ""): TerraformResource =>
    new IamRolePolicy(stack, `${id}-${name}`, {
      namePrefix: `${name}${digest}-`,
      role: role.name,
      policy: policy(statements),
      lifecycle: { createBeforeDestroy: true },
    });
  return [
    [
      add(
        "decrypt-secrets",
        [
          decrypt("secretsmanager", "SecretARN", secretArns),
          decrypt("ssm", "PARAMETER_ARN", parameterArns),
        ],
        `-\${substr(sha256(join(" ", ["3f59140a", aws_kms_key.key.arn])), 0, 8)}`,
      ),
      add(
        "read-secrets",
        [
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArns },
          { Effect: "Allow", Action: "ssm:GetParameters", Resource: parameterArns },
        ],
        "-699fe510",
      ),
    ],
    add(
      "write-logs",
      [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `arn:aws:logs:${PLACE}:log-group:${logGroup}:*`,
        },
      ],
      "-36e59c59",
    ),
  ];
}

/** A parameter, and the record of what was written to it. */
function addParameter(
  stack: TerraformStack,
  id: string,
  name: string,
  key: KmsKey,
  dependsOn: TerraformResource[],
): TerraformResource {
  const parameter = new SsmParameter(stack, id, {
    name: `/${name}`,
    type: "SecureString",
    keyId: key.arn,
    tier: "Standard",
    valueWo: draw(stack, `${id}-generated`),
    lifecycle: { createBeforeDestroy: true, preventDestroy: false },
    dependsOn,
  });
  parameter.addOverride(
    "value_wo_version",
    '${1 * 1000000000 + parseint(substr(sha256(join("\\n", ["", "Standard", "", aws_kms_key.key.arn])), 0, 7), 16)}',
  );
  const written = `aws_ssm_parameter.${id}.value_wo_version`;
  const record = new TerraformResource(stack, `${id}-written`, {
    terraformResourceType: "terraform_data",
    lifecycle: {
      createBeforeDestroy: true,
      ignoreChanges: ["input"],
      replaceTriggeredBy: [written],
      postcondition: [
        {
          condition: `\${self.output.version == ${written}}`,
          errorMessage: `The last write of bench/${id} was refused or cut off, so the value before it is still the current one. Add 1 to its revision and apply with its value.`,
        },
      ],
    },
  });
  record.addOverride("input", { version: `\${${written}}` });
  return parameter;
}

function addSecret(
  stack: TerraformStack,
  id: string,
  name: string,
  key: KmsKey,
  dependsOn: TerraformResource[],
): { secret: SecretsmanagerSecret; version: TerraformResource } {
  const secret = new SecretsmanagerSecret(stack, id, {
    name,
    kmsKeyId: key.arn,
    recoveryWindowInDays: 30,
    lifecycle: { createBeforeDestroy: true, preventDestroy: false },
    dependsOn,
  });
  const version = new SecretsmanagerSecretVersion(stack, `${id}-version`, {
    secretId: secret.id,
    secretStringWo: draw(stack, `${id}-generated`),
    secretStringWoVersion: 1,
    versionStages: ["AWSCURRENT", "terraform-revision-1"],
    lifecycle: { createBeforeDestroy: true, ignoreChanges: ["version_stages"] },
  });
  return { secret, version };
}

/** @returns what Terraform draws anew in every run and keeps nowhere */
function draw(stack: TerraformStack, name: string): string {
  stack.addOverride(`ephemeral.aws_secretsmanager_random_password.${name}`, {
    password_length: 32,
  });
  return `\${ephemeral.aws_secretsmanager_random_password.${name}.random_password}`;
}

const parameterArn = (name: string): string => `arn:aws:ssm:${PLACE}:parameter/${name}`;

function policy(Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
