import { TerraformVariable, type TerraformStack } from "cdktf";
import {
  LogDriver,
  SecretReference,
  type FirelensOptions,
  type FirelensConfigFile,
  type FirelensRouterOptions,
  type TaskDefinition,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { policyOf, synth, testStack, type Statement, plainName } from "../../support/synth";
import { containersOf, image, Secrets, taskIn } from "../support/fixtures";

const router = { image, firelensRouter: { type: "fluentbit" } } as const;

describe("LogDriver.firelens", () => {
  it("needs no options where the router's own configuration says it all", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    task.addContainer("web", { image, logging: LogDriver.firelens() });
    task.addContainer("router", router);
    // THEN
    const [web] = containersOf(stack);
    expect(web?.["logConfiguration"]).toEqual({ logDriver: "awsfirelens" });
    expect(synth(stack).resources("aws_iam_role")).toEqual({});
  });

  it("passes options on under their own names, sorted, secret ones by reference", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    const apiKey = SecretReference.fromSsmParameter(new Secrets(stack).parameter("api-key"));
    // WHEN
    task.addContainer("router", router);
    task.addContainer("web", {
      image,
      logging: LogDriver.firelens({
        options: { Name: "datadog", Host: "logs.example.com", "log-driver-buffer-limit": "4096" },
        secretOptions: { apikey: apiKey },
      }),
    });
    // THEN
    const web = containersOf(stack)[1];
    expect(web?.["logConfiguration"]).toEqual({
      logDriver: "awsfirelens",
      options: { Host: "logs.example.com", Name: "datadog", "log-driver-buffer-limit": "4096" },
      secretOptions: [
        {
          name: "apikey",
          valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key",
        },
      ],
    });
    const read = Object.values(synth(stack).resources("aws_iam_role_policy")).find(
      ({ name_prefix }) => plainName(name_prefix) === "read-secrets",
    );
    expect(policyOf(read?.["policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key",
      },
    ]);
  });

  it("takes texts that only Terraform knows, under any option's name", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    const host = new TerraformVariable(stack, "host", { type: "string" }).stringValue;
    // WHEN
    task.addContainer("router", router);
    const options = { Name: "http", Host: host, "tls.verify": host };
    task.addContainer("web", { image, logging: LogDriver.firelens({ options }) });
    // THEN
    expect(containersOf(stack)[1]?.["logConfiguration"]).toMatchObject({
      options: {
        Host: expect.stringMatching(/^\$\{local\.[\w-]+\}$/) as string,
        "tls.verify": expect.stringMatching(/^\$\{local\.[\w-]+\}$/) as string,
      },
    });
  });

  it.each<[string, (secret: SecretReference) => FirelensOptions, string]>([
    [
      "a secret as text",
      () => ({ options: { apikey: "s3cr3t" } }),
      '`logging.apikey` must hold no secret: anyone who may describe the task definition reads it, got a text of 6 characters, whose name says that it is secret. Write `secretOptions: { apikey: SecretReference.fromSecretsManager(secret) }` (or SecretReference.fromSsmParameter(parameter)). What is no secret is written PlainText.of("…", { reason: "…" }). [ecs-plain-text]',
    ],
    [
      "an option's name",
      () => ({ options: { "my host": "x" } }),
      '`logging.options` must be a non-empty name without blanks, got "my host". Write it as the router\'s output plugin does, such as Name or Http_Passwd. [ecs-firelens-option-name]',
    ],
    [
      "a secret option's name",
      (secret) => ({ secretOptions: { "": secret } }),
      '`logging.secretOptions` must be a non-empty name without blanks, got "". Write it as the router\'s output plugin does, such as Name or Http_Passwd. [ecs-firelens-option-name]',
    ],
    [
      "an option named twice",
      (secret) => ({ options: { Host: "x" }, secretOptions: { Host: secret } }),
      "`logging.secretOptions` must name each option once in the driver's options and `secretOptions` together, got Host twice. Remove one of the two; a secret belongs into `secretOptions`. [ecs-log-option-unique]",
    ],
  ])("refuses %s, and does not repeat its value", (_what, options, message) => {
    // GIVEN
    const stack = testStack();
    const secret = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    // WHEN
    const logging = LogDriver.firelens(options(secret));
    const adding = (): unknown => taskIn(stack).addContainer("web", { image, logging });
    // THEN
    expect(adding).toThrow(new Error(`test/task/web: ${message}`));
  });

  it("refuses the buffer's limit on platform 1.3.0", () => {
    // GIVEN
    const task = taskIn(testStack(), { platformVersion: "1.3.0" });
    const logging = LogDriver.firelens({ options: { "log-driver-buffer-limit": "4096" } });
    // WHEN
    const adding = (): unknown => task.addContainer("web", { image, logging });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task/web: `platformVersion` must be new enough for what the container uses, got 1.3.0, but the log option log-driver-buffer-limit needs 1.4.0. Leave it out, or write LATEST. [ecs-fargate-platform]",
      ),
    );
  });
});

