import { App, TerraformStack } from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { LocalStack, readStackFile } from "../../cli/src/run";
import { expectOk, findTerraform } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { describeWith } from "../support/requires";
import {
  declareSplit,
  isCircle,
  needsTwo,
  pairs,
  STACKS,
  triples,
  type Split,
  type StackName,
} from "../support/split-app";
import { ACCOUNT, REGION } from "../support/synth";

const possible = [...pairs(), ...triples()].filter((split) => !isCircle(split));

/** In which the stacks `one` and `two` are in one order, so that they share three stacks and as many runs of Terraform. */
const GROUPS: readonly (readonly [string, readonly Split[]])[] = [
  ["where one stack needs the other", possible.filter(needsTwo)],
  ["of all other pairs and triples", possible.filter((split) => !needsTwo(split))],
];

jest.setTimeout(300_000);

describeWith(
  "services whose parts are in other stacks",
  ["terraform", "emulator", "provider"],
  () => {
    let directory: string;
    let aws: LocalAws;

    beforeAll(async () => {
      directory = await makePrivateDirectory();
      const target = { accountId: ACCOUNT, region: REGION };
      aws = await startLocalAws({ ...target, env: { ...process.env, AWS_ENDPOINT_URL: "" } });
    }, 120_000);

    afterAll(async () => {
      await aws.stop();
      await removeDirectory(directory);
    });

    it.each(GROUPS)("%s validate and plan", async (name, splits) => {
      expect(splits.length).toBeGreaterThan(0);
      const outdir = path.join(directory, name.replaceAll(" ", "-"));
      const app = synthesize(outdir, splits);
      for (const stack of app) putOut(stack.directory);
      for (const stack of app) {
        const prepared = await LocalStack.prepare({
          terraform: await findTerraform(),
          stack,
          app,
          file: await readStackFile(stack.directory),
          aws,
          directory,
          transcript: new Transcript(),
        });
        await prepared.init();
        // Terraform validates before it plans.
        const plan = expectOk(await prepared.terraform.plan());
        expect(plan.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        if (stack.name === "app") expect(plan.changes).toBeGreaterThan(splits.length);
      }
    });
  },
);

function synthesize(
  outdir: string,
  splits: readonly Split[],
): { name: string; directory: string }[] {
  const app = new App({ outdir });
  const stacks = Object.fromEntries(
    STACKS.map((name) => {
      const stack = new TerraformStack(app, name);
      deployToAws(stack, { account: ACCOUNT, region: REGION });
      return [name, stack];
    }),
  ) as Record<StackName, TerraformStack>;
  splits.forEach((split, index) => declareSplit(stacks, split, index));
  app.synth();
  return STACKS.map((name) => ({ name, directory: path.join(outdir, "stacks", name) }));
}

/** Writes the state that an apply would leave, as far as other stacks read it: made-up names and ARNs. */
function putOut(directory: string): void {
  const { output = {} } = JSON.parse(readFileSync(path.join(directory, "cdk.tf.json"), "utf8")) as {
    readonly output?: Readonly<Record<string, { readonly value: string }>>;
  };
  const outputs = Object.entries(output).map(([name, { value }], index) => {
    return [name, { value: madeUp(value, index), type: "string", sensitive: true }];
  });
  const state = {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "11111111-2222-3333-4444-555555555555",
    outputs: Object.fromEntries(outputs) as object,
    resources: [],
  };
  writeFileSync(path.join(directory, "terraform.tfstate"), JSON.stringify(state));
}

function madeUp(expression: string, index: number): string {
  const [, type = "", attribute = ""] = /^\$\{(\w+)\..*\.(\w+)\}$/.exec(expression) ?? [];
  if (attribute === "name") return `made-up-${index}`;
  const id = `${String(index).padStart(8, "0")}-2222-3333-4444-555555555555`;
  const arns: Readonly<Record<string, string>> = {
    aws_kms_key: `kms:${REGION}:${ACCOUNT}:key/${id}`,
    aws_secretsmanager_secret: `secretsmanager:${REGION}:${ACCOUNT}:secret:made-up-${index}-AbCdEf`,
    aws_ecs_cluster: `ecs:${REGION}:${ACCOUNT}:cluster/made-up-${index}`,
    aws_iam_role: `iam::${ACCOUNT}:role/made-up-${index}`,
  };
  const arn = arns[type];
  if (arn === undefined)
    throw new Error(`what is put out is no name and no known ARN: ${expression}`);
  return `arn:aws:${arn}`;
}
