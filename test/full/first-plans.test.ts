import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { buildReport } from "../../cli/src/review";
import { readPlan, type Plan, type SynthesizedConfiguration } from "../../cli/src/review/plan";
import { publish } from "../../cli/src/review/publish";
import { planStack } from "../../cli/src/review/run/plan-stack";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { LocalStack, readStackFile } from "../../cli/src/run";
import { findTerraform } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { describeWith } from "../support/requires";

/** What all environments and examples synthesize to, byte for byte. */
const APPS = path.resolve(__dirname, "../golden/apps");

const stacks = readdirSync(APPS, { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "cdk.tf.json")
  .map((file) => path.dirname(file))
  .sort();

interface Configuration extends SynthesizedConfiguration {
  readonly provider: {
    readonly aws: readonly {
      readonly allowed_account_ids: readonly string[];
      readonly region: string;
    }[];
  };
  readonly terraform: { readonly backend?: unknown };
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
}

describeWith("the first plan", ["terraform", "emulator", "provider"], () => {
  let directory = "";
  const running = new Map<string, Promise<LocalAws>>();
  beforeAll(async () => {
    directory = await makePrivateDirectory();
  });
  afterAll(async () => {
    for (const aws of running.values()) await (await aws).stop();
    await removeDirectory(directory);
  });

  it("is there for every environment and example", () => {
    expect(stacks.length).toBeGreaterThanOrEqual(17);
  });

  it.concurrent.each(stacks)(
    "of %s leaves open only what is outside of it, with and without its synthesized JSON",
    async (stack) => {
      // WHEN
      const { plan, synthesized } = await firstPlan(stack);
      // THEN
      const read = (from?: SynthesizedConfiguration): Plan => readPlan(plan, from);
      const inputs = [
        { name: "hand-written", plan: read() },
        { name: "synthesized", plan: read(synthesized), synthesized },
      ];
      for (const input of inputs) {
        const whole = buildReport([input]);
        const [report] = whole.stacks;
        const undecided = report?.findings.filter(({ id }) => id === "CANNOT-PROVE") ?? [];
        expect(undecided.filter(({ blocking }) => blocking)).toEqual([]);
        // What stands outside of the plan, such as a secret that exists, is known to nobody here.
        const texts = undecided.map(({ text }) => text);
        expect(texts.filter((text) => !text.includes("not part of this plan"))).toEqual([]);
        // Nothing that it shows is a value that the plan marks.
        await publish(whole, [input], path.join(directory, "reports", stack, input.name));
      }
    },
    300_000,
  );

  async function firstPlan(
    stack: string,
  ): Promise<{ readonly plan: unknown; readonly synthesized: SynthesizedConfiguration }> {
    const folder = path.join(directory, stack);
    mkdirSync(path.dirname(folder), { recursive: true });
    cpSync(path.join(APPS, stack), folder, { recursive: true });
    const file = path.join(folder, "cdk.tf.json");
    const written = JSON.parse(readFileSync(file, "utf8")) as Configuration;
    const [provider] = written.provider.aws;
    // Where the state would be is not there, and a first plan needs none; it reads that of other stacks.
    const { backend, ...terraform } = written.terraform;
    void backend;
    writeFileSync(
      file,
      JSON.stringify({ ...written, terraform, ...withStates(stack, folder, written) }),
    );
    const target = {
      account: provider?.allowed_account_ids[0] ?? "111111111111",
      region: provider?.region ?? "eu-central-1",
    };
    const prepared = await LocalStack.prepare({
      terraform: await findTerraform(),
      stack: { name: path.basename(stack), directory: folder },
      file: await readStackFile(folder),
      aws: await localAws(target),
      directory: path.dirname(folder),
      transcript: new Transcript(),
    });
    await prepared.init();
    const planFile = path.join(folder, "first.tfplan");
    await planStack({ name: stack, directory: folder, terraform: prepared.terraform, planFile });
    return { plan: await prepared.terraform.showJson(planFile), synthesized: written };
  }

  /** One for each account and Region: stacks of an account may look up what another one made. */
  function localAws({
    account,
    region,
  }: {
    readonly account: string;
    readonly region: string;
  }): Promise<LocalAws> {
    const key = `${account} ${region}`;
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    const aws = running.get(key) ?? startLocalAws({ accountId: account, region, env });
    running.set(key, aws);
    return aws;
  }
});

/** Data sources that read the states of other stacks, each with a state in which that stack is deployed. */
function withStates(stack: string, folder: string, { data }: Configuration): object {
  const states =
    (data as Readonly<Record<string, Readonly<Record<string, object>>>> | undefined) ?? {};
  const read = states["terraform_remote_state"] ?? {};
  const made = Object.keys(read).map((name) => {
    const other = name.replace(/^cross-stack-reference-input-/, "");
    const file = path.join(folder, `${other}.tfstate`);
    writeFileSync(file, JSON.stringify(stateOf(path.join(APPS, path.dirname(stack), other))));
    return [name, { ...read[name], backend: "local", config: { path: file } }] as const;
  });
  return made.length === 0
    ? {}
    : { data: { ...states, terraform_remote_state: Object.fromEntries(made) } };
}

/** A state whose outputs name what the stack would have made. */
function stateOf(folder: string): object {
  const { output = {} } = JSON.parse(
    readFileSync(path.join(folder, "cdk.tf.json"), "utf8"),
  ) as Configuration;
  const outputs = Object.entries(output).map(([name, { value }]) => [
    name,
    { value: madeUp(value), type: "string" },
  ]);
  return {
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: "made-up",
    outputs: Object.fromEntries(outputs) as object,
    resources: [],
  };
}

/** An ARN or a name such as the attribute has after the apply. */
function madeUp(expression: string): string {
  const [, type = "", name = "", attribute = ""] =
    /\$\{aws_(\w+)\.([\w-]+)\.(\w+)\}/.exec(expression) ?? [];
  const [service = "", kind = ""] = type.split(/_(.*)/s);
  if (attribute !== "arn") return name;
  const resources: Readonly<Record<string, string>> = {
    kms: "key/1234abcd-12ab-34cd-56ef-1234567890ab",
    secretsmanager: `secret:${name}-AbCdEf`,
  };
  const resource = resources[service] ?? `${kind}/${name}`;
  const region = service === "iam" ? "" : "eu-central-1";
  return `arn:aws:${service}:${region}:111111111111:${resource}`;
}
