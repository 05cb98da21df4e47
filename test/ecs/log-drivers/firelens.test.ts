import { TerraformVariable } from "cdktf";
import { LogDriver, SecretReference, type FirelensOptions } from "cdktf-ecs-secrets/ecs";
import { policyOf, synth, testStack } from "../../support/synth";
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
      ({ name }) => name === "read-secrets",
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
    const options = { Host: host, "tls.verify": host };
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
      '`logging.apikey` must hold no secret: whoever may describe the task definition reads it, got a text of 6 characters, whose name says that it is secret. Write `secretOptions: { apikey: SecretReference.fromSecretsManager(secret) }` (or SecretReference.fromSsmParameter(parameter)). What is no secret is written PlainText.of("…", { reason: "…" }). [ecs-plain-text]',
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
