import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { verifyDelivery } from "../../../cli/src/delivery";
import { parseEvent } from "../../../cli/src/terraform/events";
import { formatDiagnostic, type ApplyResult, type PlanResult } from "../../../cli/src/terraform";
import type { ChooseFault, Fault, FaultProxy, WriteCall } from "../../support/fault-proxy";
import { localScenario, STACK_NAME, TARGET } from "../../support/local-scenario";
import { awsContents, scheduledTasks } from "./aws-contents";
import type { Code, CodeOf, Place, Stored } from "./code";
import type { Counts } from "./counts";
import { KILLED, type MakeFault } from "./kinds";
import { lasting } from "./lasting";
import { Mending } from "./mending";

/** What a run that is killed, or whose calls fail, is to do. */
export type Work = "apply" | "destroy";

/** How a run goes wrong. */
export interface Going {
  /** Whether the provider's next try of the same write passes. @default - it passes in the next run only */
  readonly isOnce?: boolean;
  /** How many resources are changed at once. @default 1: so it is known what is killed */
  readonly atOnce?: number;
  /** For the messages. */
  readonly what?: string;
}

/** How a change is taken back. */
export interface TakingBack extends Omit<Going, "isOnce"> {
  /** Whether it is given its values at once. @default - only once it asks for them */
  readonly givesValues?: boolean;
  /** How many writes pass before one fails. @default 0 */
  readonly passedOver?: number;
}

const STUCK = /The last write of .+ was refused or cut off/;
const CREATES_FUNCTION = "POST /2015-03-31/functions";
const MISSING = /Set TF_VAR_\w+: this apply writes/;
/** The local AWS takes a second permission of one id, which AWS refuses, and gives them back one by one. */
const TWICE = /waiting for Lambda Permission .+ delete: found resource/;
/** What the same code does about it, or the error says what to do: more is no convergence. */
const MOST_APPLIES = 5;
/** More writes than any of the applications has. */
const MOST_RUNS = 200;

/** An application that is applied again and again while its writes go wrong. */
export class FaultBench {
  /** In an environment of its own. */
  public static forAll(place: Place): FaultBench {
    return new FaultBench(localScenario("fault proxy"), place);
  }

  private revision = 1;
  private codeOf: CodeOf | undefined;
  private isDeployed = false;
  private readonly mending: Mending;

  private constructor(
    public readonly scenario: ReturnType<typeof localScenario>,
    private readonly place: Place,
  ) {
    this.mending = new Mending(scenario);
  }

  private get proxy(): FaultProxy {
    return this.scenario.faultProxy;
  }

  private get code(): Code {
    if (!this.codeOf) throw new Error("there is no code yet");
    return this.codeOf(this.revision);
  }

  /** All that AWS has; of keys those that are not about to be deleted. */
  public contents(): Promise<readonly string[]> {
    return awsContents(this.scenario.aws, this.place.regions);
  }

  /** Deploys `codeOf`, unless a test before has deployed something. */
  public async ready(codeOf: CodeOf): Promise<void> {
    if (this.isDeployed) return;
    await this.to(codeOf);
    await this.deployed();
  }

  /** Deploys the code as it is, without faults. */
  public async deployed(): Promise<void> {
    const result = await this.end("apply", this.code.values);
    if (!result.ok) throw new Error(said(result));
    this.isDeployed = true;
  }

  /** Removes everything, without faults. */
  public async removed(): Promise<void> {
    if (!this.codeOf) return;
    let result = await this.end("destroy", this.code.values);
    if (TWICE.test(said(result))) result = await this.end("destroy", this.code.values);
    if (!result.ok) throw new Error(said(result));
    this.isDeployed = false;
  }

  /** Changes the code; every value is written again where `again`. */
  public async to(codeOf: CodeOf, again = false): Promise<void> {
    if (again) this.revision += 1;
    this.codeOf = codeOf;
    const { build, stacks = [STACK_NAME], rewritten } = this.code;
    const others = stacks.filter((stack) => stack !== STACK_NAME);
    await this.scenario.synthesize(build, others);
    if (!rewritten) return;
    const file = path.join(this.scenario.stackDirectory, "cdk.tf.json");
    await writeFile(file, rewritten(await readFile(file, "utf8")));
  }

