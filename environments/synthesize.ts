import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { ValidationError, type Problem } from "cdktf-ecs-secrets/core";
import type { Environment } from "./environment";
import { EnvironmentStack } from "./environment-stack";
import { validateEnvironments } from "./validate-environments";

/**
 * Synthesizes one stack for each environment.
 *
 * @throws ValidationError with every problem of every environment, before anything is written
 */
export function synthesize(environments: readonly Environment[]): void {
  validateEnvironments(environments);
  const problems = problemsOfStacks(environments);
  if (problems.length > 0) throw new ValidationError(problems);
  const app = new App();
  for (const environment of environments) new EnvironmentStack(app, environment);
  app.synth();
}

/** What only shows once the stacks are made; an app makes its folder at once, so this one has a private folder. */
function problemsOfStacks(environments: readonly Environment[]): readonly Problem[] {
  const outdir = mkdtempSync(path.join(tmpdir(), "environments-"));
  try {
    const app = new App({ outdir });
    return environments.flatMap((environment) => problemsOf(app, environment));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function problemsOf(app: App, environment: Environment): readonly Problem[] {
  try {
    new EnvironmentStack(app, environment);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.problems;
    throw error;
  }
}
