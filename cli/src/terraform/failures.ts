import { shellWord } from "../text";
import { InterruptedError, UserError } from "../user-error";
import type { Diagnostic } from "./events";
import { formatDiagnostic, withoutQuotations } from "./quotations";
import { inRecoveryWindow } from "./recovery-window";

/** How a Terraform subcommand ended. */
export interface RunResult {
  readonly command: string;
  readonly exitCode: number;
  readonly ok: boolean;
  readonly aborted: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Standard output and standard error. */
  readonly output: string;
  /** Whether it failed where a disk that it writes to is full. @default false */
  readonly noRoom?: boolean;
  readonly seconds: number;
}

/** Returns a successful result; throws for any other, with what Terraform said. */
export function expectOk<R extends RunResult>(result: R): R {
  if (result.ok) return result;
  const what = `terraform ${result.command}`;
  if (result.aborted) {
    throw interrupted(result, "Run the same command again: Terraform continues where it stopped.");
  }
  const failed = `\`${what}\` failed with exit code ${result.exitCode}.`;
  if (hadNoRoom(result)) {
    const isSaved = !result.output.includes("Emergency state dump");
    const lost =
      "Its state could not be saved: what it has made by then exists, and no state knows.";
    const said = explain(result);
    const isSaid = NO_ROOM.test(said) ? [] : ["No space is left on the device (ENOSPC)."];
    throw new NoRoomError(failed, [said, ...isSaid, ...(isSaved ? [] : [lost])].join("\n"));
  }
  throw (
    valuesMissing(result, failed) ??
    inRecoveryWindow(errorsOf(result), failed) ??
    new UserError(
      failed,
      explain(result),
      loggingIn(result) ?? ["correct what Terraform names above, and run the same command again"],
    )
  );
}

/** Terraform prints the state, or writes it beside the configuration, where its backend does not take it. */
const UNSAVED = /errored\.tfstate|Emergency state dump|Failed to (save|persist) (the )?state/;
/** Of what did not end when it was asked to. */
const KILLED = 137;

/**
 * What an interrupted Terraform leaves, as far as it could still say it.
 *
 * @param next what to type where the state knows of everything
 */
export function interrupted(result: RunResult, next: string): InterruptedError {
  const { command, exitCode, output } = result;
  const message = `\`terraform ${command}\` was interrupted.`;
  if (command !== "apply" && command !== "destroy") {
    return new InterruptedError("Nothing was changed.", next, { message });
  }
  if (UNSAVED.test(output)) {
    return new InterruptedError(
      `What it had changed by then stays, and its state could not be saved.\n${explain(result)}`,
      "Do first what Terraform says of the state above, in the folder of the stack.",
      { message },
    );
  }
  if (exitCode === KILLED) {
    return new InterruptedError(
      "It did not end when it was asked to, and was killed: what it had changed by then stays, and the state may not know of all of it, and may still be locked.",
      `${next} Where the lock is still there, \`terraform force-unlock ID\` in the folder of the stack removes it; what already exists is imported.`,
      { message },
    );
  }
  const reason = "What it had changed by then stays, and the state knows of it.";
  return new InterruptedError(reason, next, { message });
}

/** A program that was started had no room for a file. */
export class NoRoomError extends UserError {
  /** @param reason what the system or the program says of it. @default - that no space is left */
  constructor(message: string, reason = "No space is left on the device (ENOSPC).") {
    super(message, reason, [
      "make room where temporary files and this project are, and run the same command again",
    ]);
  }
}

const NO_ROOM = /no space left on device|disk quota exceeded/i;

/** Whether a program that was started says that a disk is full. */
export function hadNoRoom(ended: Pick<RunResult, "output" | "noRoom">): boolean {
  return ended.noRoom === true || NO_ROOM.test(ended.output);
}

const MISSING = /^Set TF_VAR_.+: this apply writes /;

/** The sentences of the guards first: all else is of no use before the values are there. */
function valuesMissing(result: RunResult, failed: string): UserError | undefined {
  const errors = errorsOf(result);
  const missing = errors.filter(({ summary }) => MISSING.test(summary));
  if (missing.length === 0) return undefined;
  const sentences = [...new Set(missing.map(({ summary }) => summary))].sort();
  const variables = [...new Set(sentences.join(" ").match(/\bTF_VAR_[\p{L}\p{N}_-]+/gu))];
  const others = errors.filter((error) => !missing.includes(error)).map(formatDiagnostic);
  return new UserError(sentences.join("\n"), [failed, ...others].join("\n"), [
    ...readingValues(variables),
    "and run the same command again, or take the change back",
  ]);
}

/**
 * What to type to set environment variables to values, which no history of a shell keeps. A name that a shell takes for none
 * of its own, as one with a hyphen, is given to the command alone.
 */
export function readingValues(names: readonly string[]): readonly string[] {
  const isOfShell = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  const others = names.filter((name) => !isOfShell(name));
  const read = others.map((_, index) => `read -rs value${index + 1} && `).join("");
  const given = others.map((name, index) => `"${name}=$value${index + 1}" `).join("");
  return [
    ...names.filter(isOfShell).map((name) => `read -rs ${name} && export ${name}`),
    ...(others.length === 0 ? [] : [`${read}env ${given}<the same command>`]),
  ];
}

/** What the provider and the S3 backend say where there are no credentials, or those that there are count no longer. */
const NO_CREDENTIALS =
  /No valid credential sources (for S3 Backend )?found|failed to (refresh cached credentials|retrieve credentials)|\bExpiredToken(Exception)?\b|\bInvalidClientTokenId\b|\bUnrecognizedClientException\b|SSO (session|token).*(expired|invalid)/i;

/** What to do where Terraform has no credentials; undefined where it fails for anything else. */
export function loggingIn(
  result: RunResult,
  profile = process.env["AWS_PROFILE"],
): readonly string[] | undefined {
  const said = errorsOf(result).map(({ summary, detail }) => `${summary} ${detail}`);
  if (!NO_CREDENTIALS.test([...said, result.output].join("\n"))) return undefined;
  return [
    profile
      ? `log in: aws sso login --profile ${shellWord(profile)}`
      : "log in: aws sso login --profile <name>, and name it: export AWS_PROFILE=<name>",
    "see what the AWS CLI says: aws sts get-caller-identity",
  ];
}

function errorsOf({ diagnostics }: RunResult): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

/** The errors Terraform reported, or the end of its output where it reported none in machine-readable form. */
function explain(result: RunResult): string {
  const errors = errorsOf(result);
  if (errors.length === 0) {
    // A line for programs may be the state, which Terraform prints where it can save it nowhere.
    const lines = result.output.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
    return withoutQuotations(lines.slice(-15).join("\n")) || "It does not say why.";
  }
  return errors.map(formatDiagnostic).join("\n");
}
