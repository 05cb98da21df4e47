import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  EcsCluster,
  EcsService,
  LogDriver,
  OneOffTask,
  ScheduledTask,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { DeletionProtection, TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { image } from "../ecs/support/fixtures";
import { synth, testStack, type Blocks } from "../support/synth";

/** How it is kept that a refused apply deletes none of a type, and that the old one goes after all that comes. */
type Kept =
  /** `create_before_destroy`, and an address that changes with the name: a change that AWS refuses half-way can be taken back. */
  | "at its own address"
  /** `create_before_destroy`: the construct path names it, or its name does not make it unique. */
  | "at its plain address"
  /** Neither, and why. */
  | { readonly because: string };

const OWN = "at its own address";
const PLAIN = "at its plain address";
const OF_SERVICE = {
  because:
    "depends on a service, which Terraform would then have to make before the old one of its name is gone",
};

/** Every type of resource that the modules make: what of it AWS replaces, and how that goes. */
const TYPES: Readonly<Record<string, readonly [replacedWith: string, kept: Kept]>> = {
  aws_appautoscaling_policy: ["name, resource_id", OF_SERVICE],
  aws_appautoscaling_target: ["resource_id", OF_SERVICE],
  aws_cloudwatch_event_rule: ["name", PLAIN],
  aws_cloudwatch_event_target: ["rule", PLAIN],
  aws_cloudwatch_log_group: ["name", OWN],
  aws_cloudwatch_metric_alarm: ["alarm_name", PLAIN],
  // Made again under its name, ECS gives back the one that is there; another address would delete that.
  aws_ecs_cluster: ["name", PLAIN],
  aws_ecs_cluster_capacity_providers: ["cluster_name", PLAIN],
  aws_ecs_service: ["name, cluster, launch_type", { because: "AWS has no two of one name" }],
  aws_ecs_task_definition: ["all of it", PLAIN],
  aws_iam_policy: ["name, path", OWN],
  aws_iam_role: ["name, path", OWN],
  aws_iam_role_policy: ["name, role", OWN],
  aws_iam_role_policy_attachment: ["role, policy_arn", OWN],
  aws_kms_alias: ["name", OWN],
  aws_kms_key: ["nothing that is set here", PLAIN],
  aws_lambda_function: ["function_name", PLAIN],
  aws_lambda_invocation: ["input", { because: "nothing of it is in AWS" }],
  aws_lambda_permission: ["function_name, source_arn", OWN],
  aws_s3_bucket: ["bucket", OWN],
  aws_s3_bucket_lifecycle_configuration: ["bucket", OWN],
  aws_s3_bucket_logging: ["bucket", OWN],
  aws_s3_bucket_notification: ["bucket", OWN],
  aws_s3_bucket_ownership_controls: ["bucket", OWN],
  aws_s3_bucket_policy: ["bucket", OWN],
  aws_s3_bucket_public_access_block: ["bucket", OWN],
  aws_s3_bucket_server_side_encryption_configuration: ["bucket", OWN],
  aws_s3_bucket_versioning: ["bucket", OWN],
  aws_scheduler_schedule: ["name, group_name", OWN],
  aws_secretsmanager_secret: ["name", OWN],
  aws_secretsmanager_secret_policy: ["secret_arn", OWN],
  aws_secretsmanager_secret_rotation: ["secret_id", OWN],
  aws_secretsmanager_secret_version: ["secret_id, version", OWN],
  aws_sfn_state_machine: ["name", PLAIN],
  aws_sqs_queue: ["name", PLAIN],
  aws_sqs_queue_policy: ["queue_url", PLAIN],
  aws_ssm_parameter: ["name", OWN],
};

const MODULES = path.join(__dirname, "../../modules");

/** Types whose classes the modules import to make something of. */
function typesInSource(): readonly string[] {
  const files = readdirSync(MODULES, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const imported = files.flatMap((file) => {
    const text = readFileSync(path.join(MODULES, file), "utf8");
    return [...text.matchAll(/^import \{[^}]*\} from "@cdktf\/provider-aws\/lib\/([\w-]+)"/gm)];
  });
  const types = imported.map(([, folder = ""]) => `aws_${folder.replaceAll("-", "_")}`);
  return [...new Set(types)].filter((type) => !/^aws_(data_|provider$)/.test(type)).sort();
}

/** What every construct makes. */
function everything() {
  const stack = testStack();
  const encryptionKey = new EncryptionKey(stack, "key", { alias: "orders" });
  const common = { encryptionKey, revision: 1, value: SecretValue.fromVariable("token") };
  const role = new TaskExecutionRole(stack, "role", { attachManagedPolicy: true });
  const parameter = new SecureStringParameter(stack, "parameter", {
    ...common,
    parameterName: "/orders/a",
  });
  const secret = new SecretsManagerSecret(stack, "secret", {
    ...common,
    secretName: "orders/b",
    sharedWith: ["arn:aws:iam::210987654321:root"],
    rotation: {
      lambdaArn: "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
      afterDays: 30,
    },
  });
  const bucket = new SecretsBucket(stack, "bucket", {
    bucketName: "example-orders",
    encryptionKey,
    eventBridgeEnabled: true,
    accessLogs: { bucketName: "example-logs", prefix: "orders/" },
  });
  const cluster = new EcsCluster(stack, "cluster", { capacityProviders: ["FARGATE"] });
  const network = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };
  const redeployOnChange = new RedeployOnChange(stack, "redeploy", { encryptionKey });
  const service = new EcsService(stack, "web", {
    ...network,
    cluster,
    cpu: 256,
    memoryMiB: 512,
    executionRole: role,
    redeployOnChange,
    scaling: { min: 1, max: 2, targets: { cpuPercent: 60 } },
  });
  service.addContainer("web", {
    image,
    logging: LogDriver.awsLogs(),
    secrets: {
      A: SecretReference.fromSsmParameter(parameter),
      B: SecretReference.fromSecretsManager(secret),
    },
  });
  const { taskDefinition } = service;
  const run = { ...network, cluster, taskDefinition };
  new ScheduledTask(stack, "nightly", { ...run, schedule: "rate(1 hour)" });
  new OneOffTask(stack, "migrate", run);
  new DeletionProtection(stack, "protection", { protect: [encryptionKey, bucket] });
  return synth(stack).json as {
    readonly resource: Readonly<Record<string, Blocks>>;
    readonly moved: readonly { readonly from: string; readonly to: string }[];
  };
}

