import { AnnotationMetadataEntryType, App } from "cdktf";
import { ValidationError, type Problem } from "cdktf-ecs-secrets/core";
import type { Environment } from "./environment";
import { EnvironmentStack } from "./environment-stack";
import { validateEnvironments } from "./validate-environments";

/**
 * Synthesizes one stack for each environment.
 *
 * @returns the warnings of the stacks, each with the path of its construct
 * @throws ValidationError with every problem of every environment, before any file is written
 */
export function synthesize(environments: readonly Environment[]): readonly string[] {
  validateEnvironments(environments);
  // An app makes its empty folders at once, and writes into them at synthesis.
  const app = new App();
  const problems = environments.flatMap((environment) => addStack(app, environment));
  if (problems.length > 0) throw new ValidationError(problems);
  app.synth();
  return warningsOf(app);
}

function warningsOf(app: App): readonly string[] {
  return app.node.findAll().flatMap(({ node }) => {
    const warnings = node.metadata.filter(({ type }) => type === AnnotationMetadataEntryType.WARN);
    return warnings.map(({ data }) => `${node.path}: ${String(data)}`);
  });
}

/** @returns what only shows once the stack is made */
function addStack(app: App, environment: Environment): readonly Problem[] {
  try {
    new EnvironmentStack(app, environment);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.problems;
    throw error;
  }
}
