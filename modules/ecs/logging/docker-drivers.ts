import { given, oneOf, TEXT, type Words } from "../../core/internal";
import type { IResolvable } from "cdktf";
import type { ILogDriver } from "../delivery";
import { compressionLevel, gelfAddress, syslogAddress } from "../rules";
import { BASE_NAMES, dockerDriver, type BaseLogOptions, type OptionNames } from "./options-driver";

// Drivers of an EC2 instance: Fargate has none of them.

/** Options of the `fluentd` driver, which sends to a collector outside of the task. */
export interface FluentdOptions extends BaseLogOptions {
  /** `host:port`, or `unix://` with a path. @default "localhost:24224" */
  readonly address?: string;
  /** Whether the container starts before the collector answers. @default false */
  readonly async?: boolean | IResolvable;
  /** Time after which the collector's name is looked up again, with `async`; 100 to 10000. @default - never */
  readonly asyncReconnectIntervalMs?: number;
  /** Messages kept while the collector does not answer. @default 1048576 */
  readonly bufferLimit?: number;
  /** Time between two tries. @default 1000 */
  readonly retryWaitMs?: number;
  /** @default - without end */
  readonly maxRetries?: number;
  /** Whether the collector has to confirm every message. @default false */
  readonly requestAck?: boolean | IResolvable;
  /** Whether times are in nanoseconds. @default false */
  readonly subSecondPrecision?: boolean | IResolvable;
}

const FLUENTD_NAMES: OptionNames<FluentdOptions> = {
  ...BASE_NAMES,
  address: "fluentd-address",
  async: "fluentd-async",
  asyncReconnectIntervalMs: ["fluentd-async-reconnect-interval", "ms"],
  bufferLimit: "fluentd-buffer-limit",
  retryWaitMs: ["fluentd-retry-wait", "ms"],
  maxRetries: "fluentd-max-retries",
  requestAck: "fluentd-request-ack",
  subSecondPrecision: "fluentd-sub-second-precision",
};

/** A Fluentd or Fluent Bit collector. */
export function fluentd(options: FluentdOptions): ILogDriver {
  return dockerDriver("fluentd", FLUENTD_NAMES, options, { readers: {} });
}

/** Options of the `gelf` driver, which Graylog and Logstash understand. */
export interface GelfOptions extends BaseLogOptions {
  /** `udp://` or `tcp://` with host and port. */
  readonly address: string;
  /** UDP only. @default "gzip" */
  readonly compressionType?: "gzip" | "zlib" | "none";
  /** UDP only: -1 to 9. @default 1 */
  readonly compressionLevel?: number;
  /** TCP only: tries to connect again. @default 3 */
  readonly tcpMaxReconnect?: number;
  /** TCP only: time between them. @default 1 */
  readonly tcpReconnectDelaySeconds?: number;
}

const GELF_NAMES: OptionNames<GelfOptions> = {
  ...BASE_NAMES,
  address: "gelf-address",
  compressionType: "gelf-compression-type",
  compressionLevel: "gelf-compression-level",
  tcpMaxReconnect: "gelf-tcp-max-reconnect",
  tcpReconnectDelaySeconds: "gelf-tcp-reconnect-delay",
};

/** Graylog's format. */
export function gelf(options: GelfOptions): ILogDriver {
  return dockerDriver("gelf", GELF_NAMES, options, {
    readers: {
      compressionType: oneOf(given(TEXT), { gzip: true, zlib: true, none: true } satisfies Words<
        NonNullable<GelfOptions["compressionType"]>
      >),
    },
    check: (container) => {
      gelfAddress.enforce(container, "logging.address", options.address);
      compressionLevel.enforce(container, "logging.compressionLevel", options.compressionLevel);
    },
  });
}

/** Options of the `syslog` driver. */
export interface SyslogOptions extends BaseLogOptions {
  /** `udp://`, `tcp://` or `tcp+tls://` with a host, or `unix://` with a path. @default - the instance's own syslog */
  readonly address?: string;
  /** Name or number, such as `local0`. @default "daemon" */
  readonly facility?: string;
  /** Path of the certificate authority's certificate, on the instance. @default - the system's certificates */
  readonly tlsCaCert?: string;
  /** Path of the client's certificate, on the instance. @default - none */
  readonly tlsCert?: string;
  /** Path of the client's private key, on the instance. @default - none */
  readonly tlsKey?: string;
  /** Whether any certificate of the server is accepted. @default false */
  readonly tlsSkipVerify?: boolean | IResolvable;
  /** @default - the local UNIX syslog format */
  readonly format?: "rfc3164" | "rfc5424" | "rfc5424micro";
}

const SYSLOG_NAMES: OptionNames<SyslogOptions> = {
  ...BASE_NAMES,
  address: "syslog-address",
  facility: "syslog-facility",
  tlsCaCert: "syslog-tls-ca-cert",
  tlsCert: "syslog-tls-cert",
  tlsKey: "syslog-tls-key",
  tlsSkipVerify: "syslog-tls-skip-verify",
  format: "syslog-format",
};

/** A syslog server. */
export function syslog(options: SyslogOptions): ILogDriver {
  return dockerDriver("syslog", SYSLOG_NAMES, options, {
    readers: { format: oneOf(given(TEXT), { rfc3164: true, rfc5424: true, rfc5424micro: true }) },
    check: (container) => syslogAddress.enforce(container, "logging.address", options.address),
  });
}

/** Options of the `journald` driver: those that all drivers have. */
export type JournaldOptions = BaseLogOptions;

/** The systemd journal of the instance. */
export function journald(options: JournaldOptions): ILogDriver {
  return dockerDriver("journald", BASE_NAMES, options, { readers: {} });
}

/** Options of the `json-file` driver. */
export interface JsonFileOptions extends BaseLogOptions {
  /** Size at which a new file begins. @default - one file that grows without end */
  readonly maxSizeMiB?: number;
  /** Files that are kept, with `maxSizeMiB`. @default 1 */
  readonly maxFiles?: number;
  /** Whether full files are compressed. @default false */
  readonly compress?: boolean | IResolvable;
}

const JSON_FILE_NAMES: OptionNames<JsonFileOptions> = {
  ...BASE_NAMES,
  maxSizeMiB: ["max-size", "m"],
  maxFiles: "max-file",
  compress: "compress",
};

/** Files of the instance. */
export function jsonFile(options: JsonFileOptions): ILogDriver {
  return dockerDriver("json-file", JSON_FILE_NAMES, options, { readers: {} });
}
