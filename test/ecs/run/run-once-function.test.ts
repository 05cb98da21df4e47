import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as realEcs from "@aws-sdk/client-ecs";
import { RUN_ONCE_FUNCTION, zipOf } from "../../../modules/ecs/run/run-once-function";

type Handler = (
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
) => Promise<unknown>;

/** A call as the function makes it. */
interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const TASK = "arn:aws:ecs:eu-central-1:123456789012:task/orders/1";
const EVENT = {
  container: "migrate",
  run: { cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/orders", taskDefinition: "m:1" },
};
const ended = (exitCode?: number, more = {}) => ({
  tasks: [
    { taskArn: TASK, lastStatus: "STOPPED", containers: [{ name: "migrate", exitCode }], ...more },
  ],
});

/** Runs the text that is deployed, with ECS answering as said. */
async function run(
  answer: (call: Call, calls: readonly Call[]) => unknown,
  remaining = 900_000,
): Promise<{ readonly result: unknown; readonly calls: readonly Call[] }> {
  const calls: Call[] = [];
  class ECSClient {
    public send(command: {
      readonly constructor: { readonly name: string };
      readonly input: Call["input"];
    }) {
      const call = { name: command.constructor.name.replace(/Command$/, ""), input: command.input };
      calls.push(call);
      return Promise.resolve(answer(call, calls));
    }
  }
  const modules: Readonly<Record<string, unknown>> = {
    "@aws-sdk/client-ecs": { ...realEcs, ECSClient },
    "node:timers/promises": { setTimeout: () => Promise.resolve() },
  };
  const own = (name: string): unknown => modules[name] ?? (jest.requireActual(name) as unknown);
  const exported: { handler?: Handler } = {};
  const silent = { log: () => undefined };
  const load = new Function("require", "exports", "process", "console", RUN_ONCE_FUNCTION);
  load(own, exported, { env: {} }, silent);
  const result = await exported
    .handler?.(EVENT, { getRemainingTimeInMillis: () => remaining })
    .catch((error: Error) => error.message);
  return { result, calls };
}

const described = (calls: readonly Call[]): number =>
  calls.filter(({ name }) => name === "DescribeTasks").length;

describe("the function that runs a task once", () => {
  it("starts it, asks until it has ended, and says which one it was", async () => {
    const { result, calls } = await run(({ name }, all) => {
      if (name === "ListTasks") return { taskArns: [] };
      if (name === "RunTask") return { tasks: [{ taskArn: TASK }] };
      // ECS may not know a new task at once.
      const states = [{ tasks: [] }, { tasks: [{ lastStatus: "RUNNING" }] }, ended(0)];
      return states[described(all) - 1];
    });
    expect(result).toEqual({ taskArn: TASK });
    expect(calls.map(({ name }) => name)).toEqual([
      "ListTasks",
      "RunTask",
      "DescribeTasks",
      "DescribeTasks",
      "DescribeTasks",
    ]);
    expect(calls[1]?.input).toEqual({
      ...EVENT.run,
      startedBy: expect.stringMatching(/^run-once-[0-9a-f]{27}$/),
    });
    expect(calls[0]?.input["startedBy"]).toBe(calls[1]?.input["startedBy"]);
  });

  it("waits for the one that runs already, and starts no second one", async () => {
    const { result, calls } = await run(({ name }) =>
      name === "ListTasks" ? { taskArns: [TASK] } : ended(0),
    );
    expect(result).toEqual({ taskArn: TASK });
    expect(calls.map(({ name }) => name)).toEqual(["ListTasks", "DescribeTasks"]);
  });

  it.each([
    [ended(3), `migrate of ${TASK} ended with exit code 3: ECS gives no reason`],
    [
      ended(undefined, { stoppedReason: "ResourceInitializationError: no secret" }),
      `migrate of ${TASK} ended without an exit code: ResourceInitializationError: no secret`,
    ],
    [
      { tasks: [{ ...ended().tasks[0], containers: [{ name: "other", exitCode: 0 }] }] },
      `migrate of ${TASK} ended without an exit code: ECS gives no reason`,
    ],
  ])("fails with the reason: %j", async (last, message) => {
    const { result } = await run(({ name }) =>
      name === "ListTasks" ? { taskArns: [TASK] } : last,
    );
    expect(result).toBe(message);
  });

  it("says why ECS started none", async () => {
    const { result } = await run(({ name }) =>
      name === "ListTasks" ? {} : { failures: [{ reason: "RESOURCE:MEMORY" }] },
    );
    expect(result).toBe("ECS started no task: RESOURCE:MEMORY");
  });

  it("ends before Lambda ends it, and says what goes on", async () => {
    const still = { tasks: [{ lastStatus: "RUNNING" }] };
    const { result } = await run(
      ({ name }) => (name === "ListTasks" ? { taskArns: [TASK] } : still),
      24_000,
    );
    expect(result).toBe(`${TASK} still runs: apply again to wait for it further`);
  });

  it("has patience with IAM, and none with anything else", async () => {
    const denied = Object.assign(new Error("denied"), { name: "AccessDeniedException" });
    let left = 3;
    const late = await run(({ name }) => {
      if (name === "ListTasks") return {};
      if (name === "DescribeTasks") return ended(0);
      return left-- > 0 ? Promise.reject(denied) : { tasks: [{ taskArn: TASK }] };
    });
    expect(late.result).toEqual({ taskArn: TASK });
    const never = await run(() => Promise.reject(denied));
    expect(never.result).toBe("denied");
    expect(never.calls).toHaveLength(12);
    const other = await run(() => Promise.reject(new Error("no cluster")));
    expect(other.result).toBe("no cluster");
    expect(other.calls).toHaveLength(1);
  });
});

const READ = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
[entry] = archive.infolist()
print(archive.testzip(), entry.filename, oct(entry.external_attr >> 16), archive.read(entry).decode())
`;

describe("the archive", () => {
  it("is what other programs read, with its bytes and its mode", () => {
    const directory = mkdtempSync(join(tmpdir(), "zip-"));
    const file = join(directory, "a.zip");
    writeFileSync(file, zipOf("index.js", Buffer.from("exports.a = 'ä';")));
    const read = execFileSync("python3", ["-c", READ, file], { encoding: "utf8" });
    rmSync(directory, { recursive: true });
    expect(read).toBe("None index.js 0o100644 exports.a = 'ä';\n");
  });

  it("is the same every time", () => {
    expect(zipOf("a", Buffer.from("b"))).toEqual(zipOf("a", Buffer.from("b")));
  });
});
