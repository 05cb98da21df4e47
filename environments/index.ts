import { dev } from "./dev";
import type { Environment } from "./environment";
import { production } from "./production";
import { staging } from "./staging";

export { type Environment } from "./environment";
export { EnvironmentStack } from "./environment-stack";
export { synthesize } from "./synthesize";
export { validateEnvironments } from "./validate-environments";

/** Every environment that exists. */
export const environments: readonly Environment[] = [dev, staging, production];
