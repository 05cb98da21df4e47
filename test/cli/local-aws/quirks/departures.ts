import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type CreateServiceCommandInput,
  type Service,
  type Task,
} from "@aws-sdk/client-ecs";
import {
  CreateKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { setTimeout } from "node:timers/promises";
import { isObject } from "../../../../cli/src/json";
import { awsCall } from "../aws-call";
import type { Departure } from "./departure";
import { AUTOSCALING_LAMBDA_DEPARTURES } from "./autoscaling-lambda-departures";
import { DOCTOR_DEPARTURES } from "./doctor-departures";
import { SECRETSMANAGER_DEPARTURES } from "./secretsmanager-departures";

const REGION = "eu-central-1";
/** The account that the emulator plays. */
export const ACCOUNT = "123456789012";

/** What S3 asks for outside us-east-1. */
export const LOCATION = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;

function client(endpoint: string): ECSClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new ECSClient({ endpoint, region: REGION, credentials });
}

/** A service as ECS describes it. */
export async function describeService(ecs: ECSClient, name: string): Promise<Service> {
  const answer = await ecs.send(new DescribeServicesCommand({ cluster: name, services: [name] }));
  return answer.services?.[0] ?? {};
}

/** The running tasks of a service. */
export async function describeTasks(ecs: ECSClient, name: string): Promise<readonly Task[]> {
  const running = { cluster: name, serviceName: name };
  const { taskArns = [] } = await ecs.send(new ListTasksCommand(running));
  if (taskArns.length === 0) return [];
  const request = new DescribeTasksCommand({ cluster: name, tasks: taskArns });
  return (await ecs.send(request)).tasks ?? [];
}

/** Registers a task definition and returns its ARN. */
export async function registerTask(ecs: ECSClient, family: string): Promise<string> {
  const containerDefinitions = [{ name: "web", image: "web:1", memory: 64 }];
  const command = new RegisterTaskDefinitionCommand({ family, containerDefinitions });
  return (await ecs.send(command)).taskDefinition?.taskDefinitionArn ?? "";
}

/** Creates a cluster, a task definition and a service, all of one name. */
export async function createService(
  endpoint: string,
  name: string,
  settings: Partial<CreateServiceCommandInput> = {},
): Promise<ECSClient> {
  const ecs = client(endpoint);
  await ecs.send(new CreateClusterCommand({ clusterName: name }));
  const taskDefinition = await registerTask(ecs, name);
  const fixed = { cluster: name, serviceName: name, taskDefinition };
  await ecs.send(new CreateServiceCommand({ desiredCount: 2, ...settings, ...fixed }));
  return ecs;
}

/** The bucket policy that every guide recommends. */
export const denyingPolicy = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "NoPlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "DenyOtherEncryption",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "*",
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      },
    },
  ],
};

/** The signing name of Step Functions. */
export const states = { service: "states" };
const definition = JSON.stringify({ StartAt: "End", States: { End: { Type: "Succeed" } } });
const roleArn = `arn:aws:iam::${ACCOUNT}:role/states`;

/** A field of an answer, whatever the answer is. */
function field(answer: unknown, name: string): unknown {
  return isObject(answer) ? answer[name] : undefined;
}

async function createStateMachine(endpoint: string, name: string): Promise<unknown> {
  const created = await awsCall(endpoint, {
    ...states,
    target: "AWSStepFunctions.CreateStateMachine",
    body: { name, definition, roleArn, type: "EXPRESS" },
  });
  return field(created.body, "stateMachineArn");
}

