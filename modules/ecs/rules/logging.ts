import { defineRule, type Json } from "../../core";
import { isWhole } from "../../core/internal";

const LOG_CONFIGURATION =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html";
const FIRELENS_CONFIGURATION =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html";
const FIRELENS_FILE =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html#firelens-taskdef-customconfig";
const DOCKER = "https://docs.docker.com/engine/logging/drivers";
const AGENT = "https://github.com/aws/amazon-ecs-agent/blob/v1.105.1";

const ON_FARGATE: readonly string[] = ["awslogs", "splunk", "awsfirelens"];
/** Where FireLens writes the configuration that it makes itself. */
const WRITTEN_BY_FIRELENS = ["/fluent-bit/etc/fluent-bit.conf", "/fluentd/etc/fluent.conf"];

export const BUFFER_LIMIT = "log-driver-buffer-limit";
/** Options that FireLens itself reads, whatever the plugin. */
const OF_FIRELENS = [BUFFER_LIMIT, "include-pattern", "exclude-pattern"];

export const logDriverKnown = defineRule<{
  readonly compatibility: string;
  readonly driver: string;
}>({
  id: "ecs-log-driver",
  demands: "be a driver that the launch type has: Fargate has awslogs, splunk and awsfirelens only",
  source: LOG_CONFIGURATION,
  remedy: "Use LogDriver.firelens() with a router that forwards to it.",
  broken: ({ compatibility, driver }) =>
    compatibility === "FARGATE" && !ON_FARGATE.includes(driver) && driver,
});

export const logOptionUnique = defineRule<{
  readonly name: string;
  readonly taken: readonly string[];
}>({
  id: "ecs-log-option-unique",
  demands: "name each option once in the driver's options and `secretOptions` together",
  source: LOG_CONFIGURATION,
  remedy: "Remove one of the two; a secret belongs into `secretOptions`.",
  broken: ({ name, taken }) => taken.includes(name) && `${name} twice`,
});

export const logOptionKnown = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-log-option-name",
  demands: "be an option of the driver, because Docker starts no container with another",
  source: DOCKER,
  remedy: "Write it as Docker does, such as splunk-token.",
  broken: ({ name, known }) => !known.includes(name) && `${name} (it has ${known.join(", ")})`,
});

export const routerOptionName = defineRule<string>({
  id: "ecs-firelens-option-name",
  demands: "be a non-empty name without blanks",
  source: FIRELENS_CONFIGURATION,
  remedy: "Write it as the router's output plugin does, such as Name or Http_Passwd.",
  broken: (name) => !/^\S+$/.test(name),
});

export const logBufferMode = defineRule<string>({
  id: "ecs-log-buffer-mode",
  demands: 'go with mode "non-blocking", the only one with a buffer',
  source: LOG_CONFIGURATION,
  remedy: 'Set mode: "non-blocking" as well.',
  broken: (mode) => mode !== "non-blocking" && `mode ${mode}`,
});

export const logBufferSize = defineRule<number>({
  id: "ecs-log-buffer-size",
  demands: "be a whole number of MiB from 1",
  source: LOG_CONFIGURATION,
  remedy: "Leave it out for 10.",
  broken: (size) => !isWhole(size, 1),
});

export const logEventStart = defineRule<{
  readonly datetimeFormat?: string;
  readonly multilinePattern?: string;
}>({
  id: "ecs-log-event-start",
  demands: "tell by `datetimeFormat` or by `multilinePattern` where an event begins, not by both",
  source: `${DOCKER}/awslogs/`,
  remedy: "Remove one: with both, Docker starts no container.",
  broken: ({ datetimeFormat, multilinePattern }) =>
    datetimeFormat !== undefined && multilinePattern !== undefined && "both",
});

export const compressionLevel = defineRule<number>({
  id: "ecs-log-compression-level",
  demands: "be a whole number from -1 (the default) to 9 (the best)",
  source: `${DOCKER}/gelf/`,
  remedy: "Leave it out for the default.",
  broken: (level) => !isWhole(level, -1, 9),
});

