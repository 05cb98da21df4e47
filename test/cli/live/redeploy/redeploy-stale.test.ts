import { findStale, type LiveService, type StaleReport } from "../../../../cli/src/live";
import {
  formatRedeployments,
  redeploymentsAsJson,
  redeployStale,
  verdictOf,
  type Redeployment,
  type RedeployOptions,
} from "../../../../cli/src/live/redeploy";
import { awsError } from "../../../support/recorded-calls";
import { withAws, type Operations } from "../../aws/aws-stub";
import { ECS_ARN, liveService } from "../fixtures";

/** A small ECS in which every task reads the parameter `/key`: each service has one task. */
class World {
  public writtenAt = 50.5;
  public readonly updated: string[] = [];
  public active = 0;
  public mostActive = 0;
  private readonly startedAt = new Map<string, number>();
  /** No deployment ends before so many have been under way together. */
  public together = 1;
  private readonly ended = new Set<string>();

  public readonly operations: Operations = {
    ListTasks: ({ serviceName }) => ({ taskArns: [`${ECS_ARN}:task/orders/${text(serviceName)}`] }),
    DescribeTasks: ({ tasks }) => {
      const [taskArn = ""] = tasks as string[];
      const startedAt = this.startedAt.get(taskArn.split("/").pop() ?? "") ?? 20.5;
      const taskDefinitionArn = `${ECS_ARN}:task-definition/web:1`;
      const createdAt = startedAt - 0.1;
      return { tasks: [{ taskArn, taskDefinitionArn, createdAt, startedAt }] };
    },
    DescribeTaskDefinition: () => {
      const secrets = [{ name: "KEY", valueFrom: "/key" }];
      const taskDefinitionArn = `${ECS_ARN}:task-definition/web:1`;
      return {
        taskDefinition: { taskDefinitionArn, containerDefinitions: [{ name: "web", secrets }] },
      };
    },
    DescribeParameters: () => ({
      Parameters: [{ Name: "/key", LastModifiedDate: this.writtenAt }],
    }),
    UpdateService: ({ service }) => {
      const name = text(service);
      this.updated.push(name);
      this.startedAt.set(name, 100.5);
      this.active += 1;
      this.mostActive = Math.max(this.mostActive, this.active);
      return { service: { deployments: [deployment("IN_PROGRESS")] } };
    },
    DescribeServices: ({ services }) => {
      const [name = ""] = services as string[];
      const isOver = this.mostActive >= this.together || this.active === 0;
      if (isOver && !this.ended.has(name)) this.active -= 1;
      if (isOver) this.ended.add(name);
      const deployments = [deployment(isOver ? "COMPLETED" : "IN_PROGRESS")];
      return { services: [{ ...liveService({ serviceName: name }), deployments }] };
    },
  };
}

