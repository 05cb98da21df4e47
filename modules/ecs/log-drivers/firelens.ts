import type { Construct } from "constructs";
import { routerOptionName } from "../rules";
import type { ILogDriver } from "./log-driver-interface";
import { OptionsDriver, type LogSecretOptions } from "./options-driver";

/** Options of the `awsfirelens` driver: they become an output of the task's router. */
export interface FirelensOptions {
  /**
   * Options of the router's output plugin, such as `Name` and `Host`, and `log-driver-buffer-limit`.
   *
   * @default - none: the router's own configuration says where output goes
   */
  readonly options?: Readonly<Record<string, string>>;
  /** The plugin's options whose values are secrets. @default - none */
  readonly secretOptions?: LogSecretOptions;
}

const BUFFER_LIMIT = "log-driver-buffer-limit";

/** The router of the task: the container with `firelensRouter`. */
export function firelens({ options = {}, secretOptions = {} }: FirelensOptions): ILogDriver {
  const buffer = { feature: `the log option ${BUFFER_LIMIT}`, since: "1.4.0" };
  return new OptionsDriver({
    driverName: "awsfirelens",
    options: { ...options },
    secretOptions: Object.entries(secretOptions),
    features: options[BUFFER_LIMIT] === undefined ? [] : [buffer],
    check: (container) => checkNames(container, options, secretOptions),
  });
}

function checkNames(container: Construct, options: object, secretOptions: LogSecretOptions): void {
  for (const name of Object.keys(options)) {
    routerOptionName.enforce(container, "logging.options", name);
  }
  for (const name of Object.keys(secretOptions)) {
    routerOptionName.enforce(container, "logging.secretOptions", name);
  }
}
