import * as realEcs from "@aws-sdk/client-ecs";
import type { TerraformStack } from "cdktf";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  OneOffTask,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { readJson, type QuirkFactory } from "../../cli/src/local-aws/quirk";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { RUN_ONCE_FUNCTION } from "../../modules/ecs/run/run-once-function";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

/** How the migration ends. */
let exitCode = 0;
/** What happened, in its order. */
let seen: string[] = [];

/** Sends a command of the function to the local AWS. */
let run: (command: object) => Promise<unknown>;

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** Runs the function that is deployed: the emulator would need Docker for it. */
const runningFunction: QuirkFactory = () => ({
  id: "function",
  why: "the emulator runs functions in Docker containers",
  matches: ({ service, path }) => service === "lambda" && path.includes("/invocations"),
  onRequest: async (request) => {
    try {
      await invoke(readJson(request));
      return answer({}, "null");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return answer(
        { "x-amz-function-error": "Unhandled" },
        JSON.stringify({ errorMessage: message }),
      );
    }
  },
});

function answer(headers: Readonly<Record<string, string>>, body: string) {
  return { status: 200, headers, body: Buffer.from(body) };
}

/** Notes when a service is made or changed. */
const servicesSeen: QuirkFactory = () => ({
  id: "services",
  why: "the order of calls is what this is about",
  matches: ({ service, operation }) =>
    service === "ecs" && (operation === "CreateService" || operation === "UpdateService"),
  onRequest: (request) => {
    seen.push(request.operation);
    return request;
  },
});

const both: QuirkFactory = () => {
  const [one, other] = [runningFunction(), servicesSeen()];
  const of = (request: Parameters<typeof one.matches>[0]) =>
    [one, other].find((quirk) => quirk.matches(request));
  return {
    id: "one-off-task",
    why: "two at once",
    matches: (request) => of(request) !== undefined,
    onRequest: (request) => of(request)?.onRequest?.(request) ?? request,
  };
};

describeWith("a one-off task before a service", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario(both);
  run = async (command) => {
    const name = command.constructor.name;
    const result: unknown = await scenario.clients.ecs.send(command as never);
    if (name === "RunTaskCommand") seen.push("RunTask");
    if (name !== "DescribeTasksCommand") return result;
    // No container runs here: the task ends as the test says.
    seen.push("stopped");
    const containers = [{ name: "migrate", exitCode }];
    const { tasks = [] } = result as realEcs.DescribeTasksCommandOutput;
    for (const { taskArn: task } of tasks) {
      await scenario.clients.ecs.send(new realEcs.StopTaskCommand({ cluster: "orders", task }));
    }
    return { tasks: tasks.map((task) => ({ ...task, lastStatus: "STOPPED", containers })) };
  };

  const version = (tag: string) => (stack: TerraformStack) => {
    const network = serviceNetwork(stack, { kind: "lookup", assignPublicIp: true });
    const cluster = new EcsCluster(stack, "cluster", { clusterName: "orders" });
    const image = ContainerImage.fromRegistry(`registry.example.com/orders:${tag}`);
    const size = { cpu: 256, memoryMiB: 512 };
    const taskDefinition = new TaskDefinition(stack, "migrate", { ...size, family: "migrate" });
    // The emulator counts the memory of containers only.
    taskDefinition.addContainer("migrate", { image, command: ["migrate"], memoryLimitMiB: 256 });
    const migration = new OneOffTask(stack, "migration", { taskDefinition, cluster, ...network });
    const service = new EcsService(stack, "web", {
      ...network,
      ...size,
      cluster,
      serviceName: "web",
      dependsOn: [migration],
    });
    service.addContainer("web", { image });
  };

  beforeEach(() => (seen = []));

  it("ends before the service is made, and is not run again by a second apply", async () => {
    await scenario.synthesize(version("1"));
    expectOk(await scenario.terraform.apply());
    expect(seen).toEqual(["RunTask", "stopped", "CreateService"]);
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });

  it("fails the apply where it fails, and the service stays as it is", async () => {
    // GIVEN
    await scenario.synthesize(version("2"));
    exitCode = 3;
    // WHEN
    const failed = await scenario.terraform.apply();
    // THEN
    expect(failed.ok).toBe(false);
    expect(JSON.stringify(failed.diagnostics)).toMatch(/migrate of \S+ ended with exit code 3/);
    expect(seen).toEqual(["RunTask", "stopped"]);
  });

  it("is run again by the next apply, and then the service changes", async () => {
    exitCode = 0;
    expectOk(await scenario.terraform.apply());
    expect(seen).toEqual(["RunTask", "stopped", "UpdateService"]);
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });
});

async function invoke(event: unknown): Promise<unknown> {
  class ECSClient {
    public readonly send = (command: object): Promise<unknown> => run(command);
  }
  const modules: Readonly<Record<string, unknown>> = {
    "@aws-sdk/client-ecs": { ...realEcs, ECSClient },
  };
  const exported: { handler?: Handler } = {};
  const own = (name: string): unknown => modules[name] ?? (jest.requireActual(name) as unknown);
  const silent = { log: () => undefined };
  const load = new Function("require", "exports", "process", "console", RUN_ONCE_FUNCTION);
  load(own, exported, { env: {} }, silent);
  return exported.handler?.(event, { getRemainingTimeInMillis: () => 60_000 });
}
