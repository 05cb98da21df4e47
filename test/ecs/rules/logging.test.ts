import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const drivers = ["fluentd", "gelf", "journald", "json-file", "syslog"] as const;

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => [value, JSON.stringify(value)] as const);

describe("the rules of log drivers", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/logging.ts", ecsRules, {
    logDriverKnown: {
      accepted: [
        ...["awslogs", "splunk", "awsfirelens"].map((driver) => {
          return { compatibility: "FARGATE", driver };
        }),
        ...drivers.map((driver) => ({ compatibility: "EC2", driver })),
      ],
      refused: drivers.map((driver) => [{ compatibility: "FARGATE", driver }, driver] as const),
    },
    logOptionUnique: {
      accepted: [{ name: "splunk-token", taken: ["splunk-url"] }],
      refused: [[{ name: "splunk-url", taken: ["splunk-url"] }, "splunk-url twice"]],
    },
    logOptionKnown: {
      accepted: [{ name: "tag", known: ["env", "tag"] }],
      refused: [[{ name: "Tag", known: ["env", "tag"] }, "Tag (it has env, tag)"]],
    },
    routerOptionName: {
      accepted: ["Name", "tls.verify", "log-driver-buffer-limit"],
      refused: quoted("", "my name", "Name\n"),
    },
    logBufferMode: { accepted: ["non-blocking"], refused: [["blocking", "mode blocking"]] },
    logBufferSize: { accepted: [1, 25, 1024], refused: quoted(0, -1, 2.5) },
    logEventStart: {
      accepted: [{}, { datetimeFormat: "%Y" }, { multilinePattern: "^INFO" }],
      refused: [[{ datetimeFormat: "%Y", multilinePattern: "^INFO" }, "both"]],
    },
    compressionLevel: {
      accepted: [-1, 0, 9],
      refused: quoted(-2, 10, 1.5),
    },
    splunkUrl: {
      accepted: ["https://splunk.example.com:8088", "http://10.0.0.1", "https://splunk/"],
      refused: quoted(
        "splunk.example.com:8088",
        "tcp://splunk.example.com",
        "https://",
        "https://splunk.example.com/services/collector",
        "https://splunk.example.com?x",
      ),
    },
    gelfAddress: {
      accepted: ["udp://graylog:12201", "tcp://10.0.0.1:12201"],
      refused: quoted("graylog:12201", "udp://graylog", "http://graylog:12201", "udp://a/b:1"),
    },
    syslogAddress: {
      accepted: [
        "udp://logs:514",
        "tcp://logs",
        "tcp+tls://logs:6514",
        "unix:///dev/log",
        "unixgram:///dev/log",
      ],
      refused: quoted("logs:514", "tls://logs:514", "unix://dev", "udp://logs/x"),
    },
    firelensRouters: {
      accepted: [
        { senders: [], routers: [] },
        { senders: ["web"], routers: ["router"] },
        { senders: ["web", "api"], routers: ["router"] },
      ],
      refused: [
        [{ senders: ["web", "api"], routers: [] }, "no router with sender api, web"],
        [{ senders: ["web"], routers: ["b", "a"] }, "router a, b with sender web"],
        [{ senders: [], routers: ["router"] }, "router router with no sender"],
      ],
    },
    firelensRouterLogging: {
      accepted: ["awslogs", "splunk"],
      refused: [["awsfirelens", "awsfirelens"]],
    },
    firelensOrder: {
      accepted: [
        { router: "router", waitsFor: [], early: ["web"] },
        { router: "router", waitsFor: ["init"], early: [] },
      ],
      refused: [
        [
          { router: "router", waitsFor: ["init", "db"], early: ["web", "api"] },
          "router, which waits for db, init, while api, web may start before it",
        ],
      ],
    },
    firelensOutput: {
      accepted: [
        { type: "fluentbit", options: [] },
        { type: "fluentbit", options: ["Name"] },
        { type: "fluentbit", options: ["Host", "Name"] },
        { type: "fluentd", options: ["@type", "host"] },
        {
          type: "fluentbit",
          options: ["log-driver-buffer-limit", "include-pattern", "exclude-pattern"],
        },
      ],
      refused: [
        [{ type: "fluentbit", options: ["Host"] }, "Host without Name for fluentbit"],
        [{ type: "fluentbit", options: ["name", "Host"] }, "Host, name without Name for fluentbit"],
        [{ type: "fluentbit", options: ["@type"] }, "@type without Name for fluentbit"],
        [{ type: "fluentd", options: ["Name"] }, "Name without @type for fluentd"],
        [
          { type: "fluentd", options: ["include-pattern", "host"] },
          "host without @type for fluentd",
        ],
      ],
    },
    firelensBufferLimit: {
      accepted: ["0", "1048576", "536870911"],
      refused: [
        ["536870912", '"536870912"'],
        ["9999999999", '"9999999999"'],
        ["-1", '"-1"'],
        ["8mb", '"8mb"'],
        ["", '""'],
      ],
    },
    firelensUser: {
      accepted: ["", "0", "1000", "1000:1000", "1000:fluent"],
      refused: quoted("fluent", "fluent:1000", "root", "1000:", ":1000", "1000:1:2", "-1"),
    },
    firelensConfigSource: {
      accepted: [
        { compatibility: "FARGATE", type: "file" },
        { compatibility: "EC2", type: "s3" },
      ],
      refused: [[{ compatibility: "FARGATE", type: "s3" }, "s3"]],
    },
    firelensConfigPath: {
      accepted: ["/extra.conf", "/fluent-bit/etc/extra.conf"],
      refused: quoted(
        "",
        "extra.conf",
        "/",
        "/my conf",
        "/fluent-bit/etc/fluent-bit.conf",
        "/fluentd/etc/fluent.conf",
      ),
    },
    splunkToken: { accepted: [true], refused: [[false, "none"]] },
  });
});
