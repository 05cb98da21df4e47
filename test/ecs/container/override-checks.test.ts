import { TerraformVariable } from "cdktf";
import { LogDriver, type ContainerProps, type TaskDefinitionProps } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { testStack } from "../../support/synth";
import { containerOf, image, taskIn } from "../support/fixtures";

type Overrides = NonNullable<ContainerProps["overrides"]>;

const EC2 = { compatibility: "EC2", networkMode: "bridge" } as const;
const OWN = { "awslogs-group": "orders", "awslogs-region": "eu-central-1" };
const SPEC = "credentialspec:arn:aws:ssm:eu-central-1:123456789012:parameter/orders/spec";
const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";

function made(
  overrides: Overrides,
  props: Partial<TaskDefinitionProps> = {},
  container: Partial<ContainerProps> = {},
): () => unknown {
  return () => {
    const stack = testStack();
    taskIn(stack, props).addContainer("web", { image, ...container, overrides });
    return containerOf(stack);
  };
}

describe("what overrides set", () => {
  it.each<[string, Overrides, string]>([
    ["a variable's name", { environment: [{ name: "A=B", value: "x" }] }, "ecs-variable-name"],
    ["a secret's name", { secrets: [{ name: "A B", valueFrom: SECRET }] }, "ecs-variable-name"],
    [
      "a half selector",
      { secrets: [{ name: "A", valueFrom: `${SECRET}:password` }] },
      "ecs-value-from",
    ],
    [
      "a secret option that is no reference",
      {
        logConfiguration: {
          logDriver: "splunk",
          secretOptions: [{ name: "splunk-token", valueFrom: "arn:aws:s3:::bucket/key" }],
        },
      },
      "ecs-value-from",
    ],
    [
      "an environment file of another name",
      { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::bucket/a.txt" }] },
      "ecs-environment-file-arn",
    ],
    ["an image", { image: "Nginx" }, "ecs-image-name"],
    [
      "a registry of another partition",
      { image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn/web:1" },
      "ecr-host",
    ],
    ["a mount over everything", { mountPoints: [{ containerPath: "/" }] }, "ecs-mount-path"],
    [
      "a condition",
      { dependsOn: [{ containerName: "init", condition: "STARTED" as "START" }] },
      "prop-word",
    ],
    [
      "a login of Parameter Store",
      {
        repositoryCredentials: {
          credentialsParameter: "arn:aws:ssm:eu-central-1:123456789012:parameter/login",
        },
      },
      "ecs-registry-credentials-store",
    ],
    ["two specifications", { credentialSpecs: [SPEC, `${SPEC}2`] }, "ecs-credential-spec-text"],
    ["a bare specification", { credentialSpecs: [SPEC.slice(15)] }, "ecs-credential-spec-text"],
    [
      "a router's file of a bucket on Fargate",
      {
        firelensConfiguration: {
          type: "fluentbit",
          options: { "config-file-type": "s3", "config-file-value": "arn:aws:s3:::b/a.conf" },
        },
      },
      "ecs-firelens-config-type",
    ],
    [
      "a router's file that FireLens writes itself",
      {
        firelensConfiguration: {
          type: "fluentbit",
          options: {
            "config-file-type": "file",
            "config-file-value": "/fluent-bit/etc/fluent-bit.conf",
          },
        },
      },
      "ecs-firelens-config-path",
    ],
    ["a driver", { logConfiguration: { logDriver: "gelf" } }, "ecs-log-driver"],
    [
      "a group that the driver makes",
      {
        logConfiguration: {
          logDriver: "awslogs",
          options: { ...OWN, "awslogs-stream-prefix": "web", "awslogs-create-group": "true" },
        },
      },
      "ecs-log-awslogs-options",
    ],
    ["no group", { logConfiguration: { logDriver: "awslogs" } }, "ecs-log-awslogs-options"],
    [
      "no prefix",
      { logConfiguration: { logDriver: "awslogs", options: OWN } },
      "ecs-log-awslogs-prefix",
    ],
  ])("is refused like the prop: %s", (_what, overrides, rule) => {
    expect(made(overrides)).toThrow(`[${rule}]`);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["the group", { "awslogs-create-group": "true" }, "ecs-log-awslogs-options"],
    ["an option that it does not have", { "awslogs-gruop": "x" }, "ecs-log-awslogs-options"],
    ["the mode", { mode: "async" }, "ecs-log-mode"],
    ["a buffer without a mode", { "max-buffer-size": "25m" }, "ecs-log-buffer-mode"],
    [
      "a buffer's size",
      { mode: "non-blocking", "max-buffer-size": "25 MB" },
      "ecs-log-buffer-text",
    ],
    ["both patterns", { "awslogs-multiline-pattern": "^E" }, "ecs-log-event-start"],
  ])("is judged with what the prop set: %s of the awslogs driver", (_what, options, rule) => {
    const logging = LogDriver.awsLogs({ datetimeFormat: "%Y" });
    const overrides = { logConfiguration: { options } };
    expect(made(overrides, {}, { logging })).toThrow(`[${rule}]`);
  });

  it("is judged where only Terraform knows it as far as it can be", () => {
    const stack = testStack();
    const create = new TerraformVariable(stack, "create", { type: "string" }).stringValue;
    const add = (name: string, options: Readonly<Record<string, string>>, valueFrom = create) =>
      taskIn(testStack(), {}).addContainer(name, {
        image,
        logging: LogDriver.awsLogs(),
        overrides: {
          image: create,
          environment: [{ name: create, value: create }],
          secrets: [{ name: "A", valueFrom }],
          logConfiguration: { options },
        },
      });
    expect(() => add("web", { mode: create })).not.toThrow();
    expect(() => add("web", { "awslogs-create-group": create })).toThrow(
      "got awslogs-create-group that only Terraform knows",
    );
  });

  it("is taken where ECS takes it", () => {
    const logConfiguration = {
      logDriver: "awslogs",
      options: { ...OWN, mode: "non-blocking", "max-buffer-size": "25m" },
    } as const;
    const secrets = [{ name: "A", valueFrom: `${SECRET}:password::` }];
    const stack = testStack();
    const executionRole = new TaskExecutionRole(stack, "role");
    taskIn(stack, { ...EC2, executionRole }).addContainer("web", {
      image,
      memoryLimitMiB: 64,
      overrides: { logConfiguration, secrets },
    });
    expect(containerOf(stack)).toMatchObject({ logConfiguration, secrets });
  });

  it.each(["dnsServers", "dnsSearchDomains"] as const)("has no %s in awsvpc", (field) => {
    const overrides = { [field]: ["10.0.0.2"] };
    expect(made(overrides, { compatibility: "EC2" })).toThrow("[ecs-not-in-awsvpc]");
    expect(made(overrides, EC2)).not.toThrow();
  });
});

describe("an execution role, where only overrides need it", () => {
  const role = "arn:aws:iam::123456789012:role/own";
  const login = { credentialsParameter: SECRET };
  const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web:1";
  const token = { name: "splunk-token", valueFrom: SECRET };
  const awslogs = {
    logDriver: "awslogs",
    options: { ...OWN, "awslogs-stream-prefix": "web" },
  };

  it.each<[string, Overrides]>([
    ["secrets", { secrets: [{ name: "A", valueFrom: SECRET }] }],
    ["environmentFiles", { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::b/a.env" }] }],
    ["repositoryCredentials", { repositoryCredentials: login }],
    ["credentialSpecs", { credentialSpecs: [SPEC] }],
    [
      "logConfiguration.secretOptions",
      { logConfiguration: { logDriver: "splunk", secretOptions: [token] } },
    ],
    ["logConfiguration.logDriver awslogs", { logConfiguration: awslogs }],
    ["an image of Amazon ECR", { image: ecr }],
  ])("is asked for, or the prop: %s", (what, overrides) => {
    expect(made(overrides)).toThrow(
      new RegExp(
        `\`web\\.overrides\`.*got ${what.replaceAll(".", "\\.")}\\..*\\[ecs-override-execution-role\\]`,
      ),
    );
    expect(() => {
      const stack = testStack();
      const executionRole = TaskExecutionRole.fromRoleArn(stack, "role", role);
      taskIn(stack, { executionRole }).addContainer("web", { image, overrides });
      containerOf(stack);
    }).not.toThrow();
  });

  it.each<[string, Overrides]>([
    ["the log driver", { logConfiguration: { logDriver: "awslogs", options: OWN } }],
    ["an image", { image: ecr }],
  ])("is the instance's own on EC2: %s", (_what, overrides) => {
    expect(made(overrides, EC2, { memoryLimitMiB: 128 })).not.toThrow();
  });
});
