// Makes the plans of the corpus anew: npx tsx --conditions source test/cli/review/corpus/make.ts [case…]
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { startLocalAws } from "../../../../cli/src/local-aws";
import { makePrivateDirectory, removeDirectory } from "../../../../cli/src/files";
import { findTerraform } from "../../../../cli/src/terraform";
import { locateProviderMirror } from "../../../../cli/src/terraform/provider-mirror";
import { PROVIDER_VERSION } from "../../../support/requires";

const CASES = path.join(__dirname, "cases");

/** The folder in which the cases get theirs, and what Terraform needs to find the provider and AWS. */
interface Kitchen {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

async function main(wanted: readonly string[]): Promise<void> {
  const directory = await makePrivateDirectory();
  const env = { ...process.env, AWS_ENDPOINT_URL: "" };
  const aws = await startLocalAws({ accountId: "111111111111", region: "eu-central-1", env });
  try {
    const kitchen: Kitchen = {
      directory,
      env: {
        CHECKPOINT_DISABLE: "1",
        TF_IN_AUTOMATION: "1",
        TF_INPUT: "0",
        // Schemas of the provider are most of what these commands hold: collecting garbage costs more than it frees.
        GOGC: "800",
        ...aws.env,
        TF_CLI_CONFIG_FILE: await providerAsItIs(directory),
      },
    };
    for (const name of await readdir(CASES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      // Names are used again by the next case.
      await fetch(`${aws.endpoint}/moto-api/reset`, { method: "POST" });
      await makeCase(kitchen, name);
      console.log(`made ${name}`);
    }
  } finally {
    await aws.stop();
    await removeDirectory(directory);
  }
}

async function makeCase(kitchen: Kitchen, name: string): Promise<void> {
  const from = path.join(CASES, name);
  const place = path.join(kitchen.directory, name);
  const use = async (file: string): Promise<void> => {
    if (existsSync(path.join(from, file))) {
      await copyFile(path.join(from, file), path.join(place, file));
    }
  };
  await mkdir(place);
  await cp(path.join(__dirname, "modules"), path.join(place, "modules"), { recursive: true });
  await copyFile(path.join(__dirname, "common.tf"), path.join(place, "common.tf"));
  await use("base.tf");
  await use("before.tf");
  if (["base.tf", "before.tf"].some((file) => existsSync(path.join(place, file)))) {
    await terraform(kitchen, place, ["get"]);
    await terraform(kitchen, place, ["apply", "-auto-approve"]);
  }
  if (existsSync(path.join(from, "outside.tf"))) await makeOutside(kitchen, from, place);
  await rm(path.join(place, "before.tf"), { force: true });
  await use("main.tf");
  await terraform(kitchen, place, ["get"]);
  await terraform(kitchen, place, ["plan", "-out=plan"]);
  const json = await terraform(kitchen, place, ["show", "-json", "plan"]);
  await writeFile(path.join(from, "plan.json"), json);
}

/** What somebody else makes, of which the case's own state knows nothing. */
async function makeOutside(kitchen: Kitchen, from: string, place: string): Promise<void> {
  const elsewhere = path.join(place, "outside");
  await mkdir(elsewhere);
  await copyFile(path.join(__dirname, "common.tf"), path.join(elsewhere, "common.tf"));
  await copyFile(path.join(from, "outside.tf"), path.join(elsewhere, "main.tf"));
  await terraform(kitchen, elsewhere, ["apply", "-auto-approve"]);
}

/**
 * A CLI configuration that names the provider's folder: nothing is initialized, and no command of the hundreds that run
 * here takes the provider's checksum anew.
 */
async function providerAsItIs(directory: string): Promise<string> {
  const mirror = locateProviderMirror({ wantedVersion: PROVIDER_VERSION });
  if (mirror === undefined) throw new Error("a provider mirror is needed");
  const { arch, platform } = process;
  const machine = `${platform}_${arch === "x64" ? "amd64" : arch}`;
  const name = "registry.terraform.io/hashicorp/aws";
  const folder = path.join(mirror.folder, name, mirror.version, machine);
  const file = path.join(directory, "terraform.rc");
  await writeFile(
    file,
    `provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = ${JSON.stringify(folder)}\n  }\n}\n`,
  );
  return file;
}

async function terraform({ env }: Kitchen, cwd: string, args: readonly string[]): Promise<string> {
  const { path: binary } = await findTerraform();
  return new Promise((resolve, reject) => {
    execFile(binary, [...args], { cwd, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${error.message}\n${stdout}${stderr}`)),
    );
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
