import { startFailureOf } from "../../../cli/src/doctor/stopped-reason";
import type { LiveTask } from "../../../cli/src/live";

const TASK: LiveTask = {
  taskArn: "arn:aws:ecs:eu-central-1:123456789012:task/orders/1",
  taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1",
  lastStatus: "STOPPED",
  containers: [],
};
const PULL = "CannotPullContainerError: toomanyrequests: Too Many Requests.";

describe("why a task did not start", () => {
  it.each<[string, Partial<LiveTask>, string | undefined]>([
    [
      "the task's own reason",
      { stopCode: "TaskFailedToStart", stoppedReason: "ResourceInitializationError: x" },
      "ResourceInitializationError: x",
    ],
    [
      "a container's, where the task's says nothing",
      {
        stopCode: "TaskFailedToStart",
        stoppedReason: "Task failed to start",
        containers: [{ name: "proxy" }, { name: "web", reason: PULL }],
      },
      PULL,
    ],
    ["a container's, without a code", { containers: [{ reason: PULL }] }, PULL],
    [
      "an agent's word for the execution role",
      { stoppedReason: "ssm secret resource: unable to find execution role credentials" },
      "ssm secret resource: unable to find execution role credentials",
    ],
    [
      "what nobody knows, as it stands",
      { stopCode: "TaskFailedToStart", stoppedReason: "CannotFrobnicateError: x" },
      "CannotFrobnicateError: x",
    ],
    [
      "nothing of a task that ran",
      {
        stopCode: "EssentialContainerExited",
        stoppedReason: "Essential container in task exited",
        startedAt: new Date(0),
        containers: [{ reason: "OutOfMemoryError: Container killed due to memory usage" }],
      },
      undefined,
    ],
    [
      "nothing of one that a deployment stopped",
      { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Scaling activity initiated by x" },
      undefined,
    ],
  ])("is %s", (_what, task, reason) => {
    expect(startFailureOf({ ...TASK, ...task })).toBe(reason);
  });
});
