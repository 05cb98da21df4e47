import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  OneOffTask,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import {
  DeletionProtection,
  EbsInfrastructureRole,
  TaskExecutionRole,
  TaskRole,
} from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { setUp } from "../../../examples/rotation/local-setup";
import { serviceNetwork } from "../../../environments/network";
import { localScenario, TARGET } from "../../support/local-scenario";
import type { CodeOf, Place, Stored } from "./code";

/** What is there before the first apply, and is no part of it. */
export interface Surroundings {
  readonly lambdaArn: string;
  /** Two keys of the stack's Region, and one of another. */
  readonly keyArns: readonly [string, string, string];
}

/** Receives access logs. */
const LOGS = "example-faults-access-logs";
const OTHER_REGION = "eu-west-1";

/** Makes them. */
export async function surroundings(
  scenario: ReturnType<typeof localScenario>,
): Promise<Surroundings> {
  const { ROTATION_LAMBDA_ARN = "" } = await setUp(scenario.aws);
  const keyIn = async (region: string): Promise<string> => {
    const made = await scenario.clients.in(region).kms.send(new CreateKeyCommand({}));
    return made.KeyMetadata?.Arn ?? "";
  };
  const CreateBucketConfiguration = { LocationConstraint: TARGET.region };
  const { s3 } = scenario.stores;
  await s3.send(new CreateBucketCommand({ Bucket: LOGS, CreateBucketConfiguration }));
  const Statement = {
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${LOGS}/*`,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket: LOGS, Policy }));
  return {
    lambdaArn: ROTATION_LAMBDA_ARN,
    keyArns: [await keyIn(TARGET.region), await keyIn(TARGET.region), await keyIn(OTHER_REGION)],
  };
}

/** One version of a part: the change of it touches as much as one apply may. */
interface Version {
  readonly revision: number;
  readonly isChanged: boolean;
  readonly around: Surroundings;
}

/** A part of the whole set: constructs of the modules, with most of what they make. */
export interface Part {
  readonly name: string;
  readonly place: Place;
  readonly code: (around: Surroundings, isChanged: boolean) => CodeOf;
}

const CLUSTER = "faults";
const IMAGE = ContainerImage.fromRegistry("registry.example.com/orders:1.8");
const SIZE = { cpu: 256, memoryMiB: 512 };
const DEPLOYER = `arn:aws:iam::${TARGET.account}:role/deployer`;
const AUDITOR = `arn:aws:iam::${TARGET.account}:role/auditor`;

const tagsOf = ({ isChanged }: Version): Readonly<Record<string, string>> => ({
  team: isChanged ? "checkout" : "orders",
});

/** `faults/a`, or `faults/b` once it is changed. */
const nameOf = ({ isChanged }: Version): string => `faults/${isChanged ? "b" : "a"}`;

function partOf(
  name: string,
  place: Omit<Place, "cluster">,
  build: (stack: TerraformStack, version: Version) => void,
  stores: readonly Stored["store"][],
): Part {
  return {
    name,
    place: { cluster: CLUSTER, ...place },
    code: (around, isChanged) => (revision) => {
      const version = { revision, isChanged, around };
      const token = `made-up-value-of-revision-${revision}`;
      return {
        build: (stack) => build(stack, version),
        values: { token },
        stored: stores.map((store) =>
          store === "secret"
            ? { store, name: nameOf(version), field: "token", value: token }
            : { store, name: `/${nameOf(version)}`, value: token },
        ),
      };
    },
  };
}

const VALUE = SecretValue.json({
  token: SecretValue.fromVariable("token"),
  generated: SecretValue.generated(),
});

/** A key of the stack, what it encrypts, and who reads that: rotation, resource policy, roles, log group, cluster. */
function buildStores(stack: TerraformStack, version: Version): void {
  const { revision, isChanged, around } = version;
  const tags = tagsOf(version);
  const encryptionKey = new EncryptionKey(stack, isChanged ? "other-key" : "key", {
    alias: isChanged ? "faults-b" : "faults-a",
    rotationPeriodDays: isChanged ? 180 : 365,
    deletionWindowDays: 7,
    administratorArns: [DEPLOYER],
    tags,
  });
  const written = { encryptionKey, revision, tags };
  const secret = new SecretsManagerSecret(stack, "secret", {
    ...written,
    secretName: nameOf(version),
    description: isChanged ? "of the change" : "of the test",
    recoveryWindowDays: 0,
    value: VALUE,
    restrictTo: isChanged ? [AUDITOR] : [],
    deployers: [DEPLOYER],
    rotation: {
      lambdaArn: around.lambdaArn,
      lambdaRoleArn: DEPLOYER,
      afterDays: isChanged ? 60 : 30,
      rotateImmediately: false,
    },
  });
  const parameter = new SecureStringParameter(stack, "parameter", {
    ...written,
    parameterName: `/${nameOf(version)}`,
    value: SecretValue.fromVariable("token"),
  });
  const logGroup = new LogGroup(stack, "sessions", {
    encryptionKey,
    // Another one where the key is another: the local AWS has no AssociateKmsKey.
    logGroupName: isChanged ? "/faults/sessions-b" : "/faults/sessions-a",
    retentionDays: isChanged ? 30 : 14,
    tags,
  });
  const cluster = new EcsCluster(stack, "cluster", {
    clusterName: CLUSTER,
    containerInsights: isChanged ? "disabled" : "enabled",
    capacityProviders: isChanged ? ["FARGATE", "FARGATE_SPOT"] : ["FARGATE"],
    executeCommand: { encryptionKey, logGroup },
    tags,
  });
  const service = new EcsService(stack, "web", {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    ...SIZE,
    cluster,
    serviceName: "web",
    executionRole: new TaskExecutionRole(stack, "execution", {
      roleName: "faults-execution",
      description: isChanged ? "Of the change" : "Of the test",
      tags,
    }),
    taskRole: new TaskRole(stack, "task", { roleName: "faults-task", tags }),
    enableExecuteCommand: true,
    tags,
  });
  service.addContainer("web", {
    image: IMAGE,
    secrets: {
      TOKEN: SecretReference.fromSecretsManager(secret, { jsonKey: "token" }),
      PARAMETER: SecretReference.fromSsmParameter(parameter),
    },
    logging: LogDriver.awsLogs({
      newLogGroup: {
        logGroupName: `/faults/web-${isChanged ? "b" : "a"}`,
        encryptionKey,
      },
    }),
  });
}

/** A bucket and its parts, and tasks without a service: on a schedule, and once. */
function buildTasks(stack: TerraformStack, version: Version): void {
  const { revision, isChanged, around } = version;
  const tags = tagsOf(version);
  const [one, other, elsewhere] = around.keyArns;
  const encryptionKey = EncryptionKey.fromKeyArn(
    stack,
    isChanged ? "other-key" : "key",
    isChanged ? other : one,
  );
  const bucket = new SecretsBucket(stack, "bucket", {
    bucketName: "example-faults-secrets",
    encryptionKey,
    accessLogs: { bucketName: LOGS, prefix: isChanged ? "b/" : "a/" },
    eventBridgeEnabled: true,
    noncurrentVersionDays: isChanged ? 60 : 30,
    restrictTo: isChanged ? [AUDITOR] : [DEPLOYER],
    tags,
  });
  const secret = new SecretsManagerSecret(stack, "secret", {
    encryptionKey,
    revision,
    secretName: nameOf(version),
    recoveryWindowDays: 0,
    value: VALUE,
    replicaRegions: [
      {
        region: OTHER_REGION,
        encryptionKey: EncryptionKey.fromKeyArn(stack, "elsewhere", elsewhere),
      },
    ],
    tags,
  });
  const taskRole = new TaskRole(stack, "task", {
    roleName: isChanged ? "faults-task-b" : "faults-task-a",
    tags,
  });
  ObjectReference.fromBucketPrefix(bucket, "web/").grantRead(taskRole);
  new EbsInfrastructureRole(stack, "volumes", { tags }).grantVolumeKey(encryptionKey.keyArn);
  new DeletionProtection(stack, "protection", {
    protect: isChanged ? [secret, bucket] : [secret],
    policyName: "faults-protection",
    tags,
  });
  const place = {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    cluster: new EcsCluster(stack, "cluster", { clusterName: CLUSTER }),
  };
  const task = (family: string): TaskDefinition => {
    const definition = new TaskDefinition(stack, family, { ...SIZE, family, taskRole });
    definition.addContainer("main", {
      image: IMAGE,
      secrets: { TOKEN: SecretReference.fromSecretsManager(secret, { jsonKey: "token" }) },
    });
    return definition;
  };
  new ScheduledTask(stack, "nightly", {
    ...place,
    taskDefinition: task("faults-nightly"),
    scheduleName: "faults-nightly",
    schedule: isChanged ? "cron(0 4 * * ? *)" : "cron(0 3 * * ? *)",
    tags,
  });
  new OneOffTask(stack, "migration", { ...place, taskDefinition: task("faults-migrate"), tags });
}

/** What deploys a service again: rules, state machine, queue, log, alarms and roles. */
function buildRedeployment(stack: TerraformStack, version: Version): void {
  const { revision, isChanged } = version;
  const tags = tagsOf(version);
  const encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
  const written = { encryptionKey, revision, tags };
  const secret = new SecretsManagerSecret(stack, "secret", {
    ...written,
    secretName: nameOf(version),
    recoveryWindowDays: 0,
    value: VALUE,
  });
  const parameter = new SecureStringParameter(stack, "parameter", {
    ...written,
    parameterName: `/${nameOf(version)}`,
    value: SecretValue.fromVariable("token"),
  });
  const service = new EcsService(stack, "web", {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    ...SIZE,
    cluster: new EcsCluster(stack, "cluster", { clusterName: CLUSTER }),
    serviceName: "web",
    redeployOnChange: new RedeployOnChange(stack, "redeployment", {
      encryptionKey,
      settleSeconds: isChanged ? 90 : 60,
      logRetentionDays: isChanged ? 30 : 14,
      alarmActionArns: isChanged ? [`arn:aws:sns:${TARGET.region}:${TARGET.account}:alarms`] : [],
      tags,
    }),
  });
  service.addContainer("web", {
    image: IMAGE,
    secrets: {
      TOKEN: SecretReference.fromSecretsManager(secret, { jsonKey: "token" }),
      PARAMETER: SecretReference.fromSsmParameter(parameter),
    },
  });
}

/** The whole set, in parts that each have an environment of their own. */
export const PARTS: readonly Part[] = [
  partOf("key, stores and service", { services: ["web"] }, buildStores, ["secret", "parameter"]),
  partOf(
    "bucket and tasks",
    { services: [], schedules: ["faults-nightly"], regions: [TARGET.region, OTHER_REGION] },
    buildTasks,
    ["secret"],
  ),
  partOf("redeployment", { services: ["web"] }, buildRedeployment, ["secret", "parameter"]),
];