  /**
   * Runs Terraform until it comes to its end, with every write going wrong once; after each run every service that
   * runs must be able to read its secrets, and in the end the code and AWS are the same.
   */
  public async faultEveryWrite(
    work: Work,
    fault: MakeFault,
    into: Counts,
    { isOnce = false, atOnce = 1, what = work }: Going = {},
  ): Promise<void> {
    const faulted = new Set<string>();
    let told = false;
    for (let runs = 0; ; runs += 1) {
      if (runs > MOST_RUNS) throw new Error(`${what} has no end: ${[...faulted].join(", ")}`);
      const before = faulted.size;
      const now = new Set<string>();
      const choose = (call: WriteCall, kill: () => void): Fault | undefined => {
        const key = lasting(call.key);
        if (isOnce ? faulted.has(key) : faulted.has(key) && !now.has(key)) return undefined;
        faulted.add(key);
        now.add(key);
        return fault(kill);
      };
      const written = this.proxy.writes.length;
      const errors = await this.run(work, choose, atOnce);
      const writes = this.proxy.writes.slice(written).join(", ");
      await this.judge(`${what}, after ${writes}`, into);
      if (now.has(CREATES_FUNCTION) && (await this.mending.knowsFunctions())) told = true;
      if (faulted.size > before) continue;
      // What it stops at, before it comes to further writes, is what the error says what to do about.
      if (!(await this.asTold(errors))) break;
      told = true;
    }
    into.injected += faulted.size;
    await this.converge(work, faulted.size, into, what, { told });
  }

  /**
   * Has each write of a change fail, one in each run, and takes the change back after each: the code before it is applied,
   * without any value as long as it asks for none, until AWS is as it was.
   */
  public async takeBackEveryWrite(
    change: CodeOf,
    fault: MakeFault,
    into: Counts,
    { atOnce = 1, what = "change", givesValues = false, passedOver = 0 }: TakingBack = {},
  ): Promise<void> {
    const before = this.codeOf;
    if (!before) throw new Error("there is no code to take back to");
    const failed = new Set<string>();
    let contents = await this.contents();
    for (let runs = 0; ; runs += 1) {
      if (runs > MOST_RUNS) throw new Error(`${what} has no end: ${[...failed].join(", ")}`);
      let now: string | undefined;
      let passed = 0;
      await this.to(change);
      const choose = (call: WriteCall, kill: () => void): Fault | undefined => {
        const key = lasting(call.key);
        if (now === undefined && !failed.has(key)) {
          failed.add(key);
          if (passed < passedOver) passed += 1;
          else now = key;
        }
        return key === now ? fault(kill) : undefined;
      };
      const written = this.proxy.writes.length;
      await this.run("apply", choose, atOnce);
      const writes = this.proxy.writes.slice(written).map(lasting);
      const when = `${what}, with ${now ?? "nothing"} refused`;
      await this.judge(when, into);
      if (now !== undefined) into.injected += 1;
      await this.to(before);
      await this.converge("apply", now === undefined ? 0 : 1, into, `${when}, taken back`, {
        givesValues: givesValues || now === undefined,
      });
      const left = await this.contents();
      if (now === undefined) return;
      const traces = differences(contents, left);
      // What AWS made in the call before the one that was killed, no state can know.
      const isUnknown = traces.length > 0 && traces.every((line) => madeLast(line, writes));
      if (isUnknown && fault === KILLED) into.orphans.push(...traces);
      else into.lost.push(...traces.map((line) => `${when}, taken back: ${line}`));
      contents = left;
      // What is not as it was is no place to begin from.
      if (into.lost.length > 0) return;
    }
  }

  /** The same code once more, without faults: as often as the errors say. */
  private async converge(
    work: Work,
    injected: number,
    into: Counts,
    what: string,
    {
      givesValues = true,
      ...already
    }: { readonly givesValues?: boolean; readonly told?: boolean } = {},
  ): Promise<void> {
    let { told = false } = already;
    let isGiven = givesValues;
    let last = "";
    for (let count = 0; count < MOST_APPLIES; count += 1) {
      const result = await this.end(work, isGiven ? this.code.values : {});
      await this.judge(`convergence of ${what}`, into);
      last = said(result);
      if (result.ok) {
        const wrong = await this.wrong(work);
        if (wrong === "") {
          into.converged += injected;
          this.isDeployed = work === "apply";
          if (told) into.told += 1;
          if (!isGiven) into.withoutValues += injected;
          return;
        }
        last = wrong;
      }
      if (MISSING.test(last) && !isGiven) {
        isGiven = true;
        told = true;
      }
      if (await this.asTold(last)) told = true;
    }
    into.lost.push(`${what} does not converge: ${last}`);
  }

  /** Does what the errors say: one more revision, or an import. @returns whether there was anything */
  private async asTold(errors: string): Promise<boolean> {
    const isStuck = STUCK.test(errors);
    if (isStuck && this.codeOf) await this.to(this.codeOf, true);
    return (await this.mending.mended(errors, this.code)) || isStuck;
  }

  private async end(work: Work, variables: Code["values"]): Promise<ApplyResult> {
    this.proxy.choose = () => undefined;
    let result: ApplyResult | undefined;
    for (const stack of this.stacksFor(work)) {
      const terraform = this.scenario.terraformOf(stack);
      result = await terraform[work]({ variables });
      // As `cdktf deploy` stops, too.
      if (!result.ok) return result;
    }
    if (!result) throw new Error("there is no stack");
    return result;
  }

