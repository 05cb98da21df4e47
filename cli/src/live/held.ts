import type { SecretChange } from "../delivery";
import type { LiveTask } from "./tasks";

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