describe("redeploying", () => {
  it("replaces what is stale, and what is not it leaves alone", async () => {
    const world = new World();
    const services = [named("a"), named("b", { deploymentController: "CODE_DEPLOY" })];
    const done = await redeploy(world, services);
    expect(done.map(({ outcome }) => outcome)).toEqual(["redeployed", "refused"]);
    expect(world.updated).toEqual(["a"]);
    expect(verdictOf(done)).toBe("stale");
  });

  it.each([
    [1, 1],
    [3, 3],
    [9, 5],
  ])("replaces no more than %d services at the same time", async (concurrency, most) => {
    const world = Object.assign(new World(), { together: most });
    await redeploy(
      world,
      ["a", "b", "c", "d", "e"].map((name) => named(name)),
      { concurrency },
    );
    expect(world.updated).toHaveLength(5);
    expect(world.mostActive).toBe(most);
  });

  it("says when it was written again meanwhile", async () => {
    const world = new World();
    const [done] = await redeploy(world, [named("a")], {
      onProgress: () => (world.writtenAt = 200.5),
    });
    expect(done).toMatchObject({ outcome: "stale again", next: "run it again" });
  });

  it("goes on with the others where one cannot be updated", async () => {
    const world = new World();
    const update = world.operations["UpdateService"];
    const done = await redeploy(
      world,
      [named("a"), named("b")],
      {},
      {
        UpdateService: (body) =>
          body["service"] === "a" ? awsError("AccessDeniedException") : (update?.(body) ?? {}),
      },
    );
    expect(done).toMatchObject([
      { outcome: "failed", next: expect.stringContaining("--print-policy") },
      { outcome: "redeployed" },
    ]);
  });

  it("follows a deployment that is under way since the change", async () => {
    const world = new World();
    const deployments = [{ ...deployment("IN_PROGRESS"), createdAt: new Date(90_000) }];
    const [done] = await redeploy(world, [named("a", { deployments })]);
    expect(done?.deploymentId).toBe("own");
    expect(world.updated).toEqual([]);
  });

  it("begins nothing after Ctrl-C", async () => {
    const world = new World();
    const done = await redeploy(world, [named("a")], { signal: AbortSignal.abort() });
    expect(done[0]?.outcome).toBe("not begun");
    expect(verdictOf(done)).toBe("undecided");
    expect(world.updated).toEqual([]);
  });

  describe("ended while a call gets no answer", () => {
    const noAnswer = (): Promise<never> => new Promise(() => undefined);

    it("says that the deployment may have begun", async () => {
      const interrupted = new AbortController();
      const UpdateService = (): Promise<never> => {
        interrupted.abort();
        return noAnswer();
      };
      const options = { signal: interrupted.signal };
      const done = await redeploy(new World(), [named("a")], options, { UpdateService });
      expect(done).toMatchObject([
        { outcome: "may have begun", next: expect.stringContaining("run the same command again") },
      ]);
      expect(formatRedeployments(done)).toMatch(/^orders\/a +1 +MAY HAVE BEGUN +no answer yet/m);
      expect(verdictOf(done)).toBe("undecided");
    });

    it("says that the new tasks were not looked at", async () => {
      const world = new World();
      const interrupted = new AbortController();
      const { ListTasks: list } = world.operations;
      const ListTasks = (body: Readonly<Record<string, unknown>>) => {
        if (world.updated.length === 0) return list?.(body) ?? {};
        interrupted.abort();
        return noAnswer();
      };
      const options = { signal: interrupted.signal };
      const [done] = await redeploy(world, [named("a")], options, { ListTasks });
      expect(done).toMatchObject({
        outcome: "unclear",
        detail: expect.stringContaining("not looked at"),
      });
    });
  });

  describe("of what may be old", () => {
    const whileStarting = (): World => Object.assign(new World(), { writtenAt: 20.45 });

    it("does nothing by itself, and says how to", async () => {
      const world = whileStarting();
      const done = await redeploy(world, [named("a")]);
      expect(done[0]).toMatchObject({
        outcome: "unclear",
        next: expect.stringMatching("--unclear"),
      });
      expect(world.updated).toEqual([]);
      const text = formatRedeployments(done);
      expect(text).toMatch(/variable +KEY +parameter \/key +\S+Z MAYBE: it was written while the/);
      expect(text).toMatch(/^orders\/a +1 +UNCLEAR$/m);
      expect(text).toContain("is NOT known");
      expect(JSON.parse(redeploymentsAsJson(done))).toMatchObject({
        verdict: "undecided",
        services: [{ service: "a", stale: [], unclear: [{ container: "web", target: "KEY" }] }],
      });
    });

    it("replaces it where that is wanted", async () => {
      const world = whileStarting();
      const done = await redeploy(world, [named("a")], { includeUnclear: true });
      expect(done[0]?.outcome).toBe("redeployed");
      expect(world.updated).toEqual(["a"]);
    });
  });
});

function named(serviceName: string, settings: Partial<LiveService> = {}): LiveService {
  return liveService({ serviceName, ...settings });
}

function redeploy(
  world: World,
  services: readonly LiveService[],
  options: Partial<RedeployOptions> = {},
  operations: Operations = {},
): Promise<readonly Redeployment[]> {
  return withAws({ ...world.operations, ...operations }, async (clients) => {
    const reports: StaleReport[] = [];
    for (const service of services) reports.push(await findStale(clients, service));
    return redeployStale(clients, reports, {
      concurrency: 2,
      timeoutMs: 10_000,
      pollMs: 50,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...options,
    });
  });
}

function deployment(rolloutState: "IN_PROGRESS" | "COMPLETED") {
  return { id: "own", status: "PRIMARY", createdAt: 90, rolloutState } as const;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
