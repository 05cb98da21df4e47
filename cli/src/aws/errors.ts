import { oneLine } from "../text";
import { UserError } from "../user-error";

/** What to do about an error of AWS. */
export function nextAfter(error: unknown): string {
  const isRefusal =
    error instanceof Error && /^(AccessDenied|UnauthorizedOperation)/.test(error.name);
  return isRefusal
    ? "have your role allow what the same command prints with --print-policy"
    : "run the same command again";
}

/** The message of an error as one line. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** What `work` yields. @throws UserError in place of an error of AWS */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // Every error of the SDK has it.
    if (!(error instanceof Error) || !("$metadata" in error)) throw error;
    const reason = `${error.name}: ${messageOf(error)}`;
    throw new UserError("AWS did not do what was asked.", reason, [nextAfter(error)], {
      cause: error,
    });
  }
}
