import { CommanderError } from "commander";
import { explainAny } from "../files";
import { own, printedJson, SCHEMAS, textIn } from "../json";
import { ownCommand } from "../own-command";
import { UserError } from "../user-error";

/**
 * The JSON of a failure, where what was typed is a command that was to print JSON; undefined for any other.
 *
 * @param words what was typed. It may not have been understood: the option counts wherever it stands
 */
export function failureAsJson(words: readonly string[], thrown: unknown): string | undefined {
  const name = words.find((word) => !word.startsWith("-")) ?? "";
  const end = words.indexOf("--");
  const options = end < 0 ? words : words.slice(0, end);
  const schema = textIn(own(SCHEMAS, name));
  if (schema === undefined || !options.includes("--json")) return undefined;
  const error = thrown instanceof CommanderError ? mistyped(name, thrown) : explainAny(thrown);
  const { message, reason, remedy } = error;
  return printedJson({ schema, verdict: "failed", message, reason, remedy }, 2);
}

function mistyped(name: string, { message }: CommanderError): UserError {
  const reason = message.replace(/^error: /, "");
  return new UserError("What was typed is not understood.", reason, [ownCommand(`${name} --help`)]);
}
