import { syslogAddress } from "../rules";
import type { ILogDriver } from "./log-driver-interface";
import { BASE_NAMES, dockerDriver, type BaseLogOptions, type OptionNames } from "./options-driver";

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
  readonly tlsSkipVerify?: boolean;
  /** @default - the local UNIX syslog format */
  readonly format?: "rfc3164" | "rfc5424" | "rfc5424micro";
}

const NAMES: OptionNames<SyslogOptions> = {
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
  return dockerDriver("syslog", NAMES, options, {
    check: (container) => syslogAddress.enforce(container, "logging.address", options.address),
  });
}
