import { explainFileError } from "../files";
import { UserError } from "../user-error";

/** Runs a command; where it prints JSON, its failure is JSON, too, on standard output, and still an error. */
export async function failAsJson(
  json: boolean | undefined,
  schema: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = thrown instanceof UserError ? thrown : explainFileError(thrown);
    if (json && error !== undefined) {
      const { message, reason, remedy } = error;
      console.log(JSON.stringify({ schema, verdict: "failed", message, reason, remedy }, null, 2));
    }
    throw thrown;
  }
}
