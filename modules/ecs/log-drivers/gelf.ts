import { compressionLevel, gelfAddress } from "../rules";
import type { ILogDriver } from "./log-driver-interface";
import { BASE_NAMES, dockerDriver, type BaseLogOptions, type OptionNames } from "./options-driver";

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

const NAMES: OptionNames<GelfOptions> = {
  ...BASE_NAMES,
  address: "gelf-address",
  compressionType: "gelf-compression-type",
  compressionLevel: "gelf-compression-level",
  tcpMaxReconnect: "gelf-tcp-max-reconnect",
  tcpReconnectDelaySeconds: "gelf-tcp-reconnect-delay",
};

/** Graylog's format. */
export function gelf(options: GelfOptions): ILogDriver {
  return dockerDriver("gelf", NAMES, options, {
    check: (container) => {
      gelfAddress.enforce(container, "logging.address", options.address);
      compressionLevel.enforce(container, "logging.compressionLevel", options.compressionLevel);
    },
  });
}