  /** What reads goes first where everything goes. */
  private stacksFor(work: Work): readonly string[] {
    const { stacks = [STACK_NAME] } = this.code;
    if (work === "apply") return stacks;
    return [STACK_NAME, ...stacks.filter((stack) => stack !== STACK_NAME)];
  }

  /** @returns the errors that it ended with, a line for each */
  private async run(
    work: Work,
    choose: (call: WriteCall, kill: () => void) => Fault | undefined,
    atOnce: number,
  ): Promise<string> {
    const variables = Object.entries(this.code.values).map(
      ([name, value]) => [`TF_VAR_${name}`, value] as const,
    );
    for (const stack of this.stacksFor(work)) {
      const child = spawn(this.scenario.binary, [work, "-json", "-auto-approve", "-input=false"], {
        cwd: path.join(this.scenario.stackDirectory, "..", stack),
        env: {
          ...this.scenario.environment,
          ...(Object.fromEntries(variables) as NodeJS.ProcessEnv),
          TF_CLI_ARGS: `-parallelism=${atOnce}`,
        },
        stdio: ["ignore", "pipe", "ignore"],
        // A group of its own, which its plugins belong to.
        detached: true,
      });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
      const kill = (): void => {
        process.kill(-(child.pid ?? 0), "SIGKILL");
      };
      const chooseFault: ChooseFault = (call) => choose(call, kill);
      this.proxy.choose = chooseFault;
      const [code] = (await once(child, "close")) as [number | null];
      this.proxy.choose = () => undefined;
      await this.proxy.comeBack();
      if (code !== 0) return errorsIn(output);
    }
    return "";
  }

  /** Whether every service that runs, and every schedule, could start a task now. */
  private async judge(when: string, into: Counts): Promise<void> {
    const { clients } = this.scenario;
    const { cluster, services: names, schedules } = this.place;
    const { services = [] } = await clients.ecs
      .send(new DescribeServicesCommand({ cluster, services: [...names] }))
      .catch(() => ({ services: [] }));
    const running = services.filter(({ status }) => status === "ACTIVE");
    const tasks = [
      ...running.map(({ taskDefinition = "" }) => taskDefinition),
      ...(await scheduledTasks(this.scenario.aws, schedules)),
    ];
    for (const task of tasks) {
      for (const { target, problem } of await verifyDelivery(clients, task)) {
        if (problem !== undefined) into.accessLost.push(`${when}: ${target}: ${problem}`);
      }
    }
  }

  /** In what AWS, the state and the code differ; nothing where they do not. */
  private async wrong(work: Work): Promise<string> {
    for (const stack of this.stacksFor(work)) {
      const terraform = this.scenario.terraformOf(stack);
      if (work === "destroy") {
        const { values } = (await terraform.showJson()) as { readonly values?: unknown };
        if (values !== undefined) return `the state of ${stack} is not empty`;
        continue;
      }
      const plan: PlanResult = await terraform.plan();
      if (!plan.ok || plan.hasChanges) {
        return `a plan of ${stack} has changes: ${JSON.stringify(plan.planned)}${said(plan)}`;
      }
    }
    if (work === "destroy") return "";
    for (const stored of this.code.stored) {
      if ((await this.valueOf(stored)) !== stored.value) return `${stored.name} has another value`;
    }
    return "";
  }

  private async valueOf({ store, name, field, region }: Stored): Promise<string | undefined> {
    const { ssm, secretsManager } = this.scenario.clients.in(region ?? TARGET.region);
    if (store === "parameter") {
      const asked = new GetParameterCommand({ Name: name, WithDecryption: true });
      return (await ssm.send(asked).catch(() => undefined))?.Parameter?.Value;
    }
    const asked = new GetSecretValueCommand({ SecretId: name });
    const value = (await secretsManager.send(asked).catch(() => undefined))?.SecretString;
    if (field === undefined || value === undefined) return value;
    return (JSON.parse(value) as Readonly<Record<string, string>>)[field];
  }
}

function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((line) => !before.includes(line)).map((line) => `${line} is left`),
    ...before.filter((line) => !after.includes(line)).map((line) => `${line} is gone`),
  ];
}

/** Whether the last call that AWS did is the one that made it: the next one was killed. */
function madeLast(line: string, writes: readonly string[]): boolean {
  const [what = "", name = ""] = line.split(/ (?=[^ ]+ is left$)/);
  const making = writes.at(-2) ?? "";
  if (!/^(Create|Register)/.test(making) || !line.endsWith(" is left")) return false;
  return what === "key"
    ? making.startsWith("CreateKey")
    : making.includes(name.split(" ")[0] ?? "");
}

function errorsIn(output: string): string {
  const events = output.split("\n").map((line) => parseEvent(line));
  return events
    .flatMap((event) => (event?.type === "diagnostic" ? formatDiagnostic(event.diagnostic) : []))
    .join("\n");
}

function said({ diagnostics }: ApplyResult): string {
  return diagnostics.map(formatDiagnostic).join("\n");
}
