import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { AwsClients } from "../aws";
import { seedObjects, verifyDelivery, type Delivery } from "../delivery";
import {
  artifactsBelow,
  canary,
  isSearchable,
  searchLeaks,
  type Artifact,
  type KnownValue,
  type Leak,
} from "../leaks";
import { listIn, objectIn, own, textIn } from "../json";
import { writeProviderOverride, type LocalAws } from "../local-aws";
import { ownReadme } from "../own-command";
import { inParallel } from "../parallel";
import {
  expectOk,
  findProviderMirror,
  foreignValues,
  hadNoRoom,
  NoRoomError,
  TerraformRunner,
  ownSettings,
  type PlanOptions,
  type PlanResult,
  type RunResult,
  type TerraformBinary,
  type TerraformEvent,
} from "../terraform";
import type { Transcript } from "../ui";
import { UserError } from "../user-error";
import { examineNetwork, makeLookedUpNetwork, type NetworkResult } from "./network";
import type { StateResource } from "./placements";
import type { StackFile, SynthesizedStack } from "./synthesize";

/** What a stack needs to run against the local AWS. */
export interface LocalStackOptions {
  readonly terraform: TerraformBinary;
  readonly stack: SynthesizedStack;
  /** The stacks of the app that are deployed to the same local AWS: their outputs can be read. @default - none */
  readonly app?: readonly SynthesizedStack[];
  readonly file: StackFile;
  readonly aws: LocalAws;
  /** Private folder of this run: synthesized stack, state and plan are below it. */
  readonly directory: string;
  readonly transcript: Transcript;
  readonly onEvent?: (event: TerraformEvent) => void;
  readonly signal?: AbortSignal;
}

const PLAN_FILE = "first.tfplan";

/** One synthesized stack, applied to the local AWS by real Terraform and checked there. */
export class LocalStack {
  /** Sets Terraform up; nothing is deployed yet. */
  public static async prepare(options: LocalStackOptions): Promise<LocalStack> {
    const { stack, file, aws, directory, transcript, onEvent, signal } = options;
    const { path: binary, version, product } = options.terraform;
    const provider = await findProviderMirror({
      wantedVersion: file.providerVersion,
      configDirectory: directory,
      workingDirectory: stack.directory,
    });
    await writeProviderOverride(stack.directory, options.app);
    await makeLookedUpNetwork(stack.directory, aws);
    // A plugin that is killed leaves its socket where temporary files are.
    const env = {
      ...aws.env,
      ...ownSettings(process.env),
      ...foreignValues(process.env, file.plainVariables),
      TMPDIR: directory,
      TF_CLI_CONFIG_FILE: provider.cliConfigFile,
      // Terraform and the provider read large schemas and end: a quarter of their time went into looking for garbage.
      GOGC: process.env["GOGC"] ?? "400",
    };
    const terraform = new TerraformRunner({
      binary,
      directory: stack.directory,
      env,
      onEvent,
      transcript,
      signal,
    });
    const tools = `${product} ${version}; ${provider.description}`;
    return new LocalStack(options, terraform, tools, provider.cliConfigFile);
  }

  private readonly canaries: Readonly<Record<string, string>>;
  private readonly uploaded: KnownValue[] = [];

  private constructor(
    private readonly options: LocalStackOptions,
    /** Runs Terraform in the folder of the stack. */
    public readonly terraform: TerraformRunner,
    /** One line: which Terraform and which provider. */
    public readonly tools: string,
    /** Terraform's configuration for the provider mirror, where there is one. */
    public readonly cliConfigFile: string | undefined,
  ) {
    const names = options.file.valueVariables;
    this.canaries = Object.fromEntries(names.map((name) => [name, canary()]));
  }

  /** Installs the provider and prepares the backend. */
  public async init(): Promise<void> {
    expectProvider(await this.terraform.init());
    await forgetDigests(path.join(this.options.stack.directory, LOCK_FILE));
  }

  /** Plans without a single value, then applies with all of them. */
  public async deploy(): Promise<number> {
    const { terraform, canaries: variables } = this;
    await this.init();
    // A saved plan wants the same values at planning and at applying; it is also one more file to search for them.
    const plans: readonly PlanOptions[] = [{ lock: false }, { out: PLAN_FILE, variables }];
    // Side by side, as neither changes anything.
    const [withoutValues, saved] = await inParallel(2, plans, (plan) => terraform.plan(plan));
    for (const plan of [withoutValues, saved]) if (plan) expectFound(plan);
    const applied = expectFound(await terraform.apply({ planFile: PLAN_FILE, variables }));
    return applied.summary.add;
  }

  /** Applies with all values, for what is done with the stack afterwards. */
  public async apply(): Promise<void> {
    await this.init();
    expectFound(await this.terraform.apply({ variables: this.canaries }));
  }

  /** Uploads made-up objects where the application or ECS will look for them. */
  public async seed(): Promise<void> {
    await this.withTaskDefinitions(await this.resources(), async (clients, arn) => {
      await seedObjects(clients, arn, (key) => {
        const value = canary();
        this.uploaded.push({ name: key, value });
        return key.endsWith(".env") ? `MADE_UP=${value}\n` : value;
      });
    });
  }

  /** Whether a second plan, again without values, finds nothing to do. */
  public async planAgain(): Promise<PlanResult> {
    return expectOk(await this.terraform.plan());
  }

  /** The resources of the root module that the state holds. */
  public async resources(): Promise<readonly StateResource[]> {
    return resourcesIn(await this.terraform.state());
  }

