import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { makePrivateDirectory, removeDirectory } from "../cli/src/files";
import { startLocalAws, writeProviderOverride, type LocalAws } from "../cli/src/local-aws";
import {
  expectOk,
  findProviderMirror,
  findTerraform,
  TerraformRunner,
  type TerraformBinary,
} from "../cli/src/terraform";
import {
  interleaved,
  median,
  seconds,
  times,
  type Measured,
  type Measurement,
} from "./measurement";
import { compiled, compilePrograms, measureNode } from "./program";

const FIXTURES = path.join(__dirname, "fixtures");
const TARGET = { accountId: "111111111111", region: "eu-central-1" } as const;

interface Run {
  readonly plan: number;
  readonly apply: number;
  /** A second plan, which finds nothing to do. */
  readonly again: number;
  readonly resources: number;
}

/** Writes a configuration into an empty folder. */
type Write = (folder: string) => Promise<void>;

const byHand: Write = async (folder) => {
  cpSync(path.join(FIXTURES, "by-hand"), folder, { recursive: true });
};
const byLibrary: Write = async (folder) => {
  const outdir = path.join(folder, "..", "cdktf.out");
  measureNode([compiled("ours"), outdir, "1", "10"]);
  cpSync(path.join(outdir, "stacks/bench"), folder, { recursive: true });
  await writeProviderOverride(folder);
};

/** Applies a configuration on a local AWS of its own, which is empty. */
async function applyOnce(terraform: TerraformBinary, write: Write): Promise<Run> {
  const directory = await makePrivateDirectory();
  const aws = await startLocalAws({ ...TARGET, env: { ...process.env, AWS_ENDPOINT_URL: "" } });
  try {
    const folder = path.join(directory, "stack");
    mkdirSync(folder);
    await write(folder);
    await useNetwork(folder, aws);
    const { cliConfigFile } = await findProviderMirror({
      wantedVersion: "5.100.0",
      configDirectory: directory,
    });
    const env = { ...aws.env, TMPDIR: directory, TF_CLI_CONFIG_FILE: cliConfigFile };
    const runner = new TerraformRunner({ binary: terraform.path, directory: folder, env });
    expectOk(await runner.init());
    const plan = expectOk(await runner.plan({ out: "bench.tfplan" }));
    const apply = expectOk(await runner.apply({ planFile: "bench.tfplan" }));
    const again = expectOk(await runner.plan());
    if (again.hasChanges) throw new Error(`a second plan has changes:\n${again.output}`);
    return {
      plan: plan.seconds,
      apply: apply.seconds,
      again: again.seconds,
      resources: apply.summary.add,
    };
  } finally {
    await aws.stop();
    await removeDirectory(directory);
  }
}

/** Puts a subnet and a security group of the local AWS in the place of those that are written. */
async function useNetwork(folder: string, { clientConfig }: LocalAws): Promise<void> {
  const ec2 = new EC2Client(clientConfig);
  try {
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const [subnet = "", group = ""] = [Subnets[0]?.SubnetId, SecurityGroups[0]?.GroupId];
    for (const name of readdirSync(folder).filter((each) => /\.tf(\.json)?$/.test(each))) {
      const file = path.join(folder, name);
      const text = readFileSync(file, "utf8").replaceAll("subnet-0a1b2c3d", subnet);
      writeFileSync(file, text.replaceAll("sg-0a1b2c3d", group));
    }
  } finally {
    ec2.destroy();
  }
}

async function measure(quick: boolean): Promise<Measured> {
  compilePrograms();
  const terraform = await findTerraform();
  const runs = await interleaved(quick ? 1 : 3, {
    "HCL by hand": () => applyOnce(terraform, byHand),
    "this library": () => applyOnce(terraform, byLibrary),
  });
  const of = (name: string, key: keyof Run): number =>
    median((runs[name] ?? []).map((run) => run[key]));
  const rows = Object.keys(runs).map((name) => [
    name,
    seconds(of(name, "plan")),
    seconds(of(name, "apply")),
    seconds(of(name, "again")),
    String(of(name, "resources")),
  ]);
  const ratio = of("this library", "apply") / of("HCL by hand", "apply");
  return {
    text: `The reference application on a new local AWS each, from start to end; medians of ${runs["this library"]?.length} interleaved runs. The
library's apply takes ${times(ratio)} times as long as that of [HCL by hand](../bench/fixtures/by-hand/main.tf), which has one policy, no guards and no record of what was written.
About 12 s of both are the provider's wait for a new key.

${readFileSync(path.join(FIXTURES, "peers.md"), "utf8").trim()}`,
    tables: [
      { columns: ["written as", "plan, s", "apply, s", "second plan, s", "resources"], rows },
    ],
  };
}

export const plansAndApplies: Measurement = {
  id: "terraform",
  title: "Terraform's plan and apply",
  run: measure,
};
