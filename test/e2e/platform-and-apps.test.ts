import { App, type TerraformStack } from "cdktf";
import { readFileSync } from "node:fs";
import path from "node:path";
import { canary } from "../../cli/src/leaks";
import { startLocalAws, writeProviderOverride, type LocalAws } from "../../cli/src/local-aws";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { LocalStack, readStackFile } from "../../cli/src/run";
import { expectOk, findTerraform } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { Application } from "../../examples/platform-and-apps/application";
import { Platform } from "../../examples/platform-and-apps/platform";
import { describeWith } from "../support/requires";

const VALUE = canary();

describeWith("the example platform-and-apps", ["terraform", "emulator", "provider"], () => {
  const stacks = new Map<string, LocalStack>();
  let directory: string;
  let aws: LocalAws;

  beforeAll(async () => {
    directory = await makePrivateDirectory();
    const account = { accountId: "111111111111", region: "eu-central-1" };
    aws = await startLocalAws({ ...account, env: { ...process.env, AWS_ENDPOINT_URL: "" } });
    const app = synthesize("orders", "billing");
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
      stacks.set(stack.name, prepared);
    }
  }, 120_000);

  afterAll(async () => {
    await aws.stop();
    await removeDirectory(directory);
  });

  /** Over what was synthesized before, as a user who takes an application out of the code. */
  function synthesize(...applications: readonly string[]): { name: string; directory: string }[] {
    const app = new App({ outdir: path.join(directory, "cdktf.out") });
    const platform = new Platform(app, "platform");
    const made: TerraformStack[] = applications.map((name) => new Application(app, name, platform));
    app.synth();
    return [platform, ...made].map(({ node: { id: name } }) => ({
      name,
      directory: path.join(app.outdir, "stacks", name),
    }));
  }

  function stateOf(name: string): string {
    const file = path.join(directory, "cdktf.out", "stacks", name, "terraform.tfstate");
    return readFileSync(file, "utf8");
  }

  function terraform(name: string): LocalStack["terraform"] {
    const stack = stacks.get(name);
    if (!stack) throw new Error(`no stack ${name}`);
    return stack.terraform;
  }

  it("is applied in order, delivers, and puts no value into an output", async () => {
    for (const [name, stack] of stacks) {
      expectOk(await stack.terraform.apply({ variables: { api_key: VALUE } }));
      if (name === "platform") continue;
      const deliveries = await stack.verify();
      expect(deliveries.map(({ target, problem }) => [target, problem])).toEqual([
        ["API_KEY", undefined],
        ["DATABASE_PASSWORD", undefined],
      ]);
      const values = deliveries.flatMap(({ value }) => (value === undefined ? [] : [value]));
      expect(values).toContain(VALUE);
      for (const value of values) {
        expect(stateOf("platform")).not.toContain(value);
        expect(stateOf(name)).not.toContain(value);
      }
    }
    const { outputs } = JSON.parse(stateOf("platform")) as {
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
    const put = Object.values(outputs).map(({ value }) => value.split(":")[2]);
    expect(put.sort()).toEqual(["ecs", "kms", "secretsmanager"]);
  }, 300_000);

  it("loses an application, and neither the platform nor the other application changes", async () => {
    // GIVEN
    expectOk(await terraform("billing").destroy());
    // WHEN
    const left = synthesize("orders");
    // THEN
    expect(left.map(({ name }) => name)).toEqual(["platform", "orders"]);
    for (const stack of left) {
      await writeProviderOverride(stack.directory, left);
      const plan = expectOk(await terraform(stack.name).plan());
      expect(plan.planned).toEqual([]);
      expect(plan.hasChanges).toBe(false);
    }
  }, 300_000);
});