/** A task with `web`, which logs through the router `router`. */
function routed(
  stack: TerraformStack,
  options?: FirelensRouterOptions,
  props: Partial<TaskDefinitionProps> = {},
): TaskDefinition {
  const task = taskIn(stack, props);
  task.addContainer("router", { image, firelensRouter: { type: "fluentbit", options } });
  task.addContainer("web", { image, logging: LogDriver.firelens() });
  return task;
}

function configuration(stack: TerraformStack): unknown {
  return containersOf(stack)[0]?.["firelensConfiguration"];
}

function readStatements(stack: TerraformStack): readonly Statement[] {
  const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
  const read = policies.find(({ name_prefix }) => plainName(name_prefix) === "read-secrets");
  return policyOf(read?.["policy"]).Statement;
}

describe("a FireLens router", () => {
  it("needs to know its program only", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    routed(stack);
    // THEN
    expect(configuration(stack)).toEqual({ type: "fluentbit" });
    expect(synth(stack).resources("aws_iam_role")).toEqual({});
  });

  it("takes a configuration file of its image, and may leave out the metadata", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const path = "/fluent-bit/etc/extra.conf";
    routed(stack, { configFile: { path }, enableEcsLogMetadata: false });
    // THEN
    expect(configuration(stack)).toEqual({
      type: "fluentbit",
      options: {
        "config-file-type": "file",
        "config-file-value": path,
        "enable-ecs-log-metadata": "false",
      },
    });
  });

  it("takes a path that only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const path = new TerraformVariable(stack, "path", { type: "string" }).stringValue;
    // WHEN
    routed(stack, { configFile: { path }, enableEcsLogMetadata: true });
    // THEN
    expect(configuration(stack)).toMatchObject({
      options: {
        "config-file-value": expect.stringMatching(/^\$\{local\.[\w-]+\}$/) as string,
        "enable-ecs-log-metadata": "true",
      },
    });
  });

  it("takes a configuration of an encrypted bucket on EC2, which the execution role reads", () => {
    // GIVEN
    const stack = testStack();
    const bucket = new SecretsBucket(stack, "bucket", {
      bucketName: "example-orders-secrets",
      encryptionKey: new Secrets(stack).key,
    });
    // WHEN
    const configFile = { bucket, key: "web/fluent-bit.conf" };
    const { dependables } = routed(stack, { configFile }, { compatibility: "EC2" });
    // THEN
    const arn = "arn:aws:s3:::example-orders-secrets";
    expect(configuration(stack)).toEqual({
      type: "fluentbit",
      options: { "config-file-type": "s3", "config-file-value": `${arn}/web/fluent-bit.conf` },
    });
    expect(readStatements(stack)).toEqual([
      { Effect: "Allow", Action: "s3:GetBucketLocation", Resource: arn },
      { Effect: "Allow", Action: "s3:GetObject", Resource: `${arn}/web/fluent-bit.conf` },
    ]);
    expect(dependables).toEqual(expect.arrayContaining([...bucket.dependables]));
    const task = synth(stack).only("aws_ecs_task_definition");
    expect(task["execution_role_arn"]).toMatch(/task_execution-role/);
    expect(task).not.toHaveProperty("task_role_arn");
  });

  it("has secrets and a log driver of its own, as any container", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    const secrets = new Secrets(stack);
    // WHEN
    task.addContainer("web", { image, logging: LogDriver.firelens() });
    task.addContainer("router", {
      image,
      firelensRouter: { type: "fluentd" },
      secrets: { API_KEY: SecretReference.fromSsmParameter(secrets.parameter("api-key")) },
      logging: LogDriver.splunk({
        url: "https://splunk.example.com:8088",
        token: SecretReference.fromSsmParameter(secrets.parameter("token")),
      }),
    });
    // THEN
    const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders";
    expect(containersOf(stack)[1]).toMatchObject({
      firelensConfiguration: { type: "fluentd" },
      secrets: [{ name: "API_KEY", valueFrom: `${arn}/api-key` }],
      logConfiguration: {
        logDriver: "splunk",
        secretOptions: [{ name: "splunk-token", valueFrom: `${arn}/token` }],
      },
    });
    expect(readStatements(stack)).toEqual([
      {
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: [`${arn}/api-key`, `${arn}/token`],
      },
    ]);
  });

  it.each<[string, FirelensRouterOptions, string]>([
    [
      "a path and a key",
      { configFile: { path: "/extra.conf", key: "extra.conf" } as unknown as FirelensConfigFile },
      "`firelensRouter.options.configFile` must be given without what says the same in another way, got `path` and `key`. Leave all but one of them out. [prop-either]",
    ],
    [
      "a path that is not absolute",
      { configFile: { path: "extra.conf" } },
      '`firelensRouter.options.configFile.path` must be an absolute path, and not that of the file which FireLens writes itself, got "extra.conf". Write it like /fluent-bit/etc/extra.conf. [ecs-firelens-config-path]',
    ],
    [
      "FireLens's own file",
      { configFile: { path: "/fluent-bit/etc/fluent-bit.conf" } },
      '`firelensRouter.options.configFile.path` must be an absolute path, and not that of the file which FireLens writes itself, got "/fluent-bit/etc/fluent-bit.conf". Write it like /fluent-bit/etc/extra.conf. [ecs-firelens-config-path]',
    ],
  ])("refuses %s", (_what, options, message) => {
    expect(() => routed(testStack(), options)).toThrow(new Error(`test/task/router: ${message}`));
  });

  it("refuses a bucket on Fargate", () => {
    // GIVEN
    const stack = testStack();
    const bucket = SecretsBucket.fromBucketAttributes(stack, "bucket", {
      bucketName: "example-orders-secrets",
    });
    // WHEN
    const adding = (): unknown => routed(stack, { configFile: { bucket, key: "web/extra.conf" } });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task/router: `firelensRouter.options.configFile` must be a file of the image on Fargate, which fetches none from a bucket, got s3. Put the file into the image and give its `path`. [ecs-firelens-config-type]",
      ),
    );
  });

  it("refuses more than one object of a bucket", () => {
    // GIVEN
    const stack = testStack();
    const bucket = SecretsBucket.fromBucketAttributes(stack, "bucket", {
      bucketName: "example-orders-secrets",
    });
    // WHEN
    const adding = (): unknown =>
      routed(stack, { configFile: { bucket, key: "web/*" } }, { compatibility: "EC2" });
    // THEN
    expect(adding).toThrow(
      /^test\/bucket: `key` must be the key of one object, .*\[s3-object-key\]$/,
    );
  });

  it("refuses a platform without FireLens", () => {
    expect(() => routed(testStack(), {}, { platformVersion: "1.2.0" })).toThrow(
      /^test\/task\/router: `platformVersion` .* got 1\.2\.0, but FireLens needs 1\.3\.0\./,
    );
  });
});
