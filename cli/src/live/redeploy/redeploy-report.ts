import { printedJson, SCHEMAS } from "../../json";
import { oneLine } from "../../text";
import { formatTable } from "../../ui";
import type { StaleReport, StaleUse } from "../stale";
import { type Redeployment, verdictOf } from "./redeployment";

/** The result as text: what was held, the outcome of each service, and what to do next. */
export function formatRedeployments(redeployments: readonly Redeployment[]): string {
  const held = redeployments.flatMap(({ report }) => heldRows(report));
  const services = redeployments.map(({ report, outcome, detail }) =>
    [
      nameOf(report),
      `${report.tasks.length}`,
      ["current", "redeployed"].includes(outcome) ? outcome : outcome.toUpperCase(),
      detail ?? "",
    ].map(oneLine),
  );
  const next = redeployments.flatMap(({ report, next }) =>
    next === undefined ? [] : [oneLine(`Next: ${report.service.serviceName}: ${next}`)],
  );
  return [
    ...(held.length === 0 ? [] : [formatTable(HELD, held)]),
    formatTable(["SERVICE", "TASKS", "RESULT", "DETAIL"], services),
    [VERDICTS[verdictOf(redeployments)], ...next].join("\n"),
  ].join("\n\n");
}

const HELD = ["SERVICE", "CONTAINER", "WAY", "TARGET", "SOURCE", "WRITTEN", "HELD BY"];

const VERDICTS = {
  current: "Every task holds the current values.",
  stale: "NOT every task holds the current values.",
  undecided: "Whether every task holds the current values is NOT known.",
};

/** The same as data: see cli/README.md. Never a value. */
export function redeploymentsAsJson(redeployments: readonly Redeployment[]): string {
  const services = redeployments.map(({ report, outcome, deploymentId, detail, next }) => ({
    cluster: report.service.clusterArn,
    service: report.service.serviceName,
    tasks: report.tasks.length,
    outcome,
    deploymentId,
    detail,
    next,
    stale: report.stale.map(useAsData),
    unclear: report.unclear.map(useAsData),
  }));
  return printedJson({ schema: SCHEMAS.redeploy, verdict: verdictOf(redeployments), services }, 2);
}

function useAsData({ task, container, way, target, source, changedAt, reason }: StaleUse): object {
  const { taskArn, startedAt } = task;
  return { task: taskArn, startedAt, container, way, target, source, changedAt, reason };
}

/** One row for all tasks that hold the same. */
function heldRows(report: StaleReport): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly cells: readonly string[]; count: number }>();
  const add = (use: StaleUse, remark: string): void => {
    const { container, way, target, source, changedAt } = use;
    const written = `${changedAt?.toISOString() ?? "unknown"}${remark}`;
    const cells = [nameOf(report), container, way, target, source, written].map(oneLine);
    const row = rows.get(cells.join("\n")) ?? { cells, count: 0 };
    row.count += 1;
    rows.set(cells.join("\n"), row);
  };
  for (const use of report.stale) add(use, "");
  for (const use of report.unclear) add(use, ` MAYBE: ${use.reason}`);
  return [...rows.values()].map(({ cells, count }) => {
    return [...cells, `${count} of ${report.tasks.length} tasks`];
  });
}

function nameOf({ service }: StaleReport): string {
  return `${service.clusterName}/${service.serviceName}`;
}
