import type { Deployment, Task } from "@aws-sdk/client-ecs";
import { followRollout, type Rollout } from "../../../../cli/src/live/redeploy/follow-rollout";
import { withAws, type Operations } from "../../aws/aws-stub";
import { ECS_ARN, liveService } from "../fixtures";

const BREAKER = "ECS deployment circuit breaker: tasks failed to start.";

/** A deployment as ECS sends it: times are seconds. */
type Sent = Omit<Deployment, "createdAt"> & { readonly createdAt: number };

const own: Sent = {
  id: "own",
  status: "PRIMARY",
  createdAt: 100,
  rolloutState: "IN_PROGRESS",
  desiredCount: 2,
  runningCount: 1,
};
const old: Sent = { ...own, id: "old", status: "ACTIVE", createdAt: 50, rolloutState: "COMPLETED" };

describe("following a deployment", () => {
  it.each<[string, readonly (readonly Sent[])[], Rollout]>([
    ["it is steady", [[own, old], [{ ...own, rolloutState: "COMPLETED" }]], { kind: "steady" }],
    [
      "it is steady behind a Classic Load Balancer",
      [
        [{ ...own, rolloutState: undefined }, old],
        [{ ...own, rolloutState: undefined, runningCount: 2 }, old],
        [{ ...own, rolloutState: undefined, runningCount: 2 }],
      ],
      { kind: "steady" },
    ],
    [
      "the circuit breaker stops it",
      [
        [own, old],
        [{ ...own, rolloutState: "FAILED", rolloutStateReason: BREAKER }, old],
      ],
      { kind: "failed", why: BREAKER },
    ],
    [
      "the circuit breaker rolls it back",
      [
        [own, old],
        [
          { ...own, id: "back", createdAt: 200 },
          { ...own, status: "ACTIVE", rolloutState: "FAILED", rolloutStateReason: BREAKER },
        ],
      ],
      { kind: "rolled back", why: BREAKER },
    ],
    [
      "it was rolled back between two looks",
      [
        [own, old],
        [
          {
            ...own,
            id: "back",
            createdAt: 200,
            rolloutStateReason:
              "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.",
          },
        ],
      ],
      {
        kind: "rolled back",
        why: "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.",
      },
    ],
    [
      "a later one, which took its place, is steady",
      [
        [own, old],
        [
          { ...own, id: "later", createdAt: 200 },
          { ...own, status: "ACTIVE" },
        ],
        [{ ...own, id: "later", createdAt: 200, rolloutState: "COMPLETED" }],
      ],
      { kind: "steady" },
    ],
    [
      "it is steady, though the first description is older than it",
      [[{ ...old, status: "PRIMARY" }], [{ ...own, rolloutState: "COMPLETED" }]],
      { kind: "steady" },
    ],
    [
      "it fails, though descriptions older than it are of a deployment that is over",
      [
        [{ ...old, status: "PRIMARY" }],
        [{ ...old, status: "PRIMARY" }],
        [{ ...own, rolloutState: "FAILED", rolloutStateReason: BREAKER }],
      ],
      { kind: "failed", why: BREAKER },
    ],
    ["time is up", [[own, old]], { kind: "timeout" }],
    [
      "time is up with old tasks behind a Classic Load Balancer",
      [[{ ...own, rolloutState: undefined, runningCount: 2 }, old]],
      { kind: "timeout" },
    ],
  ])("ends when %s", async (_when, looks, rollout) => {
    const timeoutMs = rollout.kind === "timeout" ? 300 : undefined;
    expect((await follow(looks, { timeoutMs })).rollout).toEqual(rollout);
  });

  it("tells how far it is", async () => {
    const looks = [[{ ...own, runningCount: 0 }], [{ ...own, failedTasks: 3 }]];
    const { progress } = await follow([...looks, [{ ...own, rolloutState: "COMPLETED" }]]);
    expect(progress).toEqual(["0 of 2 new tasks run", "1 of 2 new tasks run, 3 failed"]);
  });

  it("adds why the last task did not start", async () => {
    const failed = [{ ...own, rolloutState: "FAILED" as const, rolloutStateReason: BREAKER }];
    const { rollout } = await follow([failed], {
      tasks: [
        stopped("1", 10, "TaskFailedToStart", "CannotPullContainerError: no login"),
        stopped("2", 30, "ServiceSchedulerInitiated", "Scaling activity"),
        stopped("3", 20, "TaskFailedToStart", "ResourceInitializationError: no secret"),
      ],
    });
    const why = `${BREAKER} ResourceInitializationError: no secret`;
    expect(rollout).toEqual({ kind: "failed", why });
  });

  it("tells what ECS says, where it is interrupted before the last task is asked for", async () => {
    const failed = [{ ...own, rolloutState: "FAILED" as const, rolloutStateReason: BREAKER }];
    const controller = new AbortController();
    const settings = { signal: controller.signal, onTasks: () => controller.abort() };
    const { rollout } = await follow([failed], settings);
    expect(rollout).toEqual({ kind: "failed", why: BREAKER });
  });

  it.each([
    ["before the first look", 0, false],
    ["between two looks", 100, false],
    ["while the SDK waits for a throttling ECS", 100, true],
  ])("leaves it running when interrupted %s", async (_when, afterMs, isWaiting) => {
    const controller = new AbortController();
    if (afterMs === 0) controller.abort();
    else setTimeout(() => controller.abort(), afterMs);
    const began = Date.now();
    const { signal } = controller;
    const { rollout } = await follow([[own, old]], { signal, pollMs: 10_000, isWaiting });
    expect(rollout).toEqual({ kind: "left running" });
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});

interface FollowSettings {
  readonly tasks?: readonly (Omit<Task, "stoppedAt"> & { readonly stoppedAt: number })[];
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
  readonly timeoutMs?: number;
  readonly isWaiting?: boolean;
  /** Called when tasks are listed, which then gets no answer. */
  readonly onTasks?: () => void;
}

/** Follows a service that looks like this, one look after the other; the last one stays. */
function follow(
  looks: readonly (readonly Sent[])[],
  {
    tasks = [],
    signal = new AbortController().signal,
    pollMs = 5,
    timeoutMs = 60_000,
    isWaiting = false,
    onTasks,
  }: FollowSettings = {},
): Promise<{ readonly rollout: Rollout; readonly progress: readonly string[] }> {
  let at = 0;
  const operations: Operations = {
    DescribeServices: () => {
      const deployments = looks[Math.min(at, looks.length - 1)];
      at += 1;
      return { services: [{ ...liveService(), deployments }] };
    },
    ListTasks: () => {
      onTasks?.();
      if (onTasks) return new Promise<never>(() => undefined);
      return { taskArns: tasks.map(({ taskArn }) => taskArn) };
    },
    DescribeTasks: () => ({ tasks }),
  };
  const progress: string[] = [];
  return withAws(operations, async (clients) => {
    const wait = (): Promise<never> => new Promise(() => undefined);
    if (isWaiting) jest.spyOn(clients.ecs, "send").mockImplementation(wait);
    const deployment = { id: "own", createdAt: new Date(100_000) };
    const rollout = await followRollout(clients, liveService(), deployment, {
      signal,
      pollMs,
      timeoutMs,
      onProgress: (text) => {
        if (progress.at(-1) !== text) progress.push(text);
      },
    });
    return { rollout, progress };
  });
}

function stopped(
  id: string,
  stoppedAt: number,
  stopCode: NonNullable<Task["stopCode"]>,
  stoppedReason: string,
): Omit<Task, "stoppedAt"> & { readonly stoppedAt: number } {
  return { taskArn: `${ECS_ARN}:task/orders/${id}`, stoppedAt, stopCode, stoppedReason };
}
