import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  type ContainerDefinition,
} from "@aws-sdk/client-ecs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { LocalAws } from "ecs-secrets/local-aws";
import { UserError } from "ecs-secrets/user-error";

/** One of the files, which tells this example's init container from those of other stacks. */
const KEY = "run/secrets/tls.key";

/** Runs the init container's very command, as registered, and holds each file against its secret, byte by byte. */
export async function check({ clientConfig, env }: LocalAws): Promise<string> {
  const init = await registeredInitContainer(new ECSClient(clientConfig));
  const volume = mkdtempSync(path.join(tmpdir(), "secret-files-"));
  try {
    const [program = "", ...args] = [...(init.entryPoint ?? []), ...(init.command ?? [])];
    await run(program, args, { PATH: process.env["PATH"], ...env, SECRET_FILES_ROOT: volume });
    const { SecretString } = await new SecretsManagerClient(clientConfig).send(
      new GetSecretValueCommand({ SecretId: "example/files/tls-key" }),
    );
    const { Parameter } = await new SSMClient(clientConfig).send(
      new GetParameterCommand({ Name: "/example/files/license", WithDecryption: true }),
    );
    compare(path.join(volume, KEY), SecretString);
    compare(path.join(volume, "run/secrets/license.txt"), Parameter?.Value);
    return "The init container wrote 2 files into the volume; their bytes equal the secrets' bytes.";
  } finally {
    rmSync(volume, { recursive: true, force: true });
  }
}

/** Not a synchronous call: the local AWS is served by this very process. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env }, (error, _stdout, stderr) => {
      // What it prints are paths, ARNs and error codes, never a value.
      if (error) reject(differing(`the init container ended with ${error.code}: ${stderr}`));
      else resolve();
    });
  });
}

async function registeredInitContainer(ecs: ECSClient): Promise<ContainerDefinition> {
  const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({}));
  for (const taskDefinition of taskDefinitionArns) {
    const registered = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const containers = registered.taskDefinition?.containerDefinitions ?? [];
    const init = containers.find(({ command = [] }) => command.includes(`/${KEY}`));
    if (init) return init;
  }
  throw differing("no init container is registered");
}

function compare(file: string, value: string | undefined): void {
  if (value === undefined || !readFileSync(file).equals(Buffer.from(value))) {
    throw differing(`${path.basename(file)} differs from its secret`);
  }
}

function differing(reason: string): UserError {
  return new UserError("The files are not what the secrets hold.", reason, [
    "run it with the AWS CLI >= 2.13 (or 1.29) on PATH, which the init container's image brings",
  ]);
}
