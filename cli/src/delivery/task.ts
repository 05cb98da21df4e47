import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { parseEcrImage, type AwsPlace, type ValueFrom } from "../../../modules/facts";
import { type AwsClients, found, read, type Reading } from "../aws";
import { isObject, type JsonObject, parseJson } from "../json";
import type { Reader } from "../ways";
import type { Facts } from "./facts";
import { type Judgement, judgeRead } from "./judge";
import { readMentions, type TaskMention } from "./mentions";
import type { TaskRole } from "./role";
import type { StoredSecret } from "./stores";

/** What a reference to a secret comes to: a value, or a reason that there is none. Never printed. */
export type Arrival =
  | { readonly kind: "value"; readonly value: string | Uint8Array }
  | { readonly kind: "bytes" | "no JSON object" | "no such key" | "no text" };

/** One secret on its way to one container, with everything that is known about it. */
export class TaskReference {
  private judged: Promise<readonly Judgement[]> | undefined;

  public constructor(
    private readonly facts: Facts,
    public readonly mention: TaskMention,
    public readonly location: AwsPlace,
    public readonly roles: Readonly<Record<Reader, TaskRole>>,
  ) {}

  /** Nothing where the reference is malformed. */
  public get reference(): ValueFrom | undefined {
    const { reference } = this.mention;
    return typeof reference === "string" ? undefined : reference;
  }

  /** The secret as its store holds it. @returns nothing where the reference is malformed */
  public async secret(): Promise<Reading<StoredSecret> | undefined> {
    return this.reference && this.facts.secret(this.reference);
  }

  /** The same name in the task's own Region, where the reference is to another one. */
  public async secretInOwnRegion(): Promise<StoredSecret | undefined> {
    const { reference } = this;
    const { region } = this.location;
    if (!reference || reference.store === "s3" || reference.region === region) return undefined;
    const arn = reference.arn.replace(`:${reference.region}:`, `:${region}:`);
    const there = await this.facts.secret({ ...reference, arn, region });
    return there.state === "found" ? there.value : undefined;
  }

  /** Every call that the reader makes. @returns nothing where role or secret is not known */
  public judgements(): Promise<readonly Judgement[]> {
    this.judged ??= this.judge(this.mention.way.reader);
    return this.judged;
  }

  /** Every call that another principal would make. */
  public async judge(reader: Reader): Promise<readonly Judgement[]> {
    const { reference, location } = this;
    const role = this.roles[reader];
    const secret = await this.secret();
    if (!reference || secret?.state !== "found" || role.arn === undefined) return [];
    const read = await role.read();
    if (read.state !== "found") return [];
    const { simulate } = this.facts;
    return judgeRead({ role: read.value, secret: secret.value, reference, location, simulate });
  }

  /** What the container would get. @returns nothing where values are not read, or cannot be for a reason found before */
  public async arrival(): Promise<Reading<Arrival> | undefined> {
    const { reference } = this;
    const secret = await this.secret();
    if (!this.facts.readsValues || !reference || secret?.state !== "found") return undefined;
    if (!isReadable(secret.value)) return undefined;
    const value = await this.facts.value({ reference, secret: secret.value });
    return value.state === "found" ? found(this.select(value.value, reference)) : value;
  }

  private select(value: string | Uint8Array, reference: ValueFrom): Arrival {
    const jsonKey = reference.store === "secretsmanager" ? reference.jsonKey : undefined;
    if (typeof value !== "string") {
      return this.mention.way.readsWhole ? { kind: "value", value } : { kind: "bytes" };
    }
    if (jsonKey === undefined) return { kind: "value", value };
    const fields = parseObject(value);
    if (!fields) return { kind: "no JSON object" };
    if (!Object.hasOwn(fields, jsonKey)) return { kind: "no such key" };
    const field = fields[jsonKey];
    return typeof field === "string" ? { kind: "value", value: field } : { kind: "no text" };
  }
}

function isReadable({ deleted, missingVersion, otherArn, key }: StoredSecret): boolean {
  const isLocked = key.state === "found" && (key.value?.state ?? "Enabled") !== "Enabled";
  const locked = key.state === "missing" || isLocked;
  return !deleted && missingVersion === undefined && otherArn === undefined && !locked;
}

/** The agent reads top-level fields of a JSON object only. @returns nothing for any other text */
export function parseObject(text: string): JsonObject | undefined {
  const parsed = parseJson(text);
  return isObject(parsed) ? parsed : undefined;
}

/** A registered task definition, as what is wrong with it is looked for. */
export interface Task {
  readonly definition: TaskDefinition;
  readonly location: AwsPlace;
  readonly roles: Readonly<Record<Reader, TaskRole>>;
  readonly references: readonly TaskReference[];
}

/**
 * What a task needs its roles for besides secrets. On an instance the agent may pull and log with the instance's own role.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function needsOf({
  containerDefinitions = [],
  volumes = [],
  requiresCompatibilities = [],
}: TaskDefinition): Readonly<Record<Reader, readonly string[]>> {
  const onFargate = requiresCompatibilities.includes("FARGATE");
  const ofContainers = containerDefinitions.flatMap(
    ({ name = "", image = "", logConfiguration }) => [
      ...(parseEcrImage(image) ? [`pulls the image of ${name} from ECR`] : []),
      ...(logConfiguration?.logDriver === "awslogs" ? [`writes the log of ${name}`] : []),
    ],
  );
  const mounted = volumes.filter(
    ({ efsVolumeConfiguration: efs }) => efs?.authorizationConfig?.iam === "ENABLED",
  );
  return {
    execution: onFargate ? ofContainers : [],
    task: mounted.map(({ name = "" }) => `mounts the file system of ${name}`),
  };
}

/** Reads a task definition back from ECS. */
export function readTask(
  clients: AwsClients,
  facts: Facts,
  taskDefinitionArn: string,
): Promise<Reading<Task>> {
  return read("ecs:DescribeTaskDefinition", async () => {
    const { definition, location, mentions } = await readMentions(clients.ecs, taskDefinitionArn);
    const role = (reader: Reader, arn: string | undefined): TaskRole => ({
      reader,
      location,
      ...(arn === undefined ? {} : { arn }),
      neededFor: needsOf(definition)[reader],
      read: () => facts.role(arn ?? ""),
    });
    const roles = {
      execution: role("execution", definition.executionRoleArn),
      task: role("task", definition.taskRoleArn),
    };
    const references = mentions.map(
      (mention) => new TaskReference(facts, mention, location, roles),
    );
    return { definition, location, roles, references };
  });
}
