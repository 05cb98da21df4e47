import type { Check, Verdict } from "../../delivery/check";
import { shellWord } from "../../delivery/shell-word";
import { unreadable } from "../../delivery/unreadable";
import type { StaleUse } from "../../live";
import type { LiveSubject } from "../live-subject";

/** Whether the running tasks hold what a new one would get. */
export const stale: Check<LiveSubject> = {
  id: "stale",
  what: "Every running task started after its secrets were last changed.",
  why: "A container keeps what it got when it started; only a new task gets the new value.",
  run: async ({ service, stale: report }) => {
    if (report.state !== "found") {
      return [unreadable("whether its tasks are stale cannot be told", report)];
    }
    const { tasks, stale: old, unclear } = report.value;
    const of = `--cluster ${shellWord(service.clusterName)} --service ${shellWord(service.serviceName)}`;
    const next = `ecs-secrets redeploy ${of}`;
    return [
      ...grouped(old).map((uses): Verdict => {
        const written = uses[0]?.changedAt?.toISOString() ?? "since";
        const finding = `${uses.length} of ${tasks.length} tasks hold the old value; written ${written}`;
        return { state: "problem", finding, next, about: uses[0] };
      }),
      ...grouped(unclear).map((uses): Verdict => {
        const finding = `${uses.length} of ${tasks.length} tasks may hold an old value: ${uses[0]?.reason ?? ""}`;
        return { state: "unknown", finding, next: `${next} --unclear`, about: uses[0] };
      }),
    ];
  },
};

/** The uses of one secret by one container, in whatever task. */
function grouped(uses: readonly StaleUse[]): readonly (readonly StaleUse[])[] {
  const groups = new Map<string, StaleUse[]>();
  for (const use of uses) {
    const key = JSON.stringify([use.container, use.way, use.target, use.source, use.changedAt]);
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  return [...groups.values()];
}
