import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, LogDriver, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { rendered, synth, testStack, type Attributes } from "../../support/synth";
import { containersOf } from "../support/fixtures";

/**
 * The task definition of "How do I pass secrets or sensitive information securely to containers in an Amazon ECS task?"
 * as AWS prints it, field by field.
 */
const ARTICLE = {
  requiresCompatibilities: ["EC2"],
  networkMode: "awsvpc",
  containerDefinitions: [
    {
      name: "web",
      image: "httpd",
      memory: 128,
      essential: true,
      portMappings: [{ containerPort: 80, protocol: "tcp" }],
      logConfiguration: {
        logDriver: "splunk",
        options: { "splunk-url": "https://sample.splunk.com:8080" },
        secretOptions: [
          {
            name: "splunk-token",
            valueFrom:
              "arn:aws:secretsmanager:us-east-1:awsExampleAccountID:secret:awsExampleParameter",
          },
        ],
      },
      secrets: [
        {
          name: "DATABASE_PASSWORD",
          valueFrom: "arn:aws:ssm:us-east-1:awsExampleAccountID:parameter/awsExampleParameter",
        },
      ],
    },
  ],
  executionRoleArn: "arn:aws:iam::awsExampleAccountID:role/awsExampleRoleName",
};

/** What this project adds to a container on purpose, and why. */
const ADDED_TO_THE_CONTAINER = {
  // AWS Security Hub ECS.5: what breaks into the process cannot change its programs.
  readonlyRootFilesystem: true,
};

/** What this project adds to the task definition on purpose, and why. */
const ADDED_TO_THE_TASK = {
  // Revisions that a deployment can be rolled back to.
  skip_destroy: true,
  // An apply that is refused for a missing value leaves the revision that runs.
  lifecycle: { create_before_destroy: true },
};

function article() {
  const stack = testStack({ region: "us-east-1" });
  const encryptionKey = new EncryptionKey(stack, "key");
  const token = new SecretsManagerSecret(stack, "splunk-token", {
    secretName: "awsExampleSecret",
    encryptionKey,
    value: SecretValue.fromVariable("splunk_token"),
    revision: 1,
  });
  const password = new SecureStringParameter(stack, "database-password", {
    // Parameter Store takes no name that begins with `aws`, so not the article's.
    parameterName: "exampleParameter",
    encryptionKey,
    value: SecretValue.fromVariable("database_password"),
    revision: 1,
  });
  const executionRole = new TaskExecutionRole(stack, "role", { roleName: "awsExampleRoleName" });
  const task = new TaskDefinition(stack, "task", {
    family: "yourTaskDefinitionFamily",
    compatibility: "EC2",
    networkMode: "awsvpc",
    executionRole,
  });
  task.addContainer("web", {
    image: ContainerImage.fromRegistry("httpd"),
    memoryLimitMiB: 128,
    portMappings: [{ containerPort: 80 }],
    logging: LogDriver.splunk({
      url: "https://sample.splunk.com:8080",
      token: SecretReference.fromSecretsManager(token),
    }),
    secrets: { DATABASE_PASSWORD: SecretReference.fromSsmParameter(password) },
  });
  return { stack, token, executionRole };
}

/** The containers of `examples/log-driver-secrets`, as its program synthesizes them. */
function containersOfTheExample(): unknown {
  const root = path.resolve(__dirname, "../../..");
  const outdir = mkdtempSync(path.join(tmpdir(), "article-"));
  try {
    const program = "examples/log-driver-secrets/main.ts";
    const env = { ...process.env, CDKTF_OUTDIR: outdir };
    execFileSync(process.execPath, ["--conditions=source", "--import", "tsx", program], {
      cwd: root,
      env,
    });
    const file = path.join(outdir, "stacks/log-driver-secrets/cdk.tf.json");
    const { resource } = JSON.parse(readFileSync(file, "utf8")) as {
      readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
    };
    const [definition] = Object.values(resource["aws_ecs_task_definition"] ?? {});
    return JSON.parse(String(definition?.["container_definitions"]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** `value` without what `valueFrom` holds: account, Region and the secret's random end differ. */
function withoutArns(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    key === "valueFrom" ? "an ARN" : inner,
  );
  return JSON.parse(text) as unknown;
}

describe("the article's task definition", () => {
  it("has the article's containers, and no field more than what is added on purpose", () => {
    // WHEN
    const { stack } = article();
    // THEN
    const meant = ARTICLE.containerDefinitions.map((container) => {
      return { ...container, ...ADDED_TO_THE_CONTAINER };
    });
    expect(withoutArns(containersOf(stack))).toEqual(withoutArns(meant));
  });

  it("is what the example makes, which leaves the image's file system writable", () => {
    const meant = ARTICLE.containerDefinitions.map((container) => {
      return { ...container, readonlyRootFilesystem: false };
    });
    expect(withoutArns(containersOfTheExample())).toEqual(withoutArns(meant));
  });

  it("reads the parameter and the secret by full ARNs", () => {
    // WHEN
    const { stack, token } = article();
    // THEN
    const arn = rendered(stack, token.secretArn);
    expect(containersOf(stack)).toMatchObject([
      {
        logConfiguration: {
          // The article's is a partial ARN, which ECS refuses today when the task starts.
          secretOptions: [{ name: "splunk-token", valueFrom: arn }],
        },
        secrets: [
          {
            name: "DATABASE_PASSWORD",
            valueFrom: "arn:aws:ssm:us-east-1:123456789012:parameter/exampleParameter",
          },
        ],
      },
    ]);
    expect(arn).toMatch(/^\$\{aws_secretsmanager_secret\.[\w-]+\.arn\}$/);
  });

  it("has the article's settings of the task, and no argument more than what is added on purpose", () => {
    // WHEN
    const { stack, executionRole } = article();
    // THEN
    const task = synth(stack).only("aws_ecs_task_definition");
    expect(task).toEqual({
      container_definitions: expect.any(String) as string,
      // Added on purpose: nothing of it is registered while a value is missing.
      depends_on: ["terraform_data.values-given"],
      family: "yourTaskDefinitionFamily",
      requires_compatibilities: ARTICLE.requiresCompatibilities,
      network_mode: ARTICLE.networkMode,
      execution_role_arn: rendered(stack, executionRole.roleArn),
      ...ADDED_TO_THE_TASK,
    });
    expect(synth(stack).only("aws_iam_role")).toMatchObject({ name: "awsExampleRoleName" });
  });
});
