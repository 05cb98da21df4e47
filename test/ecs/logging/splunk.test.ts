import { TerraformVariable, type TerraformStack } from "cdktf";
import { LogDriver, SecretReference, type SplunkOptions } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { containerOf, image, Secrets, taskIn } from "../support/fixtures";

const URL = "https://splunk.example.com:8088";

function tokenIn(stack: TerraformStack): SecretReference {
  return SecretReference.fromSsmParameter(new Secrets(stack).parameter("splunk-token"));
}

/** Adds a container that logs to Splunk. */
function add(stack: TerraformStack, options: Partial<SplunkOptions> = {}): void {
  const logging = LogDriver.splunk({
    url: URL,
    token: options.token ?? tokenIn(stack),
    ...options,
  });
  taskIn(stack).addContainer("web", { image, logging });
}

describe("LogDriver.splunk", () => {
  it("needs a url, and a token that is a secret", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    add(stack);
    // THEN
    expect(containerOf(stack)["logConfiguration"]).toEqual({
      logDriver: "splunk",
      options: { "splunk-url": URL },
      secretOptions: [
        {
          name: "splunk-token",
          valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/splunk-token",
        },
      ],
    });
  });

  it("takes every option, under the names that Docker knows", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    add(stack, {
      source: "orders",
      sourceType: "_json",
      index: "main",
      caPath: "/etc/pki/splunk.pem",
      caName: "SplunkServerDefaultCert",
      insecureSkipVerify: false,
      format: "raw",
      verifyConnection: false,
      gzip: true,
      gzipLevel: 9,
      indexAcknowledgment: true,
      mode: "non-blocking",
      maxBufferSizeMiB: 25,
      tag: "{{.Name}}",
      labels: ["team", "stage"],
      labelsRegex: "^app\\.",
      env: ["MODE"],
      envRegex: "^PUBLIC_",
    });
    // THEN
    const { options } = containerOf(stack)["logConfiguration"] as { readonly options: object };
    expect(options).toEqual({
      "splunk-url": URL,
      "splunk-source": "orders",
      "splunk-sourcetype": "_json",
      "splunk-index": "main",
      "splunk-capath": "/etc/pki/splunk.pem",
      "splunk-caname": "SplunkServerDefaultCert",
      "splunk-insecureskipverify": "false",
      "splunk-format": "raw",
      "splunk-verify-connection": "false",
      "splunk-gzip": "true",
      "splunk-gzip-level": "9",
      "splunk-index-acknowledgment": "true",
      mode: "non-blocking",
      "max-buffer-size": "25m",
      tag: "{{.Name}}",
      labels: "team,stage",
      "labels-regex": "^app\\.",
      env: "MODE",
      "env-regex": "^PUBLIC_",
    });
    expect(Object.keys(options)).toEqual(Object.keys(options).sort());
  });

  it("takes texts, numbers and lists that only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const text = new TerraformVariable(stack, "url", { type: "string" }).stringValue;
    const level = new TerraformVariable(stack, "level", { type: "number" }).numberValue;
    const labels = new TerraformVariable(stack, "labels", { type: "list(string)" }).listValue;
    // WHEN
    add(stack, {
      url: text,
      gzipLevel: level,
      labels,
      mode: "non-blocking",
      maxBufferSizeMiB: level,
    });
    // THEN
    const { options } = containerOf(stack)["logConfiguration"] as {
      readonly options: Readonly<Record<string, string>>;
    };
    const { mode, ...others } = options;
    expect(mode).toBe("non-blocking");
    const meant = Object.entries(others).map(([name, local]) => {
      expect(local).toMatch(/^\$\{local\.[\w-]+\}$/);
      const expression = String(synth(stack).locals[local.slice("${local.".length, -1)]);
      return [name, /jsonencode\((.*)\), 1, /.exec(expression)?.[1]];
    });
    expect(Object.fromEntries(meant)).toEqual({
      labels: 'join("", [join(",", var.labels)])',
      "max-buffer-size": 'join("", [var.level, "m"])',
      "splunk-gzip-level": 'join("", [var.level])',
      "splunk-url": 'join("", [var.url])',
    });
  });

  it.each<[string, Partial<SplunkOptions>, string]>([
    [
      "a url with a path",
      { url: `${URL}/services/collector` },
      "`logging.url` must be `http://` or `https://` with a host and perhaps a port, without a path, got " +
        `"${URL}/services/collector". Write it like https://splunk.example.com:8088. [ecs-log-splunk-url]`,
    ],
    [
      "a gzip level",
      { gzipLevel: 10 },
      "`logging.gzipLevel` must be a whole number from -1 (the default) to 9 (the best), got 10. Leave it out for the default. [ecs-log-compression-level]",
    ],
    [
      "a buffer of a mode that has none",
      { mode: "blocking", maxBufferSizeMiB: 25 },
      '`logging.maxBufferSizeMiB` must go with mode "non-blocking", the only one with a buffer, got mode blocking. Set mode: "non-blocking" as well. [ecs-log-buffer-mode]',
    ],
    [
      "a buffer of a mode that the account decides",
      { maxBufferSizeMiB: 25 },
      '`logging.maxBufferSizeMiB` must go with mode "non-blocking", the only one with a buffer, got mode left out. Set mode: "non-blocking" as well. [ecs-log-buffer-mode]',
    ],
  ])("refuses %s", (_what, options, message) => {
    expect(() => add(testStack(), options)).toThrow(new Error(`test/task/web: ${message}`));
  });
});

describe("splunk without its token, which no type checker has seen", () => {
  it("is refused with what to pass", () => {
    const untyped = { url: "https://splunk.example.com:8088" } as Parameters<
      typeof LogDriver.splunk
    >[0];
    const task = taskIn(testStack());
    expect(() => task.addContainer("web", { image, logging: LogDriver.splunk(untyped) })).toThrow(
      "test/task/web: `logging.token` must be a SecretReference: Splunk takes nothing without its token, got none. Pass SecretReference.fromSecretsManager(…) or SecretReference.fromSsmParameter(…). [ecs-log-splunk-token]",
    );
  });
});