/** By the id of the quirk that puts it right. */
export const DEPARTURES: Readonly<Record<string, Departure>> = {
  "ecs-service-defaults": {
    observe: async (endpoint, name) => {
      const ecs = await createService(endpoint, name, {
        availabilityZoneRebalancing: "ENABLED",
        enableECSManagedTags: true,
        enableExecuteCommand: true,
        deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 },
      });
      const service = await describeService(ecs, name);
      return [
        service.availabilityZoneRebalancing,
        service.enableECSManagedTags,
        service.enableExecuteCommand,
        service.deploymentConfiguration?.maximumPercent,
      ];
    },
    emulator: [undefined, undefined, undefined, undefined],
    aws: ["ENABLED", true, true, 200],
  },
  "ecs-empty-network-configuration": {
    observe: async (endpoint, name) => {
      const ecs = await createService(endpoint, name);
      return (await describeService(ecs, name)).networkConfiguration;
    },
    emulator: {},
    aws: undefined,
  },
  "ecs-steady-state": {
    observe: async (endpoint, name) => {
      const ecs = await createService(endpoint, name);
      const { runningCount, pendingCount, deployments = [] } = await describeService(ecs, name);
      return [runningCount, pendingCount, deployments.map((item) => item.rolloutState)];
    },
    emulator: [0, 2, ["IN_PROGRESS"]],
    aws: [2, 0, ["COMPLETED"]],
  },
  "ecs-service-tasks": {
    observe: async (endpoint, name) => {
      const ecs = await createService(endpoint, name);
      return (await describeTasks(ecs, name)).map(({ group, lastStatus }) => [group, lastStatus]);
    },
    emulator: [],
    aws: [
      ["service:ecs-service-tasks-proxied", "RUNNING"],
      ["service:ecs-service-tasks-proxied", "RUNNING"],
    ],
  },
  "kms-rotation-period": {
    observe: async (endpoint) => {
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const kms = new KMSClient({ endpoint, region: REGION, credentials });
      const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
      // By ARN once and by id once: AWS takes both.
      await kms.send(new EnableKeyRotationCommand({ KeyId: key?.Arn, RotationPeriodInDays: 180 }));
      const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: key?.KeyId }));
      return [status.KeyRotationEnabled, status.RotationPeriodInDays];
    },
    emulator: [true, undefined],
    aws: [true, 180],
  },
  "s3-conditional-denies": {
    observe: async (endpoint, name) => {
      const s3 = { service: "s3", method: "PUT" };
      const policy = { ...s3, path: `/${name}?policy`, body: denyingPolicy };
      await awsCall(endpoint, { ...s3, path: `/${name}`, body: LOCATION });
      await awsCall(endpoint, policy);
      const put = await awsCall(endpoint, { ...s3, path: `/${name}/object`, body: "content" });
      const read = await awsCall(endpoint, { ...policy, method: "GET", body: undefined });
      return [put.status, read.status, read.body];
    },
    emulator: [403, 200, denyingPolicy],
    aws: [200, 200, denyingPolicy],
  },
  "s3-event-bridge": {
    observe: async (endpoint, name) => {
      const s3 = { service: "s3", method: "PUT" };
      const configuration = { ...s3, path: `/${name}?notification` };
      const put = async (body: string): Promise<unknown> => {
        await awsCall(endpoint, { ...configuration, body });
        const read = await awsCall(endpoint, { ...configuration, method: "GET" });
        return String(read.body).match(/<EventBridge[^>]*>/g);
      };
      await awsCall(endpoint, { ...s3, path: `/${name}`, body: LOCATION });
      const told = `<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>`;
      return [
        await put(told),
        await put("<NotificationConfiguration></NotificationConfiguration>"),
      ];
    },
    emulator: [null, null],
    aws: [["<EventBridgeConfiguration/>"], null],
  },
  "secretsmanager-dates": {
    observe: async (endpoint, name) => {
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const client = new SecretsManagerClient({ endpoint, region: REGION, credentials });
      const created = await client.send(new CreateSecretCommand({ Name: name, SecretString: "a" }));
      const secret = { SecretId: created.ARN };
      const put = new PutSecretValueCommand({ SecretId: name, SecretString: "b" });
      const { VersionId } = await client.send(put);
      await setTimeout(1_100);
      const moved = Date.now();
      await client.send(
        new UpdateSecretVersionStageCommand({
          ...secret,
          VersionStage: "AWSCURRENT",
          RemoveFromVersionId: VersionId,
          MoveToVersionId: created.VersionId,
        }),
      );
      const { LastChangedDate } = await client.send(new DescribeSecretCommand(secret));
      const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand(secret));
      const [first = NaN, second = NaN] = Versions.map(({ CreatedDate }) => CreatedDate?.getTime());
      return [(LastChangedDate?.getTime() ?? NaN) >= moved, first < second && second < moved];
    },
    emulator: [false, false],
    aws: [true, true],
  },
  ...AUTOSCALING_LAMBDA_DEPARTURES,
  ...DOCTOR_DEPARTURES,
  ...SECRETSMANAGER_DEPARTURES,
  "stepfunctions-type": {
    observe: async (endpoint, name) => {
      const target = "AWSStepFunctions.DescribeStateMachine";
      const stateMachineArn = await createStateMachine(endpoint, name);
      const found = await awsCall(endpoint, { ...states, target, body: { stateMachineArn } });
      return field(found.body, "type");
    },
    emulator: "STANDARD",
    aws: "EXPRESS",
  },
  "stepfunctions-validate": {
    observe: async (endpoint) => {
      const target = "AWSStepFunctions.ValidateStateMachineDefinition";
      const answer = await awsCall(endpoint, { ...states, target, body: { definition } });
      return [answer.status === 200, field(answer.body, "result")];
    },
    emulator: [false, undefined],
    aws: [true, "OK"],
  },
  "stepfunctions-versions": {
    observe: async (endpoint, name) => {
      const target = "AWSStepFunctions.ListStateMachineVersions";
      const stateMachineArn = await createStateMachine(endpoint, name);
      const answer = await awsCall(endpoint, { ...states, target, body: { stateMachineArn } });
      return [answer.status === 200, field(answer.body, "stateMachineVersions")];
    },
    emulator: [false, undefined],
    aws: [true, []],
  },
};
