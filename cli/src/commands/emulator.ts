import { startLocalAws } from "../local-aws";
import { aborted, interruptible, makePrivateDirectory, removeDirectory } from "../run";
import { findProviderMirror } from "../terraform";
import { portNumber, type Command } from "./command";

interface EmulatorOptions {
  readonly account: string;
  readonly region: string;
  readonly port?: number;
}

/** `ecs-secrets emulator`: an empty local AWS for your own `cdktf deploy`. */
export const emulator: Command = (program) => {
  program
    .command("emulator")
    .description("start an empty local AWS and print what a shell needs to use it")
    .option("--account <id>", "the account it plays", "111111111111")
    .option("--region <name>", "the Region to use", "eu-central-1")
    .option("--port <number>", "its port (default: a free one)", portNumber)
    .action(({ account, region, port }: EmulatorOptions) =>
      interruptible(async (signal) => {
        const aws = await startLocalAws({ accountId: account, region, port });
        const directory = await makePrivateDirectory();
        try {
          const provider = await findProviderMirror({
            wantedVersion: ">= 5.88",
            configDirectory: directory,
          });
          console.log(shellExports(aws.env, provider.cliConfigFile));
          console.error(`# ${aws.description}; ${provider.description}. Ctrl-C ends it.`);
          await aborted(signal);
        } finally {
          await aws.stop();
          await removeDirectory(directory);
        }
      }),
    );
};

function shellExports(env: NodeJS.ProcessEnv, cliConfigFile: string | undefined): string {
  const wanted = { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: cliConfigFile };
  return Object.entries(wanted)
    .map(([name, value]) => (value === undefined ? `unset ${name}` : `export ${name}='${value}'`))
    .sort()
    .join("\n");
}
