import { runAndReport } from "../run";
import { ExitCode, portNumber, type Command } from "./command";

interface LocalOptions {
  readonly app?: string;
  readonly keep?: boolean;
  readonly port?: number;
}

/** `ecs-secrets local [stack]`: deploys a stack to a local AWS and proves that its secrets arrive. */
export const local: Command = (program) => {
  program
    .command("local")
    .description("deploy a stack to a local AWS and check that every secret arrives")
    .argument("[stack]", "its name; needed when the app has several")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--keep", "leave the local AWS running until Ctrl-C")
    .option("--port <number>", "port of the local AWS (default: a free one)", portNumber)
    .addHelpText("after", "\nExit codes: 0 delivered, 1 could not be run, 2 a check failed.")
    .action(async (stackName: string | undefined, options: LocalOptions) => {
      const delivered = await runAndReport({ stackName, ...options });
      if (delivered) console.log("Next: deploy it to AWS with `npx cdktf deploy`.");
      else process.exitCode = ExitCode.failed;
    });
};
