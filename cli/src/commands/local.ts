import { type Command, ExitCode, portNumber } from "./command";
import { readSetUp } from "./set-up";
import { libraryCommand } from "../own-command";
import type { LocalResult } from "../run";

interface LocalOptions {
  readonly app?: string;
  readonly setup?: string;
  readonly default?: string;
  readonly keep?: boolean;
  readonly port?: number;
}

/** `ecs-secrets local [stacks…]`: deploys stacks to a local AWS and proves that their secrets arrive. */
export const local: Command = (program) => {
  program
    .command("local")
    .description("deploy stacks to a local AWS and check that every secret arrives")
    .argument(
      "[stacks...]",
      "their names; what they depend on comes along, in order (default: all, where they depend on each other)",
    )
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--default <stacks>", "what is meant when no stack is named: names with commas between")
    .option("--setup <file>", "exports `setUp`, which makes what the stacks expect to exist")
    .option("--keep", "leave the local AWS running until Ctrl-C")
    .option("--port <number>", "port of the local AWS (default: a free one)", portNumber)
    .addHelpText("after", "\nExit codes: 0 delivered, 1 could not be run, 2 a check failed.")
    .action(async (named: readonly string[], flags: LocalOptions) => {
      const { setup, default: meant, ...options } = flags;
      const setUp = setup === undefined ? undefined : await readSetUp(setup);
      const { isDelivered } = await import("../run/index.js");
      const { runAndPrint } = await import("../run/run-locally.js");
      const stackNames = named.length === 0 ? meant?.split(",") : named;
      const results = await runAndPrint({ stackNames, ...options, setUp });
      if (isDelivered(results)) console.log(nextAfter(results));
      else process.exitCode = ExitCode.failed;
    });
};

/** By their names: of several stacks cdktf deploys none that is not named. */
export function nextAfter(results: readonly Pick<LocalResult, "stackName">[]): string {
  const names = results.map(({ stackName }) => stackName).join(" ");
  return `Next: deploy it to AWS with \`${libraryCommand(`deploy ${names}`)}\`.`;
}
