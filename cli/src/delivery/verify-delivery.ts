import type { AwsClients } from "../aws";
import { describeSource } from "../ways";
import { runChecks } from "./check";
import { referenceChecks, roleChecks } from "./checks";
import { Facts } from "./facts";
import { readTask, type TaskReference } from "./task";

/** One secret on its way to one container. */
export interface Delivery {
  readonly family: string;
  readonly container: string;
  /** How it is delivered, such as `variable`. */
  readonly way: string;
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
  /** Where it comes from, such as `secret orders/db · password`. */
  readonly source: string;
  /** What arrived, bytes in base64; undefined when it did not. Never printed. */
  readonly value?: string;
  /** Why it did not arrive. */
  readonly problem?: string;
}

/**
 * Resolves every secret of a task definition as the ECS agent or the task itself would: judged with the policies of the
 * role that reads it, as read back from IAM, and then fetched. What stands in its way is what `doctor` looks for.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
export async function verifyDelivery(
  clients: AwsClients,
  taskDefinitionArn: string,
): Promise<readonly Delivery[]> {
  const facts = new Facts(clients, { readValues: true });
  const task = await readTask(clients, facts, taskDefinitionArn);
  if (task.state !== "found") throw new Error(task.why);
  const deliveries: Delivery[] = [];
  for (const subject of task.value.references) {
    const { container, way, target, valueFrom } = subject.mention;
    const { reference } = subject;
    const source = reference ? describeSource(reference) : valueFrom;
    const family = task.value.definition.family ?? "";
    const outcome = await deliver(subject);
    deliveries.push({ family, container, way: way.name, target, source, ...outcome });
  }
  return deliveries;
}

/** The value, or the first thing in its way. */
async function deliver(subject: TaskReference): Promise<Pick<Delivery, "value" | "problem">> {
  const role = subject.roles[subject.mention.way.reader];
  const [obstacle] = [
    ...(await runChecks(roleChecks, role)),
    ...(await runChecks(referenceChecks, subject)),
  ];
  if (obstacle) return { problem: obstacle.finding };
  const arrival = await subject.arrival();
  if (arrival?.state !== "found" || arrival.value.kind !== "value") {
    return { problem: "its value was not read" };
  }
  const { value } = arrival.value;
  return { value: typeof value === "string" ? value : Buffer.from(value).toString("base64") };
}
