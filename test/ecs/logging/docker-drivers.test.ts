import { LogDriver } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { containerOf, image, taskIn } from "../support/fixtures";

const BASE = {
  mode: "non-blocking",
  maxBufferSizeMiB: 4,
  tag: "{{.ID}}",
  labels: ["team"],
  labelsRegex: "^a",
  env: ["MODE", "STAGE"],
  envRegex: "^b",
} as const;
const BASE_RENDERED = {
  mode: "non-blocking",
  "max-buffer-size": "4m",
  tag: "{{.ID}}",
  labels: "team",
  "labels-regex": "^a",
  env: "MODE,STAGE",
  "env-regex": "^b",
};

/** The log configuration on EC2. */
function rendered(logging: LogDriver): unknown {
  const stack = testStack();
  taskIn(stack, { compatibility: "EC2" }).addContainer("web", { image, logging });
  // No secret, so nothing to read: such a task needs no execution role.
  expect(synth(stack).resources("aws_iam_role")).toEqual({});
  return containerOf(stack)["logConfiguration"];
}

describe("the drivers that only EC2 has", () => {
  it.each<[string, LogDriver]>([
    ["fluentd", LogDriver.fluentd()],
    ["syslog", LogDriver.syslog()],
    ["journald", LogDriver.journald()],
    ["json-file", LogDriver.jsonFile()],
  ])("%s needs no options", (logDriver, logging) => {
    expect(rendered(logging)).toEqual({ logDriver });
  });

  it("gelf needs an address", () => {
    expect(rendered(LogDriver.gelf({ address: "udp://graylog.example.com:12201" }))).toEqual({
      logDriver: "gelf",
      options: { "gelf-address": "udp://graylog.example.com:12201" },
    });
  });

  it("fluentd takes every option", () => {
    const logging = LogDriver.fluentd({
      ...BASE,
      address: "fluentd.example.com:24224",
      async: true,
      asyncReconnectIntervalMs: 500,
      bufferLimit: 2_097_152,
      retryWaitMs: 2000,
      maxRetries: 30,
      requestAck: true,
      subSecondPrecision: true,
    });
    expect(rendered(logging)).toEqual({
      logDriver: "fluentd",
      options: {
        ...BASE_RENDERED,
        "fluentd-address": "fluentd.example.com:24224",
        "fluentd-async": "true",
        "fluentd-async-reconnect-interval": "500ms",
        "fluentd-buffer-limit": "2097152",
        "fluentd-retry-wait": "2000ms",
        "fluentd-max-retries": "30",
        "fluentd-request-ack": "true",
        "fluentd-sub-second-precision": "true",
      },
    });
  });

  it("gelf takes every option", () => {
    const logging = LogDriver.gelf({
      ...BASE,
      address: "tcp://graylog.example.com:12201",
      compressionType: "zlib",
      compressionLevel: -1,
      tcpMaxReconnect: 5,
      tcpReconnectDelaySeconds: 2,
    });
    expect(rendered(logging)).toEqual({
      logDriver: "gelf",
      options: {
        ...BASE_RENDERED,
        "gelf-address": "tcp://graylog.example.com:12201",
        "gelf-compression-type": "zlib",
        "gelf-compression-level": "-1",
        "gelf-tcp-max-reconnect": "5",
        "gelf-tcp-reconnect-delay": "2",
      },
    });
  });

  it("syslog takes every option", () => {
    const logging = LogDriver.syslog({
      ...BASE,
      address: "tcp+tls://syslog.example.com:6514",
      facility: "local0",
      tlsCaCert: "/etc/pki/ca.pem",
      tlsCert: "/etc/pki/cert.pem",
      tlsKey: "/etc/pki/key.pem",
      tlsSkipVerify: false,
      format: "rfc5424micro",
    });
    expect(rendered(logging)).toEqual({
      logDriver: "syslog",
      options: {
        ...BASE_RENDERED,
        "syslog-address": "tcp+tls://syslog.example.com:6514",
        "syslog-facility": "local0",
        "syslog-tls-ca-cert": "/etc/pki/ca.pem",
        "syslog-tls-cert": "/etc/pki/cert.pem",
        "syslog-tls-key": "/etc/pki/key.pem",
        "syslog-tls-skip-verify": "false",
        "syslog-format": "rfc5424micro",
      },
    });
  });

  it("journald takes every option", () => {
    expect(rendered(LogDriver.journald(BASE))).toEqual({
      logDriver: "journald",
      options: BASE_RENDERED,
    });
  });

  it("json-file takes every option", () => {
    const logging = LogDriver.jsonFile({ ...BASE, maxSizeMiB: 10, maxFiles: 3, compress: true });
    expect(rendered(logging)).toEqual({
      logDriver: "json-file",
      options: { ...BASE_RENDERED, "max-size": "10m", "max-file": "3", compress: "true" },
    });
  });

  it.each<[string, LogDriver]>([
    ["fluentd", LogDriver.fluentd()],
    ["gelf", LogDriver.gelf({ address: "udp://graylog.example.com:12201" })],
    ["syslog", LogDriver.syslog()],
    ["journald", LogDriver.journald()],
    ["json-file", LogDriver.jsonFile()],
  ])("%s is refused on Fargate", (driver, logging) => {
    expect(() => taskIn(testStack()).addContainer("web", { image, logging })).toThrow(
      new Error(
        `test/task/web: \`logging\` must be a driver that the launch type has: Fargate has awslogs, splunk and awsfirelens only, got ${driver}. Use LogDriver.firelens() with a router that forwards to it. [ecs-log-driver]`,
      ),
    );
  });

  it.each<[string, LogDriver, string]>([
    [
      "gelf's address",
      LogDriver.gelf({ address: "graylog:12201" }),
      '`logging.address` must be `udp://` or `tcp://` with a host and a port, got "graylog:12201". Write it like udp://graylog.example.com:12201. [ecs-log-gelf-address]',
    ],
    [
      "gelf's compression",
      LogDriver.gelf({ address: "udp://graylog:12201", compressionLevel: 10 }),
      "`logging.compressionLevel` must be a whole number from -1 (the default) to 9 (the best), got 10. Leave it out for the default. [ecs-log-compression-level]",
    ],
    [
      "syslog's address",
      LogDriver.syslog({ address: "syslog:514" }),
      '`logging.address` must be `udp://`, `tcp://` or `tcp+tls://` with a host, or `unix://` with a path, got "syslog:514". Write it like tcp+tls://syslog.example.com:6514. [ecs-log-syslog-address]',
    ],
  ])("refuses %s", (_what, logging, message) => {
    const task = taskIn(testStack(), { compatibility: "EC2" });
    expect(() => task.addContainer("web", { image, logging })).toThrow(
      new Error(`test/task/web: ${message}`),
    );
  });
});
