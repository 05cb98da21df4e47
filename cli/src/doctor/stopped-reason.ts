import type { LiveTask } from "../live";
import { oneLine } from "../text";
import { IMAGE_REASONS } from "./reasons/image-reasons";
import type { ReasonKind } from "./reasons/reason-kind";
import { SECRET_REASONS } from "./reasons/secret-reasons";
import { ENDED_REASONS, LOG_REASONS, TASK_REASONS } from "./reasons/task-reasons";

/**
 * The texts with which ECS stops a task, the most telling first: those of its agent, of Fargate, and of the services they
 * call.
 */
export const REASONS: readonly ReasonKind[] = [
  ...LOG_REASONS,
  ...IMAGE_REASONS,
  ...SECRET_REASONS,
  ...TASK_REASONS,
  ...ENDED_REASONS,
];

/** The kind of a reason. @returns nothing for one that is not known here */
export function kindOf(reason: string): ReasonKind | undefined {
  const line = oneLine(reason);
  return REASONS.find(({ pattern }) => pattern.test(line));
}

const START_FAILURE =
  /ResourceInitializationError|CannotPull|CannotCreateContainer|CannotStartContainer|TaskFailedToStart|Fetching secret|execution role credentials|env(ironment)? ?file|firelens/i;

/** Why a task stopped that could not be started, in the words of ECS; undefined for one that ran. */
export function startFailureOf({
  stopCode,
  stoppedReason = "",
  startedAt,
  containers,
}: LiveTask): string | undefined {
  // On an instance the task's own reason may say no more than that it failed to start.
  const reasons = [stoppedReason, ...containers.map(({ reason = "" }) => reason)];
  const failed =
    stopCode === "TaskFailedToStart" ||
    (startedAt === undefined && reasons.some((reason) => START_FAILURE.test(reason)));
  if (!failed && !START_FAILURE.test(stoppedReason)) return undefined;
  return reasons.find(isStartKind) ?? stoppedReason;
}

/** Whether a reason is known, and speaks of a task that did not start. */
export function isStartKind(reason: string): boolean {
  const kind = kindOf(reason);
  return kind !== undefined && kind.ran !== true;
}

const LONGEST = 500;

/**
 * A reason as it may be shown. Go's JSON parser quotes a character, or a number, of what it could not read: of a secret.
 */
export function shownReason(reason: string): string {
  const shown = oneLine(reason)
    // Which letter a literal has instead of its next one, and which comes next, is said behind it.
    .replace(/invalid character .+? in literal \w+ \(expecting .+?\)/gi, "invalid character …")
    .replace(/invalid character .+? (looking|after|in|exiting)/gi, "invalid character … $1")
    .replace(/cannot unmarshal number \S+/gi, "cannot unmarshal number …");
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