  /** Every secret of every task definition in the state, resolved as the ECS agent would. */
  public async verify(resources?: readonly StateResource[]): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    await this.withTaskDefinitions(resources ?? (await this.resources()), async (clients, arn) => {
      deliveries.push(...(await verifyDelivery(clients, arn)));
    });
    return deliveries;
  }

  /** What the network keeps from its tasks. */
  public examineNetwork(
    resources: readonly StateResource[],
    all: readonly StateResource[],
  ): Promise<NetworkResult> {
    const { region } = this.options.aws;
    return this.withClients((clients) => examineNetwork(clients, region, resources, all));
  }

  /** Searches everything the run wrote or printed for the values given to it and for those that arrived. */
  public async searchLeaks(deliveries: readonly Delivery[]): Promise<{
    readonly leaks: readonly Leak[];
    readonly artifacts: number;
    readonly values: number;
  }> {
    const given = Object.entries(this.canaries).map(([name, value]) => ({
      name: `TF_VAR_${name}`,
      value,
    }));
    const arrived = deliveries.flatMap(({ target, value }): KnownValue[] =>
      value === undefined ? [] : [{ name: target, value }],
    );
    const artifacts = await this.artifacts();
    const values = [...given, ...this.uploaded, ...arrived].filter(({ value }) =>
      isSearchable(value),
    );
    return {
      leaks: searchLeaks(artifacts, values),
      artifacts: artifacts.length,
      values: values.length,
    };
  }

  /** Everything the run has written or printed so far. */
  public async artifacts(): Promise<readonly Artifact[]> {
    const { directory, transcript } = this.options;
    const printed = transcript.sources.map((source) => {
      return { name: `output of ${source}`, bytes: Buffer.from(transcript.text(source)) };
    });
    return [...(await artifactsBelow(directory, path.basename(directory))), ...printed];
  }

  private async withTaskDefinitions(
    resources: readonly StateResource[],
    work: (clients: AwsClients, taskDefinitionArn: string) => Promise<void>,
  ): Promise<void> {
    const arns = resources
      .filter(({ type, mode }) => type === "aws_ecs_task_definition" && mode === "managed")
      .map(({ values }) => String(values["arn"]))
      .sort();
    await this.withClients(async (clients) => {
      for (const arn of arns) await work(clients, arn);
    });
  }

  private async withClients<T>(work: (clients: AwsClients) => Promise<T>): Promise<T> {
    const clients = new AwsClients(this.options.aws.clientConfig);
    try {
      return await work(clients);
    } finally {
      clients.destroy();
    }
  }
}

/** What Terraform says where it finds or gets no provider; of anything else it says by itself what to correct. */
const NO_PROVIDER =
  /Failed to (query available provider packages|query provider package metadata|install provider|resolve provider packages)|Invalid provider registry host|Incompatible provider version/i;

/** Without the provider `init` fails in Terraform's words, which do not say how to bring it. */
export function expectProvider(init: RunResult): void {
  if (init.ok || init.aborted || hadNoRoom(init) || !NO_PROVIDER.test(init.output)) {
    expectOk(init);
    return;
  }
  const reason = init.diagnostics.map(({ summary }) => summary).join("; ");
  throw new UserError("Terraform could not install the AWS provider.", reason, [
    "let Terraform reach registry.terraform.io",
    "or fill a mirror on a machine that can: terraform providers mirror <folder>",
    "and name it here: ECS_SECRETS_PROVIDER_MIRROR=<folder>",
  ]);
}

/** What providers say of something that is looked up or imported and not there. */
const NOT_THERE =
  /couldn't find|no matching|not found|NotFound|NoSuch|no results|empty result|does not exist|non-existent/i;

/** A local AWS is empty: what exists in AWS has to be brought. */
export function expectFound<R extends RunResult>(result: R): R {
  try {
    return expectOk(result);
  } catch (error) {
    const isMissing = error instanceof UserError && NOT_THERE.test(error.reason);
    if (!isMissing || error instanceof NoRoomError) throw error;
    throw new UserError(
      error.message,
      error.reason,
      [
        "a local AWS is empty; make what exists in AWS with the `setUp` of a file: --setup <file>",
        `an example of one: ${ownReadme()}, local`,
      ],
      { cause: error },
    );
  }
}

/** Where Terraform notes which provider it has installed. */
const LOCK_FILE = ".terraform.lock.hcl";

/**
 * Keeps the provider's version in the lock file and not its digests. With them every command reads all 700 MB of the
 * provider first, to find what `init` has installed into this run's private folder a moment ago.
 */
export async function forgetDigests(lockFile: string): Promise<void> {
  const lock = await readFile(lockFile, "utf8").catch(() => undefined);
  if (lock === undefined) return;
  await writeFile(lockFile, lock.replaceAll(/^ *hashes *= *\[[^\]]*\]\n/gm, ""));
}

/** The resources of the root module in a state, one for each instance. */
export function resourcesIn(state: unknown): readonly StateResource[] {
  return listIn(own(state, "resources")).flatMap((resource) => {
    const [type, mode] = [textIn(own(resource, "type")), textIn(own(resource, "mode"))];
    if (type === undefined || mode === undefined || own(resource, "module") !== undefined)
      return [];
    return listIn(own(resource, "instances")).map((instance) => ({
      type,
      mode,
      values: objectIn(own(instance, "attributes")),
    }));
  });
}
