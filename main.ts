import { ValidationError } from "cdktf-ecs-secrets/core";
import { environments, synthesize } from "./environments";

try {
  synthesize(environments);
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.error(`${error.problems.length} problem(s), nothing was synthesized:\n${error.message}`);
  process.exitCode = 1;
}
