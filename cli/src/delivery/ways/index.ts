import { environmentVariables } from "./environment-variables";
import { logOptions } from "./log-options";
import { registryCredentials } from "./registry-credentials";
import type { Way } from "./way";

export { type Mention, type Way } from "./way";

/** Every way that is checked. */
export const ways: readonly Way[] = [environmentVariables, logOptions, registryCredentials];
