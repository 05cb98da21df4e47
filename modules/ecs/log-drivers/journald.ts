import type { ILogDriver } from "./log-driver-interface";
import { BASE_NAMES, dockerDriver, type BaseLogOptions } from "./options-driver";

/** Options of the `journald` driver: those that all drivers have. */
export type JournaldOptions = BaseLogOptions;

/** The systemd journal of the instance. */
export function journald(options: JournaldOptions): ILogDriver {
  return dockerDriver("journald", BASE_NAMES, options);
}
