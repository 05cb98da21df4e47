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

/** CRC-32 of every byte, as ZIP counts it. */
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value >>> 0;
});

/** The first moment that ZIP can tell: the same archive on every machine, at any time. */
const DATE = 0x0021;
/** The mode of a file that its owner may write and all may read, as Lambda needs it. */
const MODE = 0o100644;

/**
 * An archive of one file, not compressed: Lambda takes code only so.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipOf(fileName: string, content: Buffer): Buffer {
  const name = Buffer.from(fileName);
  const entry = (signature: readonly number[], further: Buffer): Buffer => {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    return Buffer.concat([Buffer.from(signature), common, further, name]);
  };
  const local = Buffer.concat([entry([0x50, 0x4b, 3, 4], Buffer.alloc(0)), content]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE((MODE << 16) >>> 0, 6);
  // Made by Unix, version 3.0.
  const central = entry([0x50, 0x4b, 1, 2, 30, 3], attributes);
  const end = Buffer.alloc(22);
  end.set([0x50, 0x4b, 5, 6]);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function crc32(content: Buffer): number {
  let value = 0xffffffff;
  for (const byte of content) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
