import { environmentFiles } from "./environment-files";
import { environmentVariables } from "./environment-variables";
import { logOptions } from "./log-options";
import { objects } from "./objects";
import { registryCredentials } from "./registry-credentials";
import { secretFiles } from "./secret-files";
import type { Way } from "./way";

export { type Mention, type Reader, type Way } from "./way";

/** Every way that is checked. */
export const ways: readonly Way[] = [
  environmentVariables,
  environmentFiles,
  logOptions,
  registryCredentials,
  secretFiles,
  objects,
];
