import type { ValueFrom } from "../../../modules/facts";
import { remember, type AwsClients } from "../aws";
import { readMentions, secretChangedAt, type SecretChange, type TaskMention } from "../delivery";
import { describeSource, objects, registryCredentials } from "../ways";
import { held } from "./held";
import type { LiveService } from "./services";
import { runningTasks, type LiveTask } from "./tasks";

/** A container of a running task that holds the old value of a secret, or may. */
export interface StaleUse {
  readonly service: LiveService;
  readonly task: LiveTask;
  readonly container: string;
  /** How it was delivered, such as `variable`. */
  readonly way: string;
  /** What received it, such as `DB_PASSWORD`. */
  readonly target: string;
  /** Where it comes from, for people. */
  readonly source: string;
  /** When the value was last written, or may have been. @default - its store does not tell */
  readonly changedAt?: Date;
  /** One sentence: how this is known, or why it is not. */
  readonly reason: string;
}

/** What the running tasks of one service hold. */
export interface StaleReport {
  readonly service: LiveService;
  readonly tasks: readonly LiveTask[];
  /** Surely the value before the last one. */
  readonly stale: readonly StaleUse[];
  /** Old or not: nothing that AWS tells decides it. */
  readonly unclear: readonly StaleUse[];
}

/**
 * Which containers of the running tasks of a service hold old values: each task is asked for what its own revision of the
 * task definition names. A registry login is not held by a container: it is used once, when the image is pulled.
 *
 * @param readOnce shared by services that name the same secrets
 */
export async function findStale(
  clients: AwsClients,
  service: LiveService,
  readOnce = new ReadOnce(clients),
): Promise<StaleReport> {
  const tasks = await runningTasks(clients, service);
  const stale: StaleUse[] = [];
  const unclear: StaleUse[] = [];
  for (const task of tasks) {
    for (const mention of await readOnce.mentions(task.taskDefinitionArn)) {
      const { container, way, target, valueFrom, reference } = mention;
      if (way === registryCredentials) continue;
      const change =
        typeof reference === "string"
          ? ({ kind: "unknown", reason: reference } as const)
          : await readOnce.changedAt(reference);
      const outcome = held(change, task, way === objects);
      if (outcome.state === "current") continue;
      const { changedAt, reason } = outcome;
      const source = typeof reference === "string" ? valueFrom : describeSource(reference);
      const use = { service, task, container, way: way.name, target, source, changedAt, reason };
      (outcome.state === "stale" ? stale : unclear).push(use);
    }
  }
  return { service, tasks, stale, unclear };
}

/** Asks AWS once for what many tasks have in common. What it remembers is as old as its first question. */
export class ReadOnce {
  /** Every secret that a task definition names. */
  public readonly mentions: (taskDefinitionArn: string) => Promise<readonly TaskMention[]>;
  /** When a secret was last written. */
  public readonly changedAt: (reference: ValueFrom) => Promise<SecretChange>;

  public constructor(clients: AwsClients) {
    this.mentions = remember(
      async (arn: string) => (await readMentions(clients.ecs, arn)).mentions,
      (arn) => arn,
    );
    this.changedAt = remember(
      (reference: ValueFrom) => secretChangedAt(clients, reference),
      // One JSON secret often fills several variables.
      (reference) => JSON.stringify({ ...reference, jsonKey: undefined }),
    );
  }
}
