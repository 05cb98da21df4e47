import { Command, CommanderError } from "commander";
import { commands } from "../../../cli/src/commands";
import { failureAsJson } from "../../../cli/src/commands/failure";

/** What came of a command that was typed. */
export interface Typed {
  /** What it printed on standard output. */
  readonly out: string;
  /** What it printed on standard error. */
  readonly err: string;
  /** What it threw. @default - nothing: it came to its end */
  readonly error?: unknown;
  readonly exitCode: typeof process.exitCode;
}

/** Types a command into a program of its own, in this process. */
export async function type(...words: readonly string[]): Promise<Typed> {
  let out = "";
  let err = "";
  const writeOut = (text: string): void => void (out += text);
  const writeErr = (text: string): void => void (err += text);
  const program = new Command("ecs-secrets").exitOverride().configureOutput({ writeOut, writeErr });
  for (const add of commands) add(program);
  const spies = [
    jest.spyOn(console, "log").mockImplementation((text: string) => writeOut(`${text}\n`)),
    jest.spyOn(console, "error").mockImplementation((text: string) => writeErr(`${text}\n`)),
    // Where progress is shown.
    jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      writeErr(String(text));
      return true;
    }),
  ];
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await program.parseAsync(words, { from: "user" });
    return { out, err, exitCode: process.exitCode };
  } catch (error) {
    // As the program itself does.
    out += failureAsJson(words, error) ?? "";
    const exitCode = error instanceof CommanderError ? error.exitCode : process.exitCode;
    return { out, err, error, exitCode };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
