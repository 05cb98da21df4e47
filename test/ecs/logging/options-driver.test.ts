import { TerraformVariable, type TerraformStack } from "cdktf";
import {
  LogDriver,
  SecretReference,
  type ContainerDefinition,
  type LogSecretOptions,
  type SecretSelector,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { policyOf, synth, testStack, type Statement, plainName } from "../../support/synth";
import { containerOf, image, Secrets, serviceIn, taskIn } from "../support/fixtures";

const PARAMETERS = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders";

const splunk = (token: SecretReference, secretOptions?: LogSecretOptions) =>
  LogDriver.splunk({ url: "https://splunk.example.com:8088", token, secretOptions });

/** What each driver is made with beside its secret options. */
const drivers: readonly (readonly [string, (options: LogSecretOptions) => LogDriver, string])[] = [
  ["fluentd", (secretOptions) => LogDriver.fluentd({ secretOptions }), "fluentd-address"],
  [
    "gelf",
    (secretOptions) => LogDriver.gelf({ address: "udp://logs:12201", secretOptions }),
    "gelf-compression-type",
  ],
  ["syslog", (secretOptions) => LogDriver.syslog({ secretOptions }), "syslog-address"],
  ["journald", (secretOptions) => LogDriver.journald({ secretOptions }), "tag"],
  ["json-file", (secretOptions) => LogDriver.jsonFile({ secretOptions }), "tag"],
];

function reference(stack: TerraformStack, id: string): SecretReference {
  return SecretReference.fromSsmParameter(new Secrets(stack).parameter(id));
}

/** The statements of the execution role, by policy. */
function granted(stack: TerraformStack): Readonly<Record<string, readonly Statement[]>> {
  const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
  return Object.fromEntries(
    policies.map(({ name_prefix, policy }) => [plainName(name_prefix), policyOf(policy).Statement]),
  );
}

describe("a secret option of a log driver", () => {
  it("is read by the execution role, with the key that encrypts it, and by nothing else", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("web", { image, logging: splunk(reference(stack, "token")) });
    // THEN
    const [key] = Object.keys(synth(stack).resources("aws_kms_key"));
    expect(granted(stack)).toEqual({
      "read-secrets": [
        { Effect: "Allow", Action: "ssm:GetParameters", Resource: `${PARAMETERS}/token` },
      ],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: `\${aws_kms_key.${key}.arn}`,
          Condition: {
            StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": `${PARAMETERS}/token` },
          },
        },
      ],
    });
    const task = synth(stack).only("aws_ecs_task_definition");
    expect(task).not.toHaveProperty("task_role_arn");
    expect(task["execution_role_arn"]).toMatch(/task_execution-role/);
  });

  it("is granted to the role that the task was given", () => {
    // GIVEN
    const stack = testStack();
    const executionRole = new TaskExecutionRole(stack, "role", { roleName: "execution" });
    // WHEN
    const logging = splunk(reference(stack, "token"));
    taskIn(stack, { executionRole }).addContainer("web", { image, logging });
    // THEN
    expect(Object.keys(synth(stack).resources("aws_iam_role"))).toHaveLength(1);
    expect(granted(stack)).toHaveProperty("read-secrets");
  });

  it("deploys the service again when its value changes, which waits for it", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    serviceIn(stack, {}, { logging: splunk(reference(stack, "token")) });
    // THEN
    const service = synth(stack).only("aws_ecs_service");
    expect(service["triggers"]).toEqual({ "/orders/token": "1" });
    const [parameter] = Object.keys(synth(stack).resources("aws_ssm_parameter"));
    expect(service["depends_on"]).toContain(`aws_ssm_parameter.${parameter}`);
  });

  it.each(drivers)("of %s has Docker's name, and its grant", (driver, make, option) => {
    // GIVEN
    const stack = testStack();
    const logging = make({ [option]: reference(stack, "option") });
    // WHEN
    taskIn(stack, { compatibility: "EC2" }).addContainer("web", { image, logging });
    // THEN
    expect(containerOf(stack)["logConfiguration"]).toMatchObject({
      logDriver: driver,
      secretOptions: [{ name: option, valueFrom: `${PARAMETERS}/option` }],
    });
    expect(granted(stack)["read-secrets"]).toEqual([
      { Effect: "Allow", Action: "ssm:GetParameters", Resource: `${PARAMETERS}/option` },
    ]);
  });

  it("stands sorted by name, whatever the order of declaration", () => {
    // GIVEN
    const stack = testStack();
    const secret = reference(stack, "secret");
    // WHEN
    const logging = splunk(secret, { tag: secret, "splunk-source": secret, env: secret });
    const container = taskIn(stack).addContainer("web", { image, logging });
    // THEN
    expect(namesOf(container)).toEqual(["env", "splunk-source", "splunk-token", "tag"]);
  });

  it.each<[string, string, SecretSelector]>([
    ["1.2.0", "a secret option of a log driver needs 1.3.0", {}],
    ["1.3.0", "a JSON key or version of a secret needs 1.4.0", { jsonKey: "password" }],
    ["1.3.0", "a JSON key or version of a secret needs 1.4.0", { versionStage: "AWSPREVIOUS" }],
  ])("is refused on platform %s: %s", (platformVersion, needs, selector) => {
    // GIVEN
    const stack = testStack();
    const token = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), selector);
    // WHEN
    const adding = (): unknown =>
      taskIn(stack, { platformVersion }).addContainer("web", { image, logging: splunk(token) });
    // THEN
    expect(adding).toThrow(
      new Error(
        `test/task/web: \`platformVersion\` must be new enough for what the container uses, got ${platformVersion}, but ${needs}. Leave it out, or write LATEST. [ecs-fargate-platform]`,
      ),
    );
  });

  it("is fine on platform 1.3.0 when it is a whole secret, on 1.4.0, on EC2, and on an unknown one", () => {
    const selecting = { jsonKey: "password" };
    const unknown = new TerraformVariable(testStack(), "version", { type: "string" }).stringValue;
    for (const [props, selector] of [
      [{ platformVersion: "1.3.0" }, {}],
      [{ platformVersion: "1.4.0" }, selecting],
      [{ platformVersion: unknown }, selecting],
      [{ compatibility: "EC2" }, selecting],
    ] as const) {
      const stack = testStack();
      const db = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), selector);
      taskIn(stack, props).addContainer("web", { image, logging: splunk(db) });
      expect(containerOf(stack)["logConfiguration"]).toMatchObject({ logDriver: "splunk" });
    }
  });

  it.each<[string, string, string]>([
    [
      "that is also a plain option",
      "splunk-url",
      "`logging.secretOptions` must name each option once in the driver's options and `secretOptions` together, got splunk-url twice. Remove one of the two; a secret belongs into `secretOptions`. [ecs-log-option-unique]",
    ],
    [
      "that is the token a second time",
      "splunk-token",
      "`logging.secretOptions` must name each option once in the driver's options and `secretOptions` together, got splunk-token twice. Remove one of the two; a secret belongs into `secretOptions`. [ecs-log-option-unique]",
    ],
    [
      "that Docker does not know",
      "token",
      "`logging.secretOptions` must be an option of the driver, because Docker starts no container with another, got token (it has mode, max-buffer-size, tag, labels, labels-regex, env, env-regex, splunk-url, splunk-source, splunk-sourcetype, splunk-index, splunk-capath, splunk-caname, splunk-insecureskipverify, splunk-format, splunk-verify-connection, splunk-gzip, splunk-gzip-level, splunk-index-acknowledgment, splunk-token). Write it as Docker does, such as splunk-token. [ecs-log-option-name]",
    ],
  ])("is refused under a name %s", (_what, name, message) => {
    // GIVEN
    const stack = testStack();
    const token = reference(stack, "token");
    // WHEN
    const logging = splunk(token, { [name]: token });
    const adding = (): unknown => taskIn(stack).addContainer("web", { image, logging });
    // THEN
    expect(adding).toThrow(new Error(`test/task/web: ${message}`));
  });

  it("is refused with a JSON key that the secret does not have, by the option's name", () => {
    // GIVEN
    const stack = testStack();
    const db = new Secrets(stack).secret("db");
    const logging = splunk(SecretReference.fromSecretsManager(db, { jsonKey: "token" }));
    // WHEN
    const adding = (): unknown => taskIn(stack).addContainer("web", { image, logging });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task/web: `logging.secretOptions.splunk-token` must be a key that the secret's JSON value has, got token (it has password, username). Read the whole secret, or add the key to its SecretValue.json(). [ecs-secret-json-key]",
      ),
    );
  });
});

function namesOf(container: ContainerDefinition): readonly string[] {
  const { logConfiguration } = container.toJson() as {
    readonly logConfiguration: { readonly secretOptions: readonly { readonly name: string }[] };
  };
  return logConfiguration.secretOptions.map(({ name }) => name);
}