describe("what another name replaces, or what is no longer in the code", () => {
  const made = everything();
  const own = new Set(made.moved.map(({ to }) => to));
  const known = Object.keys(made.resource).filter((type) => type !== "terraform_data");

  it("is listed here, and made here, for every type that the modules make", () => {
    expect(typesInSource()).toEqual(Object.keys(TYPES).sort());
    expect([...known].sort()).toEqual(typesInSource());
  });

  it.each(known)("goes last: %s", (type) => {
    const [, kept] = TYPES[type] ?? [];
    for (const [name, block] of Object.entries(made.resource[type] ?? {})) {
      const { create_before_destroy: isMadeFirst = false } = (block["lifecycle"] ?? {}) as {
        readonly create_before_destroy?: boolean;
      };
      const found = { name, isMadeFirst, isOwn: own.has(`${type}.${name}`) };
      if (typeof kept === "object")
        expect(found).toEqual({ name, isMadeFirst: false, isOwn: false });
      else expect(found).toEqual({ name, isMadeFirst: true, isOwn: kept === OWN });
    }
  });

  it("is moved to an address that is there", () => {
    const addresses = new Set(
      Object.entries(made.resource).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((name) => `${type}.${name}`),
      ),
    );
    expect(made.moved.filter(({ to }) => !addresses.has(to))).toEqual([]);
  });
});
