import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AwsClients } from "../../cli/src/aws";
import { verifyDelivery } from "../../cli/src/delivery";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { canary } from "../../cli/src/leaks";
import { findProviderMirror, findTerraform } from "../../cli/src/terraform";
import { Command, expectExitZero, type Ended } from "../support/command";
import { ProjectCopy } from "../support/project-copy";
import { describeWith, PROVIDER_VERSION } from "../support/requires";
import { dev } from "../../environments/dev";

const STACKS = ["dev", "production", "staging"];

jest.setTimeout(300_000);

describeWith("a user of CDKTF", ["terraform", "emulator", "provider"], () => {
  const value = canary();
  const commands: Command[] = [];
  let copy: ProjectCopy;
  let aws: LocalAws;
  let cliConfigFile: string | undefined;

  beforeAll(async () => {
    copy = new ProjectCopy();
    aws = await startLocalAws({
      accountId: dev.accountId,
      region: dev.region,
      env: { ...process.env, AWS_ENDPOINT_URL: "" },
    });
    const source = await findProviderMirror({
      wantedVersion: PROVIDER_VERSION,
      configDirectory: copy.temporary,
    });
    cliConfigFile = source.cliConfigFile;
  });

  afterAll(async () => {
    for (const command of commands) command.kill();
    await aws.stop();
    copy.remove();
  });

  it("synthesizes all environments", async () => {
    expectExitZero(await cdktf(["synth"]));
    for (const stack of STACKS) expect(existsSync(inStack(stack, "cdk.tf.json"))).toBe(true);
  });

  it("sees without a value what would be deployed", async () => {
    const { output } = expectExitZero(await cdktf(["diff", "dev", "--skip-synth", LOCKED]));
    expect(output).toMatch(/Plan: 2\d to add, 0 to change, 0 to destroy/);
  });

  it("deploys an environment, and every secret arrives", async () => {
    // WHEN
    const { output } = expectExitZero(
      await cdktf(["deploy", "dev", "--auto-approve", LOCKED], { TF_VAR_orders_api_key: value }),
    );

    // THEN
    const clients = new AwsClients(aws.clientConfig);
    const deliveries = await verifyDelivery(clients, "orders-dev-web");
    clients.destroy();
    expect(deliveries.map(({ problem }) => problem)).toEqual(Array(4).fill(undefined));
    expect(deliveries.map((delivery) => delivery.value)).toContain(value);
    expect(output).not.toContain(value);
    const state = readFileSync(path.join(copy.folder, "terraform.dev.tfstate"), "utf8");
    expect(state).toContain("/orders/dev/api-key");
    expect(state).not.toContain(value);
  });

  it("destroys it again", async () => {
    const { output } = expectExitZero(await cdktf(["destroy", "dev", "--auto-approve", LOCKED]));
    expect(output).toMatch(/Destroy complete! Resources: 2\d destroyed/);
  });

  it.each(STACKS)("validates the stack %s with Terraform alone", async (stack) => {
    const { path: terraform } = await findTerraform();
    expectExitZero(await run(terraform, ["init", "-backend=false", "-input=false"], {}, stack));
    const { output } = expectExitZero(await run(terraform, ["validate"], {}, stack));
    expect(output).toContain("The configuration is valid");
  });

  function cdktf(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return run("npx", ["cdktf", ...args], env);
  }

  function run(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    stack?: string,
  ): Promise<Ended> {
    const started = new Command(command, args, {
      cwd: stack === undefined ? copy.folder : inStack(stack),
      env: {
        ...process.env,
        ...aws.env,
        TMPDIR: copy.temporary,
        CHECKPOINT_DISABLE: "1",
        TF_CLI_CONFIG_FILE: cliConfigFile,
        ...env,
      },
    });
    commands.push(started);
    return started.ended;
  }

  function inStack(stack: string, ...file: readonly string[]): string {
    return path.join(copy.folder, "cdktf.out", "stacks", stack, ...file);
  }
});

/** A mirror of this machine's platform alone cannot serve the lock file that cdktf makes for others, too. */
const LOCKED = "--skip-provider-lock";
