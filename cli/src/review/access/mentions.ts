import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { parseArn } from "../../../../modules/facts";
import { parseMention, type Reader, ways } from "../../ways";
import { hasHole } from "../iam";
import type { SecretUse } from "../model";
import { isParameterName, isSecretName } from "../plan";
import { show, type TaskInWorld, type World } from "../world";
import type { Target, Targets } from "./target";

/** A secret that a task definition names, and the role that reads it. */
export interface TaskMention {
  readonly task: TaskInWorld;
  readonly use: SecretUse;
  readonly reader: Reader;
  /** ARN or name of the role. @default - the task definition names none */
  readonly role?: string;
  /** What is read; a text says what is wrong with the reference. */
  readonly target: Target | string;
  readonly source: string;
  readonly readByEcs: boolean;
  /** Whether only the apply tells how it is used. */
  readonly guessed: boolean;
}

/** Everything that the task definitions of a world name. */
export function mentionsOf(world: World, targets: Targets): readonly TaskMention[] {
  return world.tasks.flatMap((task) =>
    task.containers
      ? task.containers.flatMap((container) => mentionsIn(task, container, targets))
      : guessedOf(task, targets),
  );
}

function mentionsIn(
  task: TaskInWorld,
  container: ContainerDefinition,
  targets: Targets,
): readonly TaskMention[] {
  return ways.flatMap((way) =>
    way.mentions(container).map(({ target, valueFrom }): TaskMention => {
      const unknown = hasHole(valueFrom);
      const reference = unknown
        ? "which secret it is, is known only after apply"
        : parseMention(way, valueFrom, task.place);
      const wrong = typeof reference === "string";
      return {
        task,
        use: {
          taskDefinition: task.family,
          container: container.name ?? "",
          way: way.name,
          target,
        },
        reader: way.reader,
        ...roleOf(task, way.reader),
        target: wrong
          ? reference
          : targets.of(reference, isTold(valueFrom) || isSecretName(valueFrom)),
        source: sourceOf(valueFrom),
        readByEcs: !wrong && reference.store === "s3" && reference.readByEcs,
        guessed: unknown,
      };
    }),
  );
}

/** What a reference names, unless it is nothing that names anything: that may be the value itself. */
function sourceOf(valueFrom: string): string {
  const names = isTold(valueFrom) || isParameterName(valueFrom);
  return names ? show(valueFrom) : "a source that cannot be shown";
}

function isTold(valueFrom: string): boolean {
  return parseArn(valueFrom) !== undefined || hasHole(valueFrom);
}

/** Where only the apply tells the containers, what they are built from: they will name it somewhere. */
function guessedOf(task: TaskInWorld, targets: Targets): readonly TaskMention[] {
  return task.references.flatMap((reference): TaskMention[] => {
    const target = targets.find(reference);
    if (!target) return [];
    const unknown = "known after apply";
    return [
      {
        task,
        use: { taskDefinition: task.family, container: unknown, way: "reference", target: unknown },
        reader: "execution",
        ...roleOf(task, "execution"),
        target,
        source: target.title,
        readByEcs: false,
        guessed: true,
      },
    ];
  });
}

function roleOf(task: TaskInWorld, reader: Reader): { readonly role?: string } {
  const role = reader === "execution" ? task.executionRole : task.taskRole;
  return role === undefined ? {} : { role };
}
