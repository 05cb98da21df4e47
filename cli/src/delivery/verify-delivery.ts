import { DescribeTaskDefinitionCommand, type TaskDefinition } from "@aws-sdk/client-ecs";
import type { AwsClients } from "./aws-clients";
import { judge, type TaskLocation } from "./judge";
import { readRole, type RoleAsRead } from "./role-policies";
import { lookUp } from "./stored-secret";
import { parseValueFrom, type ValueFrom } from "./value-from";
import { ways, type Mention } from "./ways";

/** One secret on its way to one container. */
export interface Delivery {
  readonly family: string;
  readonly container: string;
  /** How it is delivered, such as `variable`. */
  readonly way: string;
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
  /** Where it comes from, for people. */
  readonly source: string;
  /** What arrived; undefined when it did not. Never printed. */
  readonly value?: string;
  /** Why it did not arrive. */
  readonly problem?: string;
}

/**
 * Resolves every secret of a task definition as the ECS agent would: judged with the roles' policies as read back from
 * IAM, and then fetched.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
export async function verifyDelivery(
  clients: AwsClients,
  taskDefinitionArn: string,
): Promise<readonly Delivery[]> {
  const request = new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn });
  const { taskDefinition = {} } = await clients.ecs.send(request);
  const location = locationOf(taskDefinition.taskDefinitionArn ?? taskDefinitionArn);
  const role = await readExecutionRole(clients, taskDefinition);
  const deliveries: Delivery[] = [];
  for (const container of taskDefinition.containerDefinitions ?? []) {
    for (const way of ways) {
      for (const mention of way.mentions(container)) {
        const outcome = await deliver(clients, role, mention, location);
        deliveries.push({
          family: taskDefinition.family ?? "",
          container: container.name ?? "",
          way: way.name,
          target: mention.target,
          ...outcome,
        });
      }
    }
  }
  return deliveries;
}

type Outcome = Pick<Delivery, "source" | "value" | "problem">;

async function deliver(
  clients: AwsClients,
  role: RoleAsRead | string,
  mention: Mention,
  location: TaskLocation,
): Promise<Outcome> {
  const reference = parseValueFrom(mention.valueFrom, location);
  if (typeof reference === "string") return { source: mention.valueFrom, problem: reference };
  const source = describe(reference);
  if (typeof role === "string") return { source, problem: role };
  try {
    const secret = await lookUp(clients, reference);
    const refused = judge(role, secret, reference, location).find(
      ({ outcome }) => outcome !== "allowed",
    );
    if (refused) return { source, problem: `${refused.outcome}: ${refused.reason}` };
    const value = await secret.fetch();
    // The agent drops an empty value without a word.
    return value === "" ? { source, problem: "its value is empty" } : { source, value };
  } catch (error) {
    return { source, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function readExecutionRole(
  clients: AwsClients,
  { executionRoleArn }: TaskDefinition,
): Promise<RoleAsRead | string> {
  if (executionRoleArn === undefined) return "the task definition has no execution role";
  try {
    return await readRole(clients.iam, executionRoleArn);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `the execution role ${executionRoleArn} cannot be read: ${reason}`;
  }
}

function describe(reference: ValueFrom): string {
  if (reference.store === "ssm") return `parameter ${reference.name}`;
  const name = reference.arn.split(":secret:")[1]?.replace(/-[A-Za-z0-9]{6}$/, "") ?? reference.arn;
  const { jsonKey, versionStage, versionId } = reference;
  const version = versionStage ?? versionId;
  return `secret ${name}${jsonKey ? ` · ${jsonKey}` : ""}${version ? ` @ ${version}` : ""}`;
}

function locationOf(arn: string): TaskLocation {
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  return { partition, region, account };
}
