import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { parseArn, type AwsPlace, type ValueFrom } from "../../../modules/facts";
import { parseMention, ways, type Way } from "../ways";

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
