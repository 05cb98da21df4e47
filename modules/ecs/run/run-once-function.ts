/**
 * The Lambda function that starts a task and waits until it has ended; it fails with the reason when the container did.
 *
 * Called again for the same run it waits for the task that runs already: so an apply that was interrupted, or a task that
 * takes longer than a function may, is waited for by the next apply. In a new account IAM may know the role's policies a
 * little later than Terraform.
 *
 * A text, not compiled: what is deployed is the same whatever made this package.
 */
export const RUN_ONCE_FUNCTION = `"use strict";
const { createHash } = require("node:crypto");
const { setTimeout: sleep } = require("node:timers/promises");
const {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
} = require("@aws-sdk/client-ecs");

const POLL_MS = Number(process.env.POLL_MS || 5000);
const RESERVE_MS = 20000;
const DENIED_TRIES = 12;

exports.handler = async ({ container, run }, context) => {
  const ecs = new ECSClient({});
  const cluster = run.cluster;
  const digest = createHash("sha256").update(JSON.stringify({ container, run })).digest("hex");
  const startedBy = "run-once-" + digest.slice(0, 27);
  const taskArn = (await findRunning(ecs, cluster, startedBy)) || (await start(ecs, { ...run, startedBy }));
  console.log(JSON.stringify({ taskArn, startedBy }));
  for (;;) {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    const [task] = tasks;
    if (task && task.lastStatus === "STOPPED") return judge(task, container);
    if (context.getRemainingTimeInMillis() < RESERVE_MS + POLL_MS) {
      throw new Error(taskArn + " still runs: apply again to wait for it further");
    }
    await sleep(POLL_MS);
  }
};

async function findRunning(ecs, cluster, startedBy) {
  const { taskArns = [] } = await patiently(() =>
    ecs.send(new ListTasksCommand({ cluster, startedBy, desiredStatus: "RUNNING" })),
  );
  return taskArns[0];
}

async function start(ecs, input) {
  const { tasks = [], failures = [] } = await patiently(() => ecs.send(new RunTaskCommand(input)));
  if (tasks[0]) return tasks[0].taskArn;
  throw new Error("ECS started no task: " + failures.map(({ reason }) => reason).join(", "));
}

async function patiently(call) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (error.name !== "AccessDeniedException" || tries === DENIED_TRIES) throw error;
      await sleep(POLL_MS);
    }
  }
}

function judge(task, name) {
  const container = (task.containers || []).find((one) => one.name === name) || {};
  if (container.exitCode === 0) return { taskArn: task.taskArn };
  const code = container.exitCode === undefined ? "without an exit code" : "with exit code " + container.exitCode;
  const reason = container.reason || task.stoppedReason || "ECS gives no reason";
  throw new Error(name + " of " + task.taskArn + " ended " + code + ": " + reason);
}
`;
