import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { AwsClients } from "../../cli/src/aws";
import { verifyDelivery, type Delivery } from "../../cli/src/delivery";
import type { Artifact } from "../../cli/src/leaks";
import { startLocalAws, writeProviderOverride, type LocalAws } from "../../cli/src/local-aws";
import { startProxy, type Proxy } from "../../cli/src/local-aws/proxy";
import type { QuirkFactory } from "../../cli/src/local-aws/quirk";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { LocalStack, readStackFile } from "../../cli/src/run";
import { findTerraform, type TerraformRunner } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { FaultProxy } from "./fault-proxy";

/** Declares the stack of a scenario, whose provider and backend are there already, and what is in its other stacks. */
export type Build = (
  stack: TerraformStack,
  others: Readonly<Record<string, TerraformStack>>,
) => void;

/** The account and Region that scenarios are deployed to. */
export const TARGET = { account: "123456789012", region: "eu-central-1" } as const;

/** The stack that every scenario has. */
export const STACK_NAME = "scenario";

/**
 * A stack on real Terraform and a local AWS of its own, which is synthesized again whenever a case changes it; some cases have
 * more than one.
 *
 * Directory and state stay the same from case to case, as they do for a user who edits a stack and applies it.
 */
export class LocalScenario {
  private readonly transcript = new Transcript();
  private directory: string | undefined;
  private startedAws: LocalAws | undefined;
  private connected: AwsClients | undefined;
  private readonly preparedStacks = new Map<string, LocalStack>();
  private quirkProxy: Proxy | undefined;
  private startedFaults: FaultProxy | undefined;
  private foundBinary: string | undefined;

  /** @param faults what happens to Terraform's calls on their way; calls of the test pass by it. @default - nothing */
  public constructor(private readonly faults?: QuirkFactory | "fault proxy") {}

  /** Starts the local AWS. */
  public async start(): Promise<void> {
    this.directory = await makePrivateDirectory();
    this.startedAws = await startLocalAws({
      accountId: TARGET.account,
      region: TARGET.region,
      // Of its own: an emulator that runs already holds what was put there.
      env: { ...process.env, AWS_ENDPOINT_URL: "" },
    });
    this.connected = new AwsClients(this.startedAws.clientConfig);
    const { faults } = this;
    if (!faults) return;
    const { endpoint: url } = this.startedAws;
    if (faults === "fault proxy") this.startedFaults = await FaultProxy.start(url);
    else this.quirkProxy = await startProxy({ target: { url }, quirks: [faults] });
  }

  /** Ends and removes everything. */
  public async stop(): Promise<void> {
    this.connected?.destroy();
    await this.quirkProxy?.stop();
    await this.startedFaults?.stop();
    await this.startedAws?.stop();
    if (this.directory !== undefined) await removeDirectory(this.directory);
  }

  /**
   * Synthesizes the stack over what was synthesized before.
   *
   * @param others names of the app's other stacks
   */
  public async synthesize(build: Build, others: readonly string[] = []): Promise<void> {
    const outdir = path.join(started(this.directory), "cdktf.out");
    const app = new App({ outdir });
    const names = [STACK_NAME, ...others];
    const [[, main] = [], ...rest] = names.map((name) => {
      const stack = new TerraformStack(app, name);
      // cdktf's own default is a file in the working directory. By its name one stack knows the state of another.
      new LocalBackend(stack, {
        path: name === STACK_NAME ? "terraform.tfstate" : `${name}.tfstate`,
      });
      deployToAws(stack, TARGET);
      return [name, stack] as const;
    });
    build(started(main), Object.fromEntries(rest));
    app.synth();
    const stacks = names.map((name) => ({ name, directory: this.directoryOf(name) }));
    for (const stack of stacks) {
      if (this.preparedStacks.has(stack.name)) await writeProviderOverride(stack.directory, stacks);
      else await this.prepare(stack, stacks);
    }
  }

