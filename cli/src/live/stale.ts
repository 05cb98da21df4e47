import type { ValueFrom } from "../../../modules/facts";
import { remember, type AwsClients } from "../aws";
import { readMentions, secretChangedAt, type SecretChange, type TaskMention } from "../delivery";
import { describeSource, objects, registryCredentials } from "../ways";
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
  /** Where it comes from, such as `secret orders/db · password`. */
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
    this.mentions = remember(async (arn) => (await readMentions(clients.ecs, arn)).mentions);
    this.changedAt = remember(
      (reference: ValueFrom) => secretChangedAt(clients, reference),
      // One JSON secret often fills several variables.
      (reference) => JSON.stringify({ ...reference, jsonKey: undefined }),
    );
  }
}

/** What a running task holds of a secret. */
export type Held =
  | { readonly state: "current" }
  | {
      readonly state: "stale" | "unclear";
      /** When the value was last written, or may have been. */
      readonly changedAt?: Date;
      readonly reason: string;
    };

/**
 * Compares a secret's last change with the start of a task.
 *
 * ECS tells no time of reading: it is between `createdAt` and `startedAt`. A change before both has arrived, one after
 * both has not; one in between may or may not have.
 *
 * @param readsAgain whether the application may have read it again since
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export function held(change: SecretChange, task: LiveTask, readsAgain: boolean): Held {
  if (change.kind === "pinned") return { state: "current" };
  if (change.kind === "unknown") return { state: "unclear", reason: change.reason };
  const { surely, possibly, remark } = change;
  if (task.createdAt && lastMoment(possibly) < task.createdAt) return { state: "current" };
  const unclear = (changedAt: Date, reason: string): Held => ({
    state: "unclear",
    changedAt,
    reason,
  });
  if (task.startedAt && surely > lastMoment(task.startedAt)) {
    if (readsAgain) return unclear(surely, "the application reads it itself, perhaps again since");
    return { state: "stale", changedAt: surely, reason: "it was written after the task started" };
  }
  const surelyBefore = task.createdAt && lastMoment(surely) < task.createdAt;
  if (surelyBefore && remark !== undefined) return unclear(possibly, remark);
  return unclear(surely, "it was written while the task started, before or after ECS read it");
}

/** Some stores cut their times to the second. */
function lastMoment(date: Date): Date {
  return date.getMilliseconds() === 0 ? new Date(date.getTime() + 999) : date;
}
