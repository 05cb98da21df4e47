import { type AwsClients, read } from "../aws";
import type { CheckedVerdict } from "../delivery";
import { type LiveService, stoppedTasks } from "../live";
import { isStartKind, kindOf, shownReason, startFailureOf } from "./stopped-reason";

/** One thing that was found, and where. */
export interface Finding extends Omit<CheckedVerdict, "about"> {
  readonly cluster: string;
  /** @default - the whole cluster */
  readonly service?: string;
  /** @default - the whole service */
  readonly container?: string;
  /** What would receive the secret, such as `DB_PASSWORD`. */
  readonly target?: string;
  /** Where the secret comes from, such as `secret orders/db · password`. */
  readonly source?: string;
}

/** The whole in a word. Hints are no problems. */
export type Verdict = "fine" | "problems" | "undecided";

/** Whether something is wrong, or may be and could not be told. */
export function verdictOf({ findings }: { readonly findings: readonly Finding[] }): Verdict {
  if (findings.some(({ state }) => state === "problem")) return "problems";
  return findings.some(({ state }) => state === "unknown") ? "undecided" : "fine";
}

/** Why a task did not start. */
export interface Explanation {
  /** What ECS says, as it may be shown. */
  readonly reason: string;
  /** What that means. */
  readonly cause: string;
  /** Whether doctor knows the reason. */
  readonly isKnown: boolean;
  /** What was found that explains it. */
  readonly findings: readonly Finding[];
  readonly next: string;
  /** @default - the reason was given by hand */
  readonly task?: string;
  readonly stoppedAt?: Date;
}

/** What is said of a reason that no kind fits: nothing is guessed. */
const UNKNOWN = {
  cause: "unknown: doctor does not know this reason",
  isKnown: false,
  next: "look it up as it stands: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html",
};

/** Finds the cause of a stopped task's reason among what was found. */
export function explain(
  reason: string,
  findings: readonly Finding[],
  readsValues: boolean,
): Explanation {
  const shown = shownReason(reason);
  const kind = kindOf(reason);
  if (!kind) return { reason: shown, findings: [], ...UNKNOWN };
  const problems = findings.filter(({ state }) => state === "problem");
  const fitting = problems.filter(({ check }) => kind.checks?.includes(check));
  // The reason often names the secret, by which one of several is told from the others.
  const named = fitting.filter(({ source, finding }) => isNamedIn(reason, source, finding));
  const causes = named.length > 0 ? named : fitting;
  const { cause } = kind;
  return { reason: shown, cause, isKnown: true, findings: causes, next: nextOf(causes) };

  function nextOf([first]: readonly Finding[]): string {
    if (first) return first.next;
    if (kind?.inValue && !readsValues) return "run again with --read-values";
    return kind?.next ?? "nothing of that kind is wrong now: see whether the next task starts";
  }
}

/** Whether the reason names the secret, or the ARN in a finding. */
function isNamedIn(reason: string, source: string | undefined, finding: string): boolean {
  const name = /^(?:secret|parameter) (\S+)/.exec(source ?? "")?.[1];
  const arns = finding.match(/arn:[\w:/.@+=-]+/g) ?? [];
  return [...(name === undefined ? [] : [name]), ...arns].some((text) => reason.includes(text));
}

/** A task that did not start. */
export interface FailedStart {
  /** In the words of ECS. */
  readonly reason: string;
  /** @default - it is about the service, not about a task */
  readonly task?: string;
  readonly stoppedAt?: Date;
}

/** As long as ECS remembers a stopped task. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** Why tasks of a service did not start lately, each reason once. What may not be read is left out. */
export async function findFailedStarts(
  clients: AwsClients,
  service: LiveService,
): Promise<readonly FailedStart[]> {
  const stopped = await read("ecs:ListTasks", () => stoppedTasks(clients, service));
  const tasks = stopped.state === "found" ? stopped.value : [];
  const since = Date.now() - REMEMBERED_MS;
  const starts: FailedStart[] = [
    // A role that cannot be assumed fails before there is a task.
    ...service.events
      .filter(({ createdAt }) => createdAt !== undefined && createdAt.getTime() > since)
      .map(({ message = "", createdAt }) => ({ reason: message, stoppedAt: createdAt }))
      .filter(({ reason }) => /unable|failed/i.test(reason) && isStartKind(reason)),
    ...tasks.flatMap((task) => {
      const reason = startFailureOf(task);
      return reason === undefined
        ? []
        : [{ reason, task: task.taskArn, stoppedAt: task.stoppedAt }];
    }),
  ];
  return [...new Map(starts.map((start) => [start.reason, start])).values()];
}
