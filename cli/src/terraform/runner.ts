import os from "node:os";
import { hasNoRoom } from "../files";
import type { Transcript } from "../ui";
import {
  type ChangeSummary,
  type Diagnostic,
  parseEvent,
  parseObject,
  type PlannedChange,
  type TerraformEvent,
  toDiagnostic,
} from "./events";
import { terraformEnvironment, withoutValues } from "./environment";
import { expectOk, NoRoomError, type RunResult } from "./failures";
import { refusePluginFolders } from "./named-folders";
import { withRegions } from "./recovery-window";
import { type ProcessResult, runTerraformProcess } from "./terraform-process";

/** What an apply or a destroy did. */
export interface ApplyResult extends RunResult {
  readonly summary: ChangeSummary;
}

/** What a plan found. */
export interface PlanResult extends ApplyResult {
  /** Whether applying it would change anything, outputs included. */
  readonly hasChanges: boolean;
  /** Resources that would be added, changed, removed or imported. */
  readonly changes: number;
  readonly planned: readonly PlannedChange[];
  /** Resources that were changed outside Terraform. */
  readonly drift: readonly PlannedChange[];
}

/** Where and how Terraform runs. */
export interface TerraformRunnerOptions {
  /** The path of the binary, as `findTerraform` gives it. */
  readonly binary: string;
  /** The folder with the synthesized stack. */
  readonly directory: string;
  /** Added to the environment of this process; an undefined entry removes a variable. */
  readonly env?: NodeJS.ProcessEnv;
  /** Values of Terraform variables; they travel as TF_VAR_… and never on a command line. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Called as things happen. */
  readonly onEvent?: (event: TerraformEvent) => void;
  /** Receives everything Terraform prints, for the search for leaked values. */
  readonly transcript?: Transcript;
  /** Interrupts Terraform when aborted. */
  readonly signal?: AbortSignal;
  /**
   * How long an interrupted Terraform may take to save its state.
   *
   * @default - 30 seconds
   */
  readonly abortGraceMs?: number;
}

/** What a plan may be asked for. */
export interface PlanOptions {
  /** The file to save the plan in. */
  readonly out?: string;
  /** Plan the removal of everything. */
  readonly destroy?: boolean;
  /** Whether the state is locked meanwhile: a plan that is only read needs no lock. @default true */
  readonly lock?: boolean;
  /** Whether real resources are read first; without it no drift is seen. @default true */
  readonly refresh?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What an apply may be asked for. */
export interface ApplyOptions {
  readonly planFile?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Subcommands that evaluate the configuration, and so the variables. */
const EVALUATING = ["plan", "apply", "destroy"];

/** Subcommands that change something. */
const CHANGING = ["apply", "destroy"];

const NO_CHANGES: ChangeSummary = { add: 0, change: 0, remove: 0, import: 0 };

/** Everything a run reported in machine-readable form. */
interface Collected {
  readonly diagnostics: Diagnostic[];
  readonly planned: PlannedChange[];
  readonly drift: PlannedChange[];
  /** @default - Terraform did not come to it, or it could not be kept */
  summary?: ChangeSummary;
}

type Run = RunResult & Collected & { readonly stdout: string };

/**
 * What an apply or a destroy did. Its output goes through files, and Terraform goes on where a disk is too full for them.
 *
 * @throws NoRoomError where all went well, and what was done is not known
 */
function withSummary(run: Run): ApplyResult {
  // The last that fitted ends anywhere.
  if (run.ok && run.summary === undefined && !run.stdout.endsWith("\n")) {
    throw new NoRoomError(
      `\`terraform ${run.command}\` has done all that it was to do, and what it said is lost.`,
      "No space is left on the device for it. The state knows of what was done.",
    );
  }
  return { ...run, summary: run.summary ?? NO_CHANGES };
}

/** Runs Terraform subcommands in one folder. */
export class TerraformRunner {
  constructor(private readonly options: TerraformRunnerOptions) {}

  /** Installs the provider and prepares the backend. */
  init(): Promise<RunResult> {
    return this.run(["init", "-json", "-no-color", "-input=false"]);
  }

  /** Checks the configuration without touching any API. */
  async validate(): Promise<RunResult> {
    const run = await this.run(["validate", "-json"]);
    const listed = parseObject(run.stdout)["diagnostics"];
    const diagnostics = Array.isArray(listed) ? listed.map(toDiagnostic) : [];
    return { ...run, diagnostics };
  }

