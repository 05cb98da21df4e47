import { readPlan } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { madePlan, type MadeChange } from "../fixtures/made-plan";
import { NO_ACCESS } from "../fixtures/read-fixture";

/** The changes of one stack. */
export type Changes = readonly MadeChange[];

/** What blocks by one id in the plans of stacks that are reviewed together: text and what is lost. */
export function foundTogether(wanted: string, ...stacks: readonly Changes[]): readonly string[] {
  const inputs = stacks.map((changes, at) => {
    const made = changes.map((change, index) => ({
      address: `${change.type}.n${index}`,
      ...change,
    }));
    return { name: `stack-${at}`, plan: readPlan(madePlan(made)) };
  });
  return buildReport(inputs, { analyse: () => NO_ACCESS }).stacks.flatMap(({ findings }) =>
    findings
      .filter(({ id, severity }) => id === wanted && severity === "high")
      .map(({ text, removed = [] }) => `${text} ${removed.join()}`),
  );
}

/** A statement that denies an action on a resource. */
export function denying(action: string, resource: string, more: object = {}): object {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

/** The text of a policy. */
export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
