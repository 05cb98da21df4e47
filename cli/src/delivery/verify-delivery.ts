import type { AwsClients } from "./aws-clients";
import { judge, type TaskLocation } from "./judge";
import { lookUp } from "./look-up";
import { readRole, type RoleAsRead } from "./role-policies";
import type { StoredSecret } from "./stored-secret";
import { readMentions, type TaskMention } from "./task-mentions";
import type { ValueFrom } from "./value-from";
import type { Reader } from "./ways";

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
  /** What arrived, bytes in base64; undefined when it did not. Never printed. */
  readonly value?: string;
  /** Why it did not arrive. */
  readonly problem?: string;
}

/**
 * Resolves every secret of a task definition as the ECS agent or the task itself would: judged with the policies of the
 * role that reads it, as read back from IAM, and then fetched.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
export async function verifyDelivery(
  clients: AwsClients,
  taskDefinitionArn: string,
): Promise<readonly Delivery[]> {
  const { definition, location, mentions } = await readMentions(clients.ecs, taskDefinitionArn);
  const roles: Roles = {
    execution: await readTaskRole(clients, "execution role", definition.executionRoleArn),
    task: await readTaskRole(clients, "task role", definition.taskRoleArn),
  };
  const deliveries: Delivery[] = [];
  for (const mention of mentions) {
    const { container, way, target } = mention;
    const outcome = await deliver(clients, roles, mention, location);
    const family = definition.family ?? "";
    deliveries.push({ family, container, way: way.name, target, ...outcome });
  }
  return deliveries;
}

/** The roles of a task as read back; a text says why one could not be. */
type Roles = Readonly<Record<Reader, RoleAsRead | string | undefined>>;

type Outcome = Pick<Delivery, "source" | "value" | "problem">;

async function deliver(
  clients: AwsClients,
  roles: Roles,
  { way, valueFrom, reference }: TaskMention,
  location: TaskLocation,
): Promise<Outcome> {
  if (typeof reference === "string") return { source: valueFrom, problem: reference };
  const source = describe(reference);
  const role = roles[way.reader];
  if (role === undefined) {
    return { source, problem: `the task definition has no ${way.reader} role` };
  }
  if (typeof role === "string") return { source, problem: role };
  if (way.readsWhole && reference.store === "secretsmanager" && reference.jsonKey !== undefined) {
    return { source, problem: `a ${way.name} holds a whole secret, never one key of its JSON` };
  }
  try {
    const secret = await lookUp(clients, reference);
    const refused = judge(role, secret, reference, location).find(
      ({ outcome }) => outcome !== "allowed",
    );
    if (refused) return { source, problem: refused.reason };
    const other = way.deniedTo && roles[way.deniedTo];
    if (typeof other === "string") return { source, problem: other };
    if (other && mayRead(other, secret, reference, location)) {
      return { source, problem: `the ${way.deniedTo} role can read it, too` };
    }
    const value = await secret.fetch();
    if (typeof value !== "string") {
      if (!way.readsWhole) return { source, problem: "it has no text value, but bytes" };
      return { source, value: Buffer.from(value).toString("base64") };
    }
    // The agent drops an empty value without a word.
    return value === "" ? { source, problem: "its value is empty" } : { source, value };
  } catch (error) {
    return { source, problem: error instanceof Error ? error.message : String(error) };
  }
}

function mayRead(
  role: RoleAsRead,
  secret: StoredSecret,
  reference: ValueFrom,
  location: TaskLocation,
): boolean {
  return judge(role, secret, reference, location).every(({ outcome }) => outcome !== "denied");
}

async function readTaskRole(
  clients: AwsClients,
  kind: string,
  arn: string | undefined,
): Promise<RoleAsRead | string | undefined> {
  if (arn === undefined) return undefined;
  try {
    return await readRole(clients.iam, arn);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `the ${kind} ${arn} cannot be read: ${reason}`;
  }
}

function describe(reference: ValueFrom): string {
  if (reference.store === "ssm") return `parameter ${reference.name}`;
  if (reference.store === "s3") return `s3://${reference.bucket}/${reference.key}`;
  const name = reference.arn.split(":secret:")[1]?.replace(/-[A-Za-z0-9]{6}$/, "") ?? reference.arn;
  const { jsonKey, versionStage, versionId } = reference;
  const version = versionStage ?? versionId;
  return `secret ${name}${jsonKey ? ` · ${jsonKey}` : ""}${version ? ` @ ${version}` : ""}`;
}