export const splunkUrl = defineRule<string>({
  id: "ecs-log-splunk-url",
  demands: "be `http://` or `https://` with a host and perhaps a port, without a path",
  source: `${DOCKER}/splunk/`,
  remedy: "Write it like https://splunk.example.com:8088.",
  broken: (url) => !/^https?:\/\/[^/?#\s]+\/?$/.test(url),
});

export const gelfAddress = defineRule<string>({
  id: "ecs-log-gelf-address",
  demands: "be `udp://` or `tcp://` with a host and a port",
  source: `${DOCKER}/gelf/`,
  remedy: "Write it like udp://graylog.example.com:12201.",
  broken: (address) => !/^(udp|tcp):\/\/[^/\s]+:\d+$/.test(address),
});

export const syslogAddress = defineRule<string>({
  id: "ecs-log-syslog-address",
  demands: "be `udp://`, `tcp://` or `tcp+tls://` with a host, or `unix://` with a path",
  source: `${DOCKER}/syslog/`,
  remedy: "Write it like tcp+tls://syslog.example.com:6514.",
  broken: (address) =>
    !/^(udp|tcp|tcp\+tls):\/\/[^/\s]+$/.test(address) &&
    !/^(unix|unixgram):\/\/\/\S+$/.test(address),
});

export const firelensRouters = defineRule<{
  readonly senders: readonly string[];
  readonly routers: readonly string[];
}>({
  id: "ecs-firelens-router",
  demands: "be set on exactly one container where containers log through firelens, else on none",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
  remedy: "Add one router container, and LogDriver.firelens() to those whose output it routes.",
  broken: ({ senders, routers }) => {
    if (routers.length === (senders.length > 0 ? 1 : 0)) return false;
    const those = (role: string, names: readonly string[]): string =>
      names.length === 0 ? `no ${role}` : `${role} ${[...names].sort().join(", ")}`;
    return `${those("router", routers)} with ${those("sender", senders)}`;
  },
});

/** Warns of a router that sends to itself, which the agent allows. */
export const firelensRouterLogging = defineRule<string>({
  id: "ecs-firelens-router-logging",
  demands:
    "be another driver than firelens on the router itself: what it says while it cannot send goes nowhere",
  source: `${AGENT}/agent/api/task/task.go`,
  remedy: "Use LogDriver.awsLogs() there.",
  broken: (driver) => driver === "awsfirelens" && driver,
  warns: true,
});

export const firelensOrder = defineRule<{
  readonly router: string;
  readonly waitsFor: readonly string[];
  readonly early: readonly string[];
}>({
  id: "ecs-firelens-order",
  demands:
    "be empty on the router, and `secretFiles` too: only a router that waits for nobody is started before those that send to it",
  source: `${AGENT}/agent/api/task/task.go`,
  remedy:
    'Add `dependsOn: { ROUTER: "START" }`, with its name, to the containers that send to it; else what they log first may be lost.',
  broken: ({ router, waitsFor, early }) =>
    waitsFor.length > 0 &&
    early.length > 0 &&
    `${router}, which waits for ${list(waitsFor)}, while ${list(early)} may start before it`,
  warns: true,
});

export const firelensOutput = defineRule<{
  readonly type: string;
  readonly options: readonly string[];
}>({
  id: "ecs-firelens-output",
  demands:
    "name the output plugin where it has options of one: as `Name` for fluentbit, as `@type` for fluentd; case counts",
  source: `${AGENT}/agent/taskresource/firelens/firelensconfig_unix.go`,
  remedy:
    "Add it to `options`; without any options the router's own configuration says where output goes.",
  broken: ({ type, options }) => {
    const plugin = type === "fluentd" ? "@type" : "Name";
    const further = options.filter((name) => !OF_FIRELENS.includes(name));
    return (
      further.length > 0 &&
      !further.includes(plugin) &&
      `${list(further)} without ${plugin} for ${type}`
    );
  },
});

/** Whether a log option names the plugin of an output, for either program. */
export function isOutputPlugin(option: string): boolean {
  return ["Name", "@type"].includes(option);
}

export const firelensBufferLimit = defineRule<Json>({
  id: "ecs-firelens-buffer-limit",
  demands: "have a `log-driver-buffer-limit` that is a whole number from 0 to 536870911 lines",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-docker-buffer-limit.html",
  remedy: "Leave it out for 1048576 lines.",
  broken: (limit) => !/^\d{1,9}$/.test(String(limit)) || Number(limit) >= 536_870_912,
});

export const firelensUser = defineRule<string>({
  id: "ecs-firelens-user",
  demands:
    "begin with the number of a user on a FireLens router, to whom the agent gives the router's socket",
  source: `${AGENT}/ecs-agent/utils/firelens/firelens.go`,
  remedy: "Write it like 1000, 1000:1000 or 1000:fluent.",
  broken: (user) => user !== "" && !/^\d+(:[^:]+)?$/.test(user),
});

export const firelensConfigSource = defineRule<{
  readonly compatibility: string;
  readonly type: string;
}>({
  id: "ecs-firelens-config-type",
  demands: "be a file of the image on Fargate, which fetches none from a bucket",
  source: FIRELENS_CONFIGURATION,
  remedy: "Put the file into the image and give its `path`.",
  broken: ({ compatibility, type }) => compatibility === "FARGATE" && type !== "file" && type,
});

export const firelensConfigPath = defineRule<string>({
  id: "ecs-firelens-config-path",
  demands: "be an absolute path, and not that of the file which FireLens writes itself",
  source: FIRELENS_FILE,
  remedy: "Write it like /fluent-bit/etc/extra.conf.",
  broken: (path) => !/^\/\S+$/.test(path) || WRITTEN_BY_FIRELENS.includes(path),
});

export const splunkToken = defineRule<boolean>({
  id: "ecs-log-splunk-token",
  demands: "be a SecretReference: Splunk takes nothing without its token",
  source: "https://docs.docker.com/engine/logging/drivers/splunk/",
  remedy: "Pass SecretReference.fromSecretsManager(…) or SecretReference.fromSsmParameter(…).",
  broken: (given) => !given && "none",
});

function list(names: readonly string[]): string {
  return [...names].sort().join(", ");
}
