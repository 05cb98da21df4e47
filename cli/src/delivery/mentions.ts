import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type AwsPlace, parseArn, type ValueFrom } from "../../../modules/facts";
import type { AwsClients } from "../aws";
import { parseMention, type Way, ways } from "../ways";

/** A secret that a container names, and how. */
export interface TaskMention {
  readonly container: string;
  readonly way: Way;
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
  readonly valueFrom: string;
  /** Taken apart; a text says what is wrong with it. */
  readonly reference: ValueFrom | string;
}

/** A registered task definition with every secret that it names. */
export interface TaskMentions {
  readonly definition: TaskDefinition;
  readonly location: AwsPlace;
  readonly mentions: readonly TaskMention[];
}

/** Reads a task definition back from ECS. */
export async function readMentions(
  ecs: ECSClient,
  taskDefinitionArn: string,
): Promise<TaskMentions> {
  const request = new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn });
  const { taskDefinition: definition = {} } = await ecs.send(request);
  const location = locationOf(definition.taskDefinitionArn ?? taskDefinitionArn);
  const mentions = (definition.containerDefinitions ?? []).flatMap((container) =>
    ways.flatMap((way) =>
      way.mentions(container).map((mention) => ({
        ...mention,
        way,
        container: container.name ?? "",
        reference: parseMention(way, mention.valueFrom, location),
      })),
    ),
  );
  return { definition, location, mentions };
}

function locationOf(arn: string): AwsPlace {
  const { partition = "", region = "", account = "" } = parseArn(arn) ?? {};
  return { partition, region, account };
}

/**
 * Uploads what an operator uploads by hand, where it is missing: Terraform never does, because the content would be in its
 * state.
 *
 * @param content makes up the content of an object
 */
export async function seedObjects(
  clients: AwsClients,
  taskDefinitionArn: string,
  content: (key: string) => string,
): Promise<void> {
  const { mentions } = await readMentions(clients.ecs, taskDefinitionArn);
  for (const { reference } of mentions) {
    if (typeof reference === "string" || reference.store !== "s3") continue;
    const { s3 } = clients.in(reference.region);
    const { bucket: Bucket, key } = reference;
    if (await exists(s3, Bucket, key)) continue;
    const Key = key.endsWith("/") ? `${key}made-up` : key;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: content(Key) }));
  }
}

async function exists(s3: S3Client, Bucket: string, key: string): Promise<boolean> {
  if (key.endsWith("/")) {
    const found = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: key, MaxKeys: 1 }));
    return (found.KeyCount ?? 0) > 0;
  }
  return s3.send(new HeadObjectCommand({ Bucket, Key: key })).then(
    () => true,
    () => false,
  );
}
