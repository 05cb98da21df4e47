import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { AwsPlace } from "../../../modules/facts";
import { read, type AwsClients, type Reading } from "../aws";
import type { Reader } from "../ways";
import type { Facts } from "./facts";
import { readMentions } from "./mentions";
import type { TaskRole } from "./role";
import { TaskReference } from "./task-reference";

/** A registered task definition, as what is wrong with it is looked for. */
export interface Task {
  readonly definition: TaskDefinition;
  readonly location: AwsPlace;
  readonly roles: Readonly<Record<Reader, TaskRole>>;
  readonly references: readonly TaskReference[];
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
