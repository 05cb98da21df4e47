import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { LocalAws } from "../../cli/src/local-aws";

type JsonRecord = Record<string, unknown>;

/** A call of a state to AWS. */
export interface TaskCall {
  readonly state: string;
  readonly parameters: JsonRecord;
}

/** How an execution ended. */
export interface Executed {
  readonly status: "SUCCEEDED" | "FAILED";
  /** Names of the states, in the order they were entered. */
  readonly states: readonly string[];
  /** Why it has failed. */
  readonly error?: string;
}

/** What a test changes about the real thing. */
export interface ExecutionOptions {
  /** Asked before each call to AWS, which it may hold up; an error is the answer instead of AWS's. @default - AWS answers */
  readonly fault?: (call: TaskCall) => AwsError | undefined | Promise<undefined>;
  /** Milliseconds that each of the `Wait` states takes. @default 0 */
  readonly waitMs?: Readonly<Record<string, number>>;
}

/** An error as Step Functions names it, such as `Ecs.ServiceNotFoundException`. */
export class AwsError extends Error {
  public constructor(
    public override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
}

/** A definition in the Amazon States Language. */
export interface Definition {
  readonly States: Readonly<Record<string, State & JsonRecord>>;
}

/** Runs a state machine's definition in an interpreter; what its tasks call is the local AWS. */
export class Interpreter {
  /** Every call to AWS, of all executions. */
  public readonly calls: TaskCall[] = [];
  private readonly ecs: ECSClient;
  private readonly sfn: SFNClient;
  private readonly sqs: SQSClient;
  private executions = 0;

  public constructor(
    private readonly definition: Definition,
    { clientConfig }: LocalAws,
  ) {
    this.ecs = new ECSClient(clientConfig);
    this.sfn = new SFNClient(clientConfig);
    this.sqs = new SQSClient(clientConfig);
  }

  public destroy(): void {
    for (const client of [this.ecs, this.sfn, this.sqs]) client.destroy();
  }

  /** The calls of one state. */
  public callsOf(state: string): readonly TaskCall[] {
    return this.calls.filter((call) => call.state === state);
  }

  public async execute(input: JsonRecord, options: ExecutionOptions = {}): Promise<Executed> {
    const { StateMachine } = loadInterpreter();
    const machine = new StateMachine(this.definition);
    this.executions += 1;
    const run = machine.run(input, {
      context: { Execution: { Id: `execution-${this.executions}` } },
      overrides: {
        taskResourceLocalHandlers: this.of("Task", (name, { Resource = "" }) => {
          return (parameters: unknown) =>
            this.call(Resource, { state: name, parameters: parameters as JsonRecord }, options);
        }),
        waitTimeOverrides: this.of("Wait", (name) => options.waitMs?.[name] ?? 0),
        retryIntervalOverrides: this.of("Task", () => 1),
      },
    });
    const entered = statesOf(run.eventLogs);
    try {
      await run.result;
      return { status: "SUCCEEDED", states: await entered };
    } catch (error) {
      return { status: "FAILED", states: await entered, error: String(error) };
    }
  }

  private of<T>(type: string, make: (name: string, state: State) => T): Record<string, T> {
    const states = Object.entries(this.definition.States).filter(([, { Type }]) => Type === type);
    return Object.fromEntries(states.map(([name, state]) => [name, make(name, state)]));
  }

  private async call(
    resource: string,
    call: TaskCall,
    { fault }: ExecutionOptions,
  ): Promise<unknown> {
    this.calls.push(call);
    const failure = await fault?.(call);
    if (failure) throw failure;
    const [, integration = ""] = resource.split(":::");
    const send = this.integrations[integration];
    if (!send) throw new Error(`no integration for ${resource}`);
    try {
      return renamed(await send(call.parameters), (key) => key[0]?.toUpperCase() + key.slice(1));
    } catch (error) {
      throw namedByStepFunctions(integration, error);
    }
  }

  private readonly integrations: Readonly<Record<string, (to: JsonRecord) => Promise<unknown>>> = {
    "aws-sdk:ecs:describeServices": (to) =>
      this.ecs.send(new DescribeServicesCommand(camelCased(to))),
    "aws-sdk:ecs:updateService": (to) => this.ecs.send(new UpdateServiceCommand(camelCased(to))),
    "states:startExecution": ({ StateMachineArn, Name, Input }) =>
      this.sfn.send(
        new StartExecutionCommand({
          stateMachineArn: String(StateMachineArn),
          name: String(Name),
          input: JSON.stringify(Input),
        }),
      ),
    "sqs:sendMessage": ({ QueueUrl, MessageBody }) =>
      this.sqs.send(
        new SendMessageCommand({
          QueueUrl: String(QueueUrl),
          MessageBody: JSON.stringify(MessageBody),
        }),
      ),
  };
}

async function statesOf(events: AsyncIterable<unknown>): Promise<readonly string[]> {
  const states: string[] = [];
  for await (const event of events) {
    const { type, state } = event as { type: string; state?: { name: string } };
    if (type === "StateEntered") states.push(state?.name ?? "");
  }
  return states;
}

/** Integrations with the SDK spell members in PascalCase, and put the service before an error. */
function namedByStepFunctions(integration: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const [first = "", second = ""] = integration.split(":");
  const prefixes: Readonly<Record<string, string>> = {
    ecs: "Ecs",
    states: "StepFunctions",
    sqs: "SQS",
  };
  const prefix = prefixes[first === "aws-sdk" ? second : first] ?? "";
  const name = error.name.endsWith("Exception") ? error.name : `${error.name}Exception`;
  return new AwsError(`${prefix}.${name}`, error.message);
}

function camelCased<T>(members: JsonRecord): T {
  return renamed(members, (key) => key[0]?.toLowerCase() + key.slice(1)) as T;
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)]),
  );
}

/** What is used of the package `aws-local-stepfunctions`. */
interface InterpreterPackage {
  readonly StateMachine: new (definition: Definition) => {
    run(
      input: JsonRecord,
      options: object,
    ): { readonly result: Promise<unknown>; readonly eventLogs: AsyncIterable<unknown> };
  };
}

/** It asks for Node 22, so it is installed by those who use it: `npm ci` of the repository warns of nothing. */
function loadInterpreter(): InterpreterPackage {
  addPromiseWithResolvers();
  const folder = path.join(__dirname, "interpreter");
  if (!existsSync(path.join(folder, "node_modules/.package-lock.json"))) {
    const quiet = ["--silent", "--prefer-offline", "--ignore-scripts"];
    execFileSync("npm", ["ci", ...quiet], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
  const require = createRequire(path.join(folder, "package.json"));
  return require("aws-local-stepfunctions") as InterpreterPackage;
}

/** This is all that the interpreter misses in Node 20. */
function addPromiseWithResolvers(): void {
  if ("withResolvers" in Promise) return;
  Object.assign(Promise, {
    withResolvers: () => {
      let settle: unknown[] = [];
      const promise = new Promise((...functions) => (settle = functions));
      return { promise, resolve: settle[0], reject: settle[1] };
    },
  });
}
