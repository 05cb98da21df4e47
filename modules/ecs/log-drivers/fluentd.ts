import type { ILogDriver } from "./log-driver-interface";
import { BASE_NAMES, dockerDriver, type BaseLogOptions, type OptionNames } from "./options-driver";

/** Options of the `fluentd` driver, which sends to a collector outside of the task. */
export interface FluentdOptions extends BaseLogOptions {
  /** `host:port`, or `unix://` with a path. @default "localhost:24224" */
  readonly address?: string;
  /** Whether the container starts before the collector answers. @default false */
  readonly async?: boolean;
  /** Time after which the collector's name is looked up again, with `async`; 100 to 10000. @default - never */
  readonly asyncReconnectIntervalMs?: number;
  /** Messages kept while the collector does not answer. @default 1048576 */
  readonly bufferLimit?: number;
  /** Time between two tries. @default 1000 */
  readonly retryWaitMs?: number;
  /** @default - without end */
  readonly maxRetries?: number;
  /** Whether the collector has to confirm every message. @default false */
  readonly requestAck?: boolean;
  /** Whether times are in nanoseconds. @default false */
  readonly subSecondPrecision?: boolean;
}

const NAMES: OptionNames<FluentdOptions> = {
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
  return dockerDriver("fluentd", NAMES, options);
}
