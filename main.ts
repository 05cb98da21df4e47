import { ValidationError } from "cdktf-ecs-secrets/core";
import { environments, synthesize } from "./environments";

try {
  const warnings = synthesize(environments);
  // A command line that runs this program names the folder that it wants, and prints for itself.
  if (process.env["CDKTF_OUTDIR"] === undefined) {
    for (const warning of warnings) console.warn(`Warning: ${warning}`);
    const names = environments.map(({ name }) => name).join(", ");
    console.log(`Synthesized into cdktf.out: ${names}`);
  }
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.error(`${error.problems.length} problem(s), nothing was synthesized:\n${error.message}`);
  process.exitCode = 1;
}
