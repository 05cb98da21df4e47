import type { ILogDriver } from "./log-driver-interface";
import { BASE_NAMES, dockerDriver, type BaseLogOptions, type OptionNames } from "./options-driver";

/** Options of the `json-file` driver. */
export interface JsonFileOptions extends BaseLogOptions {
  /** Size at which a new file begins. @default - one file that grows without end */
  readonly maxSizeMiB?: number;
  /** Files that are kept, with `maxSizeMiB`. @default 1 */
  readonly maxFiles?: number;
  /** Whether full files are compressed. @default false */
  readonly compress?: boolean;
}

const NAMES: OptionNames<JsonFileOptions> = {
  ...BASE_NAMES,
  maxSizeMiB: ["max-size", "m"],
  maxFiles: "max-file",
  compress: "compress",
};

/** Files of the instance. */
export function jsonFile(options: JsonFileOptions): ILogDriver {
  return dockerDriver("json-file", NAMES, options);
}
