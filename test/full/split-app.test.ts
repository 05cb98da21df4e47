import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { App, TerraformStack } from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { readFileSync } from "node:fs";
import path from "node:path";
import { canary, searchLeaks } from "../../cli/src/leaks";
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
  PARTS,
  STACKS,
  triples,
  type Split,
  type StackName,
} from "../support/split-app";
import { ACCOUNT, REGION } from "../support/synth";

jest.setTimeout(900_000);

const possible = [...pairs(), ...triples()].filter((split) => !isCircle(split) && !needsTwo(split));
/** Each part in another stack at least twice, and beside different ones: the rest is held by its expressions in a unit test. */
const SPLITS: readonly Split[] = PARTS.flatMap((part) =>
  possible.filter((split) => split[part] === "one" || split[part] === "two").slice(-2),
);
const VALUE = canary();

describeWith("outputs between stacks", ["terraform", "emulator", "provider"], () => {
  const states = new Map<StackName, string>();
  let directory: string;
  let aws: LocalAws;

  beforeAll(async () => {
    directory = await makePrivateDirectory();
    const target = { accountId: ACCOUNT, region: REGION };
    aws = await startLocalAws({ ...target, env: { ...process.env, AWS_ENDPOINT_URL: "" } });
    const app = new App({ outdir: directory });
    const stacks = Object.fromEntries(
      STACKS.map((name) => {
        const stack = new TerraformStack(app, name);
        deployToAws(stack, { account: ACCOUNT, region: REGION });
        return [name, stack];
      }),
    ) as Record<StackName, TerraformStack>;
    const { subnetIds, securityGroupIds } = new NetworkLookup(stacks.app, "network");
    const network = { subnetIds, securityGroupIds };
    SPLITS.forEach((split, index) => declareSplit(stacks, split, index, network));
    app.synth();
    const first: readonly StackName[] = stacks.one.dependsOn(stacks.two)
      ? ["two", "one"]
      : ["one", "two"];
    // The service's stack needs the others.
    const order = [...first, "app" as const];
    const all = order.map((name) => ({ name, directory: path.join(directory, "stacks", name) }));
    for (const stack of all) {
      const prepared = await LocalStack.prepare({
        terraform: await findTerraform(),
        stack,
        app: all,
        file: await readStackFile(stack.directory),
        aws,
        directory,
        transcript: new Transcript(),
      });
      await prepared.init();
      expectOk(await prepared.terraform.apply({ variables: { api_key: VALUE } }));
      const state = path.join(stack.directory, "terraform.tfstate");
      states.set(stack.name as StackName, readFileSync(state, "utf8"));
    }
  });

  afterAll(async () => {
    await aws.stop();
    await removeDirectory(directory);
  });

  it("hold no value, whatever part is in another stack, and neither does a state", async () => {
    const secrets = new SecretsManagerClient(aws.clientConfig);
    const values = await Promise.all(
      SPLITS.map(async (_, index) => {
        const request = new GetSecretValueCommand({ SecretId: `s${index}/secret` });
        const { SecretString } = await secrets.send(request);
        return (JSON.parse(String(SecretString)) as { readonly password: string }).password;
      }),
    );
    const stored = new GetParametersByPathCommand({
      Path: "/s0",
      Recursive: true,
      WithDecryption: true,
    });
    const { Parameters = [] } = await new SSMClient(aws.clientConfig).send(stored);
    expect(Parameters.map(({ Value }) => Value)).toEqual([VALUE]);
    expect(values.every((value) => value.length >= 32)).toBe(true);
    const known = [VALUE, ...values].map((value, at) => ({ name: `value ${at}`, value }));
    const leaksIn = (name: string, part: object) =>
      searchLeaks([{ name, bytes: Buffer.from(JSON.stringify(part)) }], known);
    let searched = 0;
    for (const [stack, state] of states) {
      const { outputs, resources } = JSON.parse(state) as {
        readonly outputs: Readonly<Record<string, object>>;
        readonly resources: object;
      };
      searched += Object.keys(outputs).length;
      expect(leaksIn(stack, { outputs, resources })).toEqual([]);
      // What the search has to find: an output that holds a value.
      const held = { value: VALUE, type: "string" };
      expect(leaksIn(stack, { outputs: { ...outputs, held }, resources })).not.toEqual([]);
    }
    expect(searched).toBeGreaterThan(SPLITS.length);
  });
});
