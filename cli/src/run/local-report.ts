import type { Delivery } from "../delivery";
import type { Leak } from "../leaks";
import { formatTable } from "../ui";

/** What a local run found out. */
export interface LocalResult {
  readonly stackName: string;
  readonly resources: number;
  readonly deliveries: readonly Delivery[];
  /** Addresses that a second plan would change. */
  readonly driftingAddresses: readonly string[];
  readonly search: {
    readonly leaks: readonly Leak[];
    readonly artifacts: number;
    readonly values: number;
  };
}

/** Whether everything arrived, nothing drifts and nothing leaked. */
export function isDelivered(result: LocalResult): boolean {
  const { deliveries, driftingAddresses, search } = result;
  return (
    deliveries.length > 0 &&
    deliveries.every(({ problem }) => problem === undefined) &&
    driftingAddresses.length === 0 &&
    search.leaks.length === 0
  );
}

/** The result for people: a table of secrets, a table of checks, a verdict. Lengths only, never a value. */
export function formatReport(result: LocalResult): string {
  const { deliveries, driftingAddresses, search } = result;
  const secrets = deliveries.map(({ container, way, target, source, value, problem }) => {
    const arrived =
      value === undefined
        ? `NO: ${problem ?? "unknown"}`
        : `yes, ${count(value.length, "character")}`;
    return [container, way, target, source, arrived];
  });
  const arrived = deliveries.filter(({ problem }) => problem === undefined).length;
  const checks = [
    ["Terraform", `${count(result.resources, "resource")} of stack ${result.stackName} applied`],
    ["secrets", `${arrived} of ${deliveries.length} delivered`],
    [
      "second plan",
      driftingAddresses.length === 0 ? "no changes" : `CHANGES ${driftingAddresses.join(", ")}`,
    ],
    [
      "leaks",
      `${count(search.values, "value")} in five encodings, ${count(search.artifacts, "file and output", "files and outputs")}: ${leaksText(search.leaks)}`,
    ],
  ];
  return [
    formatTable(["CONTAINER", "WAY", "TARGET", "SOURCE", "DELIVERED"], secrets),
    formatTable(["CHECK", "RESULT"], checks),
    isDelivered(result) ? "Every secret arrives." : "NOT as it should be: see the capitals above.",
  ].join("\n\n");
}

function leaksText(leaks: readonly Leak[]): string {
  if (leaks.length === 0) return "none found";
  const found = leaks.map(
    ({ value, encoding, artifact }) => `${value} (${encoding}) in ${artifact}`,
  );
  return `FOUND ${found.join("; ")}`;
}

function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}
