import { accountId, type Command, portNumber, regionName } from "./command";
import { oneLine } from "../text";
import { readSetUp } from "./set-up";

interface EmulatorOptions {
  readonly account: string;
  readonly region: string;
  readonly port?: number;
  readonly setup?: string;
}

/** `ecs-secrets emulator`: an empty local AWS for your own `cdktf deploy`. */
export const emulator: Command = (program) => {
  program
    .command("emulator")
    .description("start an empty local AWS and print what a shell needs to use it")
    .option("--account <id>", "the account it plays", accountId, "111111111111")
    .option("--region <name>", "the Region to use", regionName, "eu-central-1")
    .option("--port <number>", "its port (default: a free one)", portNumber)
    .option("--setup <file>", "exports `setUp`, which makes what is to exist already")
    .action(run);
};

async function run({ account, region, port, setup }: EmulatorOptions): Promise<void> {
  const setUp = setup === undefined ? undefined : await readSetUp(setup);
  const { startLocalAws } = await import("../local-aws/index.js");
  const { makePrivateDirectory, removeDirectory } = await import("../files.js");
  const { aborted, interruptible, unlessAborted } = await import("../interruptible.js");
  const { findProviderMirror } = await import("../terraform/index.js");
  const wasRunning = await interruptible(async (signal) => {
    const started = startLocalAws({ accountId: account, region, port });
    const aws = await unlessAborted(signal, started, (late) => late.stop());
    const directory = await makePrivateDirectory();
    try {
      const provider = await findProviderMirror({
        wantedVersion: ">= 5.88",
        configDirectory: directory,
      });
      const made = setUp ? await unlessAborted(signal, setUp(aws)) : {};
      console.log(shellExports({ ...aws.env, ...made }, provider.cliConfigFile));
      const what = oneLine(`${aws.description}; ${provider.description}`);
      console.error(`# ${what}. Ctrl-C ends ${aws.wasRunning ? "this command" : "it"}.`);
      await aborted(signal);
      return aws.wasRunning;
    } finally {
      await aws.stop();
      await removeDirectory(directory);
    }
  });
  const ended = wasRunning
    ? "goes on: it was running before"
    : "has ended, and its files are removed";
  console.error(`# The local AWS ${ended}.`);
}

function shellExports(env: NodeJS.ProcessEnv, cliConfigFile: string | undefined): string {
  const wanted = { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: cliConfigFile };
  return Object.entries(wanted)
    .map(([name, value]) =>
      value === undefined ? `unset ${name}` : `export ${name}=${quoted(value)}`,
    )
    .sort()
    .join("\n");
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
