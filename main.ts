import { App } from "cdktf";
import { ValidationError } from "cdktf-ecs-secrets/core";
import { environments, EnvironmentStack, validateEnvironments } from "./environments";

try {
  validateEnvironments(environments);
  const app = new App();
  for (const environment of environments) new EnvironmentStack(app, environment);
  app.synth();
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.error(`${error.problems.length} problem(s), nothing was synthesized:\n${error.message}`);
  process.exitCode = 1;
}
