import { TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
  TaskDefinition,
  Volume,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { at, type Group, type Place } from "./token-place";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/";
const LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";
const NETWORK = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };

const key = (scope: Construct, arn = KEY) => EncryptionKey.fromKeyArn(scope, "imported", arn);
const value = { value: SecretValue.fromVariable("unused"), revision: 1 };

const CONTAINERS = "container_definitions";
const inContainer = (prop: string, json: Place["path"], index = 0): Place =>
  at(prop, "aws_ecs_task_definition", [CONTAINERS], { json: [index, ...json] });

/** Every text prop of every construct. */
export const GROUPS: Readonly<Record<string, Group>> = {
  parameter: {
    build: (scope, text) =>
      new SecureStringParameter(scope, "it", {
        parameterName: text,
        encryptionKey: key(scope, text),
        description: text,
        allowedPattern: text,
        tier: text as "Standard",
        tags: { a: text },
        ...value,
      }),
    places: [
      at("parameterName", "aws_ssm_parameter", ["name"]),
      at("encryptionKey", "aws_ssm_parameter", ["key_id"]),
      at("description", "aws_ssm_parameter", ["description"]),
      at("allowedPattern", "aws_ssm_parameter", ["allowed_pattern"]),
      at("tier", "aws_ssm_parameter", ["tier"]),
      at("tags", "aws_ssm_parameter", ["tags", "a"]),
    ],
  },
  secret: {
    build: (scope, text) =>
      new SecretsManagerSecret(scope, "it", {
        secretName: text,
        encryptionKey: key(scope, text),
        description: text,
        replicaRegions: [{ region: text, encryptionKey: key(new Construct(scope, "copy"), text) }],
        rotation: { lambdaArn: text, window: text, scheduleExpression: text },
        sharedWith: [text],
        tags: { a: text },
        value: SecretValue.generated({ excludeCharacters: text }),
        revision: 1,
      }),
    places: [
      at("secretName", "aws_secretsmanager_secret", ["name"]),
      at("encryptionKey", "aws_secretsmanager_secret", ["kms_key_id"]),
      at("description", "aws_secretsmanager_secret", ["description"]),
      at("replicaRegions.region", "aws_secretsmanager_secret", ["replica", 0, "region"]),
      at("replicaRegions.key", "aws_secretsmanager_secret", ["replica", 0, "kms_key_id"]),
      at("tags", "aws_secretsmanager_secret", ["tags", "a"]),
      at("rotation.lambdaArn", "aws_secretsmanager_secret_rotation", ["rotation_lambda_arn"]),
      at("rotation.permission", "aws_lambda_permission", ["function_name"]),
      at("rotation.window", "aws_secretsmanager_secret_rotation", ["rotation_rules", "duration"]),
      at("rotation.scheduleExpression", "aws_secretsmanager_secret_rotation", [
        "rotation_rules",
        "schedule_expression",
      ]),
      at("sharedWith", "aws_secretsmanager_secret_policy", ["policy"], {
        json: ["Statement", 0, "Principal", "AWS"],
      }),
      at("value.excludeCharacters", "aws_secretsmanager_random_password", ["exclude_characters"], {
        kind: "ephemeral",
      }),
    ],
  },
  key: {
    build: (scope, text) =>
      new EncryptionKey(scope, "it", {
        alias: text,
        description: text,
        administratorArns: [text],
        tags: { a: text },
      }),
    places: [
      at("alias", "aws_kms_alias", ["name"], { around: ["alias/", ""] }),
      at("description", "aws_kms_key", ["description"]),
      at("administratorArns", "aws_kms_key", ["policy"], {
        json: ["Statement", 0, "Principal", "AWS"],
      }),
      at("tags", "aws_kms_key", ["tags", "a"]),
    ],
  },
  logGroup: {
    build: (scope, text) => new LogGroup(scope, "it", { logGroupName: text, tags: { a: text } }),
    places: [
      at("logGroupName", "aws_cloudwatch_log_group", ["name"]),
      at("tags", "aws_cloudwatch_log_group", ["tags", "a"]),
    ],
  },
  cluster: {
    build: (scope, text) =>
      new EcsCluster(scope, "it", {
        clusterName: text,
        containerInsights: text as "enabled",
        capacityProviders: [text],
        executeCommand: {
          encryptionKey: key(scope, text),
          logGroup: new LogGroup(scope, "logs", { logGroupName: text }),
        },
        tags: { a: text },
      }),
    places: [
      at("clusterName", "aws_ecs_cluster", ["name"]),
      at("containerInsights", "aws_ecs_cluster", ["setting", 0, "value"]),
      at("capacityProviders", "aws_ecs_cluster_capacity_providers", ["capacity_providers", 0]),
      at("executeCommand.encryptionKey", "aws_ecs_cluster", [
        "configuration",
        "execute_command_configuration",
        "kms_key_id",
      ]),
      at("executeCommand.logGroup", "aws_ecs_cluster", [
        "configuration",
        "execute_command_configuration",
        "log_configuration",
        "cloud_watch_log_group_name",
      ]),
      at("tags", "aws_ecs_cluster", ["tags", "a"]),
    ],
  },
  role: {
    build: (scope, text) =>
      new TaskExecutionRole(scope, "it", {
        roleName: text,
        path: text,
        permissionsBoundaryArn: text,
        description: text,
        tags: { a: text },
      }).addToPolicy("read", { actions: ["s3:GetObject"], resources: [text] }),
    places: [
      ...["name", "path", "permissions_boundary", "description"].map((argument) =>
        at(argument, "aws_iam_role", [argument]),
      ),
      at("tags", "aws_iam_role", ["tags", "a"]),
      at("addToPolicy", "aws_iam_role_policy", ["policy"], { json: ["Statement", 0, "Resource"] }),
    ],
  },
  task: {
    build: (scope, text) => {
      const task = new TaskDefinition(scope, "it", {
        family: text,
        compatibility: "EC2",
        // The one in which a container may have a host name of its own.
        networkMode: "bridge",
        cpuArchitecture: text as "ARM64",
        volumes: {
          a: Volume.host(text),
          b: Volume.docker(text, { c: text }),
        },
        tags: { a: text },
      });
      const parameter = SecureStringParameter.fromParameterAttributes(scope, "parameter", {
        parameterArn: `${PARAMETER}${text}`,
      });
      task.addContainer("web", {
        image: ContainerImage.fromRegistry(text),
        memoryLimitMiB: 128,
        environment: { A: text },
        secrets: { B: SecretReference.fromSsmParameter(parameter) },
        command: [text],
        entryPoint: ["sh", text],
        user: text,
        workingDirectory: text,
        labels: { "a/b": text },
        healthCheck: { command: ["CMD", text] },
        portMappings: [{ containerPort: 80, name: text }],
        logging: LogDriver.fluentd({ address: text, tag: text, env: [text] }),
        overrides: {
          hostname: text,
          dnsServers: [text],
          systemControls: [{ namespace: "net.core.somaxconn", value: text }],
        },
      });
      task.addContainer("aws", {
        image: ContainerImage.fromEcrRepository(
          { repositoryName: text, registryAccount: text, region: text },
          text,
        ),
        memoryLimitMiB: 128,
        logging: LogDriver.awsLogs({
          logGroup: new LogGroup(scope, "logs", { logGroupName: text }),
          streamPrefix: text,
        }),
      });
      task.addContainer("router", {
        image: ContainerImage.fromRegistry("router"),
        memoryLimitMiB: 128,
        firelensRouter: { type: "fluentbit", options: { configFile: { path: text } } },
      });
      task.addContainer("sender", {
        image: ContainerImage.fromRegistry("sender"),
        memoryLimitMiB: 128,
        logging: LogDriver.firelens({ options: { Name: "forward", Host: text } }),
      });
    },
    places: [
      at("family", "aws_ecs_task_definition", ["family"]),
      at("cpuArchitecture", "aws_ecs_task_definition", ["runtime_platform", "cpu_architecture"]),
      at("volumes.host", "aws_ecs_task_definition", ["volume", 0, "host_path"]),
      at("volumes.driver", "aws_ecs_task_definition", [
        "volume",
        1,
        "docker_volume_configuration",
        "driver",
      ]),
      at("volumes.driverOptions", "aws_ecs_task_definition", [
        "volume",
        1,
        "docker_volume_configuration",
        "driver_opts",
        "c",
      ]),
      at("tags", "aws_ecs_task_definition", ["tags", "a"]),
      inContainer("image", ["image"]),
      inContainer("environment", ["environment", 0, "value"]),
      { ...inContainer("secrets", ["secrets", 0, "valueFrom"]), around: [PARAMETER, ""] },
      inContainer("command", ["command", 0]),
      inContainer("entryPoint", ["entryPoint", 1]),
      inContainer("user", ["user"]),
      inContainer("workingDirectory", ["workingDirectory"]),
      inContainer("labels", ["dockerLabels", "a/b"]),
      inContainer("healthCheck.command", ["healthCheck", "command", 1]),
      inContainer("portMappings.name", ["portMappings", 0, "name"]),
      inContainer("logging.address", ["logConfiguration", "options", "fluentd-address"]),
      inContainer("logging.tag", ["logConfiguration", "options", "tag"]),
      inContainer("logging.env", ["logConfiguration", "options", "env"]),
      inContainer("overrides.hostname", ["hostname"]),
      inContainer("overrides.dnsServers", ["dnsServers", 0]),
      inContainer("overrides.systemControls", ["systemControls", 0, "value"]),
      inContainer("logging.awslogs-group", ["logConfiguration", "options", "awslogs-group"], 1),
      inContainer("logging.prefix", ["logConfiguration", "options", "awslogs-stream-prefix"], 1),
      inContainer("router.path", ["firelensConfiguration", "options", "config-file-value"], 2),
      inContainer("firelens.options", ["logConfiguration", "options", "Host"], 3),
    ],
  },
  service: {
    build: (scope, text) => {
      const service = new EcsService(scope, "it", {
        cluster: EcsCluster.fromClusterName(scope, "cluster", text),
        serviceName: text,
        subnetIds: [text],
        securityGroupIds: [text],
        capacityProviders: [{ name: text }],
        compatibility: "EC2",
        loadBalancers: [{ targetGroupArn: text, containerName: text, containerPort: 80 }],
        serviceDiscovery: { registryArn: text, containerName: text, containerPort: 80 },
        tags: { a: text },
      });
      service.addContainer("web", {
        image: ContainerImage.fromRegistry("web"),
        memoryLimitMiB: 128,
        portMappings: [{ containerPort: 80 }],
      });
    },
    places: [
      at("cluster", "aws_ecs_service", ["cluster"], {
        around: ["arn:aws:ecs:eu-central-1:123456789012:cluster/", ""],
      }),
      at("serviceName", "aws_ecs_service", ["name"]),
      at("subnetIds", "aws_ecs_service", ["network_configuration", "subnets", 0]),
      at("securityGroupIds", "aws_ecs_service", ["network_configuration", "security_groups", 0]),
      at("capacityProviders", "aws_ecs_service", [
        "capacity_provider_strategy",
        0,
        "capacity_provider",
      ]),
      at("targetGroupArn", "aws_ecs_service", ["load_balancer", 0, "target_group_arn"]),
      at("containerName", "aws_ecs_service", ["load_balancer", 0, "container_name"]),
      at("registryArn", "aws_ecs_service", ["service_registries", "registry_arn"]),
      at("registry.containerName", "aws_ecs_service", ["service_registries", "container_name"]),
      at("tags", "aws_ecs_service", ["tags", "a"]),
    ],
  },
  fargate: {
    build: (scope, text) => {
      const service = new EcsService(scope, "it", {
        cluster: EcsCluster.fromClusterName(scope, "cluster", "orders"),
        ...NETWORK,
        platformVersion: text,
        cpu: 256,
        memoryMiB: 512,
      });
      service.addContainer("web", { image: ContainerImage.fromRegistry("web") });
    },
    places: [at("platformVersion", "aws_ecs_service", ["platform_version"])],
  },
  bucket: {
    build: (scope, text) =>
      new SecretsBucket(scope, "it", {
        bucketName: text,
        encryptionKey: key(scope, text),
        restrictTo: [text],
        tags: { a: text },
      }),
    places: [
      at("bucketName", "aws_s3_bucket", ["bucket"]),
      at("tags", "aws_s3_bucket", ["tags", "a"]),
      at("encryptionKey", "aws_s3_bucket_server_side_encryption_configuration", [
        "rule",
        0,
        "apply_server_side_encryption_by_default",
        "kms_master_key_id",
      ]),
    ],
  },
  accessLogs: {
    build: (scope, text) =>
      new SecretsBucket(scope, "it", {
        bucketName: "orders-secrets",
        encryptionKey: key(scope),
        accessLogs: { bucketName: text, prefix: text },
      }),
    places: [
      at("accessLogs.bucketName", "aws_s3_bucket_logging", ["target_bucket"]),
      at("accessLogs.prefix", "aws_s3_bucket_logging", ["target_prefix"]),
    ],
  },
  network: {
    build: (scope, text) =>
      new NetworkLookup(scope, "it", { vpcTags: { a: text }, subnetTags: { a: text } }),
    places: [
      at("vpcTags", "aws_vpc", ["tags", "a"], { kind: "data" }),
      at("subnetTags", "aws_subnets", ["tags", "a"], { kind: "data" }),
    ],
  },
  redeployment: {
    build: (scope, text) => {
      const secret = SecretsManagerSecret.fromSecretAttributes(scope, "secret", {
        secretArn: `${LAMBDA}${text}`,
      });
      const service = EcsService.fromServiceAttributes(scope, "web", {
        cluster: EcsCluster.fromClusterName(scope, "cluster", text),
        serviceName: text,
        references: [SecretReference.fromSecretsManager(secret)],
      });
      new RedeployOnChange(scope, "it", {
        encryptionKey: new EncryptionKey(scope, "key"),
        services: [service],
        alarmActionArns: [text],
        tags: { a: text },
      });
    },
    places: [
      at("alarmActionArns", "aws_cloudwatch_metric_alarm", ["alarm_actions", 0]),
      at("tags", "aws_sfn_state_machine", ["tags", "a"]),
    ],
  },
  provider: {
    build: (scope, text) => {
      deployToAws(TerraformStack.of(scope), {
        account: "123456789012",
        region: "eu-central-1",
        assumeRoleArn: text,
        defaultTags: { a: text },
      });
    },
    places: [
      at("assumeRoleArn", "aws", ["assume_role", 0, "role_arn"], { kind: "provider" }),
      at("defaultTags", "aws", ["default_tags", 0, "tags", "a"], { kind: "provider" }),
    ],
  },
};
