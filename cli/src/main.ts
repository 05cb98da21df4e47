#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { commands } from "./commands";
import { failureAsJson } from "./commands/failure";
import { explainFileError } from "./files";
import { harmless } from "./text";
import { UserError } from "./user-error";
import { failWith, wholeCommand } from "./whole-command";

/** What was typed. */
const words = process.argv.slice(2);

const program = new Command("ecs-secrets")
  .description("Run, verify and review Terraform stacks that bring secrets into ECS containers.")
  .version(version)
  .showHelpAfterError()
  // What was typed may come from elsewhere, as the name of a branch does.
  .configureOutput({ outputError: (text, write) => write(harmless(text)) })
  // Not with an exit of its own, which would not wait for what it has printed to be written, or refused.
  .exitOverride()
  .hook("preAction", (_program, command) => refuseNothing(command));
for (const add of commands) add(program);

/** An option that names nothing is a variable of a shell that is not set; a folder that is gone has no files. */
function refuseNothing(command: Command): void {
  for (const option of command.options) {
    const given = command.getOptionValueSource(option.attributeName()) === "cli";
    const values = [command.getOptionValue(option.attributeName())].flat();
    if (given && values.includes(""))
      command.error(`error: option '${option.flags}' is given, and names nothing`);
  }
  try {
    process.cwd();
  } catch (error) {
    throw new UserError(
      "The folder that this command is to work in is gone.",
      "It was removed while the shell stood in it.",
      ["change to one that exists: cd"],
      { cause: error },
    );
  }
}

/** Asked for the help of a command that there is not, commander would show that of the program and call it well. */
function understood(): readonly string[] {
  const [name = "--help"] = words[0] === "help" ? words.slice(1) : words;
  const isCommand = ["help", ...program.commands.map((command) => command.name())].includes(name);
  return isCommand || name.startsWith("-") ? words : [name];
}

/** Whether the command has come to its end, a good one or not. */
let isDone = false;

/** Who reads the output may be gone before the end, as a terminal is: that is no failure. A file that is full is one. */
function onOutputError(thrown: unknown): void {
  const error = explainFileError(thrown, "The output");
  if (error === undefined || process.exitCode) return;
  console.error(error.format());
  process.exitCode = error.exitCode;
}
for (const stream of [process.stdout, process.stderr]) stream.on("error", onOutputError);

/** Says what failed; where JSON was wanted, also as JSON, which is then all that is on standard output. */
function say(error: UserError): void {
  console.error(error.format());
  sayAsJson(error);
}

function sayAsJson(thrown: unknown): void {
  const json = failureAsJson(words, thrown);
  if (json !== undefined) console.log(json);
}

function fail(thrown: unknown): void {
  isDone = true;
  failWith(thrown, say);
}

// What nobody waits for fails as well: in the file of --setup, or in a library.
process.on("uncaughtException", fail);

// Node ends well where a promise is never settled and nothing else is to be done, and where a file of --setup ends it.
process.on("exit", () => {
  if (isDone || process.exitCode) return;
  process.exitCode = 1;
  say(
    new UserError(
      "The command ended before it was done.",
      "The file of --setup ended this program, or what was waited for can never come.",
      ["see that `setUp` calls no process.exit and that its promises settle"],
    ),
  );
});

wholeCommand(() => program.parseAsync(understood(), { from: "user" })).then(
  () => (isDone = true),
  (thrown: unknown) => {
    if (!(thrown instanceof CommanderError)) return fail(thrown);
    // It has said to the user what there is to say.
    isDone = true;
    if (thrown.exitCode !== 0) sayAsJson(thrown);
    if (!process.exitCode) process.exitCode = thrown.exitCode;
  },
);