  /** Plans; a plan with changes is a success. */
  async plan(options: PlanOptions = {}): Promise<PlanResult> {
    const args = ["plan", "-json", "-input=false", "-detailed-exitcode"];
    if (options.destroy === true) args.push("-destroy");
    if (options.lock === false) args.push("-lock=false");
    if (options.refresh === false) args.push("-refresh=false");
    if (options.out !== undefined) args.push(`-out=${options.out}`);
    const run = await this.run(args, options.variables);
    const { summary = NO_CHANGES } = run;
    const { add, change, remove, import: imported } = summary;
    return {
      ...run,
      summary,
      ok: !run.aborted && (run.exitCode === 0 || run.exitCode === 2),
      hasChanges: run.exitCode === 2,
      changes: add + change + remove + imported,
    };
  }

  /** Applies a saved plan, or plans and applies. */
  async apply(options: ApplyOptions = {}): Promise<ApplyResult> {
    const what = options.planFile === undefined ? ["-auto-approve"] : [options.planFile];
    return withSummary(
      await this.run(["apply", "-json", "-input=false", ...what], options.variables),
    );
  }

  /** Removes everything that the state knows of. */
  async destroy(options: Pick<ApplyOptions, "variables"> = {}): Promise<ApplyResult> {
    const args = ["destroy", "-json", "-input=false", "-auto-approve"];
    return withSummary(await this.run(args, options.variables));
  }

  /**
   * The state as it is kept, or nothing where there is none. Unlike `showJson` it needs no provider, whose start takes
   * seconds. Throws when Terraform cannot read it.
   */
  async state(): Promise<unknown> {
    const { stdout } = expectOk(await this.run(["state", "pull"]));
    return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  }

  /** A saved plan, or the state, as data. Throws when Terraform cannot show it. */
  showJson(planFile?: string): Promise<unknown> {
    return this.readJson(["show", "-json", ...(planFile === undefined ? [] : [planFile])]);
  }

  /** The outputs of the stack by name. Throws when Terraform cannot show them. */
  async output(): Promise<Readonly<Record<string, unknown>>> {
    const outputs = parseObject(JSON.stringify(await this.readJson(["output", "-json"])));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        parseObject(JSON.stringify(output))["value"],
      ]),
    );
  }

  private async readJson(args: readonly string[]): Promise<unknown> {
    return JSON.parse(expectOk(await this.run(args)).stdout);
  }

  private async run(
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Run> {
    const { options } = this;
    const started = Date.now();
    const collected: Collected = { diagnostics: [], planned: [], drift: [] };
    const result = await runTerraformProcess({
      binary: options.binary,
      args,
      directory: options.directory,
      env: this.environmentOf(args[0] ?? "", variables),
      signal: options.signal,
      changes: CHANGING.includes(args[0] ?? ""),
      graceMs: options.abortGraceMs ?? 30_000,
      onLine: (line) => this.collect(collected, line),
    });
    this.keep(args[0] ?? "", result);
    const diagnostics = await withRegions(options.directory, collected.diagnostics);
    const temporary = this.options.env?.["TMPDIR"] ?? os.tmpdir();
    const noRoom = result.exitCode !== 0 && (await hasNoRoom(options.directory, temporary));
    return {
      ...collected,
      diagnostics: [...diagnostics],
      command: args[0] ?? "",
      exitCode: result.exitCode,
      ok: result.exitCode === 0 && !result.aborted,
      aborted: result.aborted,
      stdout: result.stdout,
      output: result.stdout + result.stderr,
      noRoom,
      seconds: (Date.now() - started) / 1000,
    };
  }

  /** Values are in it where Terraform evaluates the configuration, and nowhere else. */
  private environmentOf(
    command: string,
    variables: Readonly<Record<string, string>>,
  ): NodeJS.ProcessEnv {
    const { env = {}, variables: own, directory } = this.options;
    if (command === "init") refusePluginFolders({ ...process.env, ...env }, directory);
    return EVALUATING.includes(command)
      ? terraformEnvironment(process.env, env, { ...own, ...variables })
      : terraformEnvironment(withoutValues(process.env), withoutValues(env), {});
  }

  private collect(collected: Collected, line: string): void {
    const event = parseEvent(line);
    if (event === undefined) return;
    if (event.type === "diagnostic") collected.diagnostics.push(event.diagnostic);
    if (event.type === "planned") collected.planned.push(event.change);
    if (event.type === "drift") collected.drift.push(event.change);
    if (event.type === "summary") collected.summary = event.changes;
    this.options.onEvent?.(event);
  }

  private keep(command: string, result: ProcessResult): void {
    this.options.transcript?.add(`terraform ${command}`, result.stdout + result.stderr);
  }
}
