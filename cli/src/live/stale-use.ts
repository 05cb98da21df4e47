import type { LiveService } from "./live-service";
import type { LiveTask } from "./live-task";

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
