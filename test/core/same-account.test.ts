import { App, TerraformStack, TerraformVariable } from "cdktf";
import { AwsTarget, deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import {
  EcsCluster,
  EcsService,
  LogDriver,
  OneOffTask,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { PermissionsBoundary, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { image, taskIn } from "../ecs/support/fixtures";
import { ACCOUNT, REGION, synth, testStack } from "../support/synth";

const OTHER = "999988887777";
const size = { cpu: 256, memoryMiB: 512 } as const;
const place = {
  subnetIds: ["subnet-0a1b2c3d4e5f60718"],
  securityGroupIds: ["sg-0a1b2c3d4e5f60718"],
};

/** The stack `there` of another account, in the app of `stack`. */
function there(stack: TerraformStack): TerraformStack {
  const other = new TerraformStack(App.of(stack), "there");
  deployToAws(other, { account: OTHER, region: REGION });
  return other;
}

const parameterOf = (scope: TerraformStack): SecureStringParameter =>
  new SecureStringParameter(scope, "parameter", {
    parameterName: "/orders/key",
    encryptionKey: new EncryptionKey(scope, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });

/** What uses something of another account, and the prop that says so. */
const USES: readonly [string, string, (own: TerraformStack, other: TerraformStack) => unknown][] = [
  [
    "an execution role of another stack",
    "executionRole",
    (own, other) =>
      new TaskDefinition(own, "it", {
        ...size,
        executionRole: new TaskExecutionRole(other, "role"),
      }),
  ],
  [
    "a task role of another stack",
    "taskRole",
    (own, other) =>
      new TaskDefinition(own, "it", { ...size, taskRole: new TaskRole(other, "role") }),
  ],
  [
    "an execution role by its ARN",
    "executionRole",
    (own) =>
      new TaskDefinition(own, "it", {
        ...size,
        executionRole: TaskExecutionRole.fromRoleArn(own, "role", `arn:aws:iam::${OTHER}:role/ops`),
      }),
  ],
  [
    "a cluster of another stack",
    "cluster",
    (own, other) =>
      new EcsService(own, "it", { ...size, ...place, cluster: new EcsCluster(other, "cluster") }),
  ],
  [
    "a task definition of another stack",
    "taskDefinition",
    (own, other) =>
      new EcsService(own, "it", {
        ...place,
        cluster: EcsCluster.fromClusterName(own, "cluster", "orders"),
        taskDefinition: new TaskDefinition(other, "task", size),
      }),
  ],
  [
    "the cluster of a schedule",
    "cluster",
    (own, other) => {
      const cluster = new EcsCluster(other, "cluster");
      const taskDefinition = taskIn(own);
      return new ScheduledTask(own, "it", {
        ...place,
        cluster,
        taskDefinition,
        schedule: "rate(1 day)",
      });
    },
  ],
  [
    "the cluster of a one-off task",
    "cluster",
    (own, other) => {
      const cluster = new EcsCluster(other, "cluster");
      return new OneOffTask(own, "it", { ...place, cluster, taskDefinition: taskIn(own) });
    },
  ],
  [
    "a log group of another stack",
    "logging.logGroup",
    (own, other) => {
      const logGroup = new LogGroup(other, "logs");
      return taskIn(own).addContainer("web", { image, logging: LogDriver.awsLogs({ logGroup }) });
    },
  ],
  [
    "a watched service of another stack",
    "services",
    (own, other) => {
      const cluster = EcsCluster.fromClusterName(other, "cluster", "orders");
      const service = new EcsService(other, "web", { ...size, ...place, cluster });
      const encryptionKey = new EncryptionKey(own, "key");
      return new RedeployOnChange(own, "it", { encryptionKey, services: [service] });
    },
  ],
  [
    "a permissions boundary",
    "permissionsBoundaryArn",
    (own) =>
      new TaskRole(own, "it", { permissionsBoundaryArn: `arn:aws:iam::${OTHER}:policy/limit` }),
  ],
  [
    "a permissions boundary of a scope",
    "PermissionsBoundary.apply",
    (own) => PermissionsBoundary.of(own).apply(`arn:aws:iam::${OTHER}:policy/limit`),
  ],
];

describe("what ECS and IAM take from their own account only", () => {
  it.each(USES)("is refused of another: %s", (_what, prop, use) => {
    const stack = testStack();
    expect(() => use(stack, there(stack))).toThrow(
      new RegExp(`\`${prop}\` must be in the account of what uses it, got .*${OTHER}.*${ACCOUNT}`),
    );
  });

  it("is refused of a parameter, made or imported there", () => {
    const stack = testStack();
    const other = there(stack);
    const imported = SecureStringParameter.fromParameterAttributes(other, "imported", {
      parameterArn: `arn:aws:ssm:${REGION}:${OTHER}:parameter/orders/key`,
    });
    const task = taskIn(stack);
    for (const [at, parameter] of [parameterOf(other), imported].entries()) {
      const secrets = { KEY: SecretReference.fromSsmParameter(parameter) };
      expect(() => task.addContainer(`web-${at}`, { image, secrets })).toThrow(
        /`secrets.KEY` must be in the account of the task.*\[ssm-parameter-account\]/,
      );
    }
  });

  it("is refused of a secret that only the key of AWS encrypts", () => {
    const stack = testStack();
    const secretArn = `arn:aws:secretsmanager:${REGION}:${OTHER}:secret:orders-AbCdEf`;
    const encryptionKeyArn = `arn:aws:kms:${REGION}:${OTHER}:key/11111111-2222-3333-4444-555555555555`;
    const other = there(stack);
    const secretOf = (id: string, more: object): SecretReference =>
      SecretReference.fromSecretsManager(
        SecretsManagerSecret.fromSecretAttributes(other, id, { secretArn, ...more }),
      );
    const task = taskIn(stack);
    const read = (id: string, more: object): unknown =>
      task.addContainer(id, { image, secrets: { KEY: secretOf(id, more) } });
    expect(() => read("closed", {})).toThrow(
      /`secrets.KEY` must have a customer managed key.*\[secretsmanager-foreign-reader\]/,
    );
    expect(() => read("open", { encryptionKeyArn })).not.toThrow();
  });

  it("is taken of the same account, from another stack, too", () => {
    const stack = testStack();
    const other = new TerraformStack(App.of(stack), "there");
    deployToAws(other, { account: ACCOUNT, region: REGION });
    const executionRole = new TaskExecutionRole(other, "role");
    new EcsService(stack, "it", {
      ...size,
      ...place,
      cluster: new EcsCluster(other, "cluster"),
      executionRole,
    }).addContainer("web", {
      image,
      secrets: { KEY: SecretReference.fromSsmParameter(parameterOf(other)) },
      logging: LogDriver.awsLogs({ logGroup: new LogGroup(other, "logs") }),
    });
    expect(() => synth(stack)).not.toThrow();
  });

  it("is taken where an account or ARN is known to Terraform only, and of AWS itself", () => {
    const stack = testStack();
    const unknown = new TerraformVariable(stack, "account", { type: "string" }).stringValue;
    const executionRole = TaskExecutionRole.fromRoleArn(
      stack,
      "a",
      `arn:aws:iam::${unknown}:role/x`,
    );
    new TaskDefinition(stack, "task", { ...size, executionRole });
    new TaskRole(stack, "role", {
      permissionsBoundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess",
    });
    const bare = new TerraformStack(App.of(stack), "bare");
    AwsTarget.define(bare, { account: unknown, region: REGION });
    const role = new TaskRole(bare, "role");
    expect(() => new TaskDefinition(stack, "second", { ...size, taskRole: role })).not.toThrow();
  });

  it("is no matter of where an imported role stands", () => {
    const stack = testStack();
    const role = TaskRole.fromRoleArn(there(stack), "role", `arn:aws:iam::${ACCOUNT}:role/ops`);
    expect(() => new TaskDefinition(stack, "it", { ...size, taskRole: role })).not.toThrow();
  });
});

it("refuses a service-linked role, which no task can have", () => {
  const stack = testStack();
  const arn = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`;
  const executionRole = TaskExecutionRole.fromRoleArn(stack, "role", arn);
  expect(() => new TaskDefinition(stack, "it", { ...size, executionRole })).toThrow(
    /`executionRole` must be no service-linked role.*\[iam-role-service-linked\]/,
  );
});