  private async prepare(
    stack: { readonly name: string; readonly directory: string },
    all: readonly { readonly name: string; readonly directory: string }[],
  ): Promise<void> {
    const terraform = await findTerraform();
    this.foundBinary = terraform.path;
    const prepared = await LocalStack.prepare({
      terraform,
      stack,
      app: all,
      file: await readStackFile(stack.directory),
      aws: this.awsOfTerraform,
      directory: started(this.directory),
      transcript: this.transcript,
    });
    this.preparedStacks.set(stack.name, prepared);
    await prepared.init();
  }

  private get prepared(): LocalStack | undefined {
    return this.preparedStacks.get(STACK_NAME);
  }

  private directoryOf(stack: string): string {
    return path.join(started(this.directory), "cdktf.out", "stacks", stack);
  }

  /** The folder with `cdk.tf.json` and the state. */
  public get stackDirectory(): string {
    return this.directoryOf(STACK_NAME);
  }

  public get aws(): LocalAws {
    return started(this.startedAws);
  }

  /** What lets Terraform's writes go wrong. */
  public get faultProxy(): FaultProxy {
    return started(this.startedFaults);
  }

  /** The Terraform that runs here. */
  public get binary(): string {
    return started(this.foundBinary);
  }

  /** What Terraform runs with. */
  public get environment(): NodeJS.ProcessEnv {
    const { cliConfigFile } = started(this.prepared);
    return {
      ...process.env,
      ...this.awsOfTerraform.env,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: cliConfigFile,
    };
  }

  private get awsOfTerraform(): LocalAws {
    const { aws } = this;
    const proxy = this.quirkProxy ?? this.startedFaults;
    if (!proxy) return aws;
    const { url: endpoint } = proxy;
    return { ...aws, endpoint, env: { ...aws.env, AWS_ENDPOINT_URL: endpoint } };
  }

  /** Clients of services that are the same in every Region, and of ECS. */
  public get clients(): AwsClients {
    return started(this.connected);
  }

  /** Clients of the stores and KMS. */
  public get stores(): ReturnType<AwsClients["in"]> {
    return this.clients.in(TARGET.region);
  }

  public get terraform(): TerraformRunner {
    return this.terraformOf(STACK_NAME);
  }

  /** Terraform in the folder of one of the stacks. */
  public terraformOf(stack: string): TerraformRunner {
    return started(this.preparedStacks.get(stack)).terraform;
  }

  /**
   * Applies, and kills Terraform with its plugins when `signal` aborts: as a crash does, before it can save anything.
   *
   * @returns whether it came to its end
   */
  public async applyUnlessKilled(
    signal: AbortSignal,
    variables: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    const values = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    const child = spawn(this.binary, ["apply", "-auto-approve", "-input=false"], {
      cwd: this.stackDirectory,
      env: { ...this.environment, ...(Object.fromEntries(values) as NodeJS.ProcessEnv) },
      stdio: "ignore",
      // A group of its own, which its plugins belong to.
      detached: true,
    });
    signal.addEventListener("abort", () => process.kill(-(child.pid ?? 0), "SIGKILL"));
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  }

  /** Uploads made-up objects where the task definitions in the state look for them. */
  public seed(): Promise<void> {
    return started(this.prepared).seed();
  }

  /** Every secret of every task definition in the state. */
  public verify(): Promise<readonly Delivery[]> {
    return started(this.prepared).verify();
  }

  /** Every secret of the task definition `family` in its newest revision. */
  public verifyFamily(family: string): Promise<readonly Delivery[]> {
    return verifyDelivery(this.clients, family);
  }

  /** Everything written or printed so far. */
  public artifacts(): Promise<readonly Artifact[]> {
    return started(this.prepared).artifacts();
  }
}

/** A scenario for all tests of a `describe`. */
export function localScenario(faults?: QuirkFactory | "fault proxy"): LocalScenario {
  const scenario = new LocalScenario(faults);
  beforeAll(() => scenario.start(), 60_000);
  afterAll(() => scenario.stop(), 60_000);
  return scenario;
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the scenario has not come so far yet");
  return part;
}
