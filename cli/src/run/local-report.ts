import type { Delivery } from "../delivery";
import type { Leak } from "../leaks";
import { withFlags, ownCommand } from "../own-command";
import { formatTable } from "../ui";
import type { NetworkResult } from "./network";
import { STARTER_KINDS } from "./placements";

/** What a local run found out about one stack. */
export interface LocalResult {
  /** Name of the stack. */
  readonly stackName: string;
  /** The program that synthesizes it. @default - that of cdktf.json */
  readonly app?: string;
  /** How many resources were applied. */
  readonly resources: number;
  /** What became of each reference. */
  readonly deliveries: readonly Delivery[];
  /** What keeps the tasks from what they call. */
  readonly network: NetworkResult;
  /** Addresses that a second plan would change. */
  readonly driftingAddresses: readonly string[];
  /** The search for the values in everything that was written or printed. */
  readonly search: {
    /** Where a value was found. */
    readonly leaks: readonly Leak[];
    /** How many files and outputs were searched. */
    readonly artifacts: number;
    /** How many values were searched for. */
    readonly values: number;
  };
}

/** Whether everything arrived, no network keeps it away, nothing drifts and nothing leaked. A stack that others build on may deliver nothing itself. */
export function isDelivered(results: readonly LocalResult[]): boolean {
  return results.some(({ deliveries }) => deliveries.length > 0) && results.every(isAsItShould);
}

function isAsItShould({ deliveries, network, driftingAddresses, search }: LocalResult): boolean {
  return (
    deliveries.every(({ problem }) => problem === undefined) &&
    network.problems.length === 0 &&
    driftingAddresses.length === 0 &&
    search.leaks.length === 0
  );
}

/** The results as text: for each stack a table of secrets and a table of checks, then a verdict. Lengths only, never a value. */
export function formatReport(results: readonly LocalResult[]): string {
  return [...results.flatMap(formatStack), verdict(results)].join("\n\n");
}

function verdict(results: readonly LocalResult[]): string {
  if (isDelivered(results)) return "Every secret arrives.";
  const isEmpty = results.every(({ deliveries }) => deliveries.length === 0);
  return isEmpty && results.every(isAsItShould)
    ? "NOTHING was delivered: no container of what was deployed names a secret."
    : "NOT as it should be: see the capitals above.";
}

function formatStack(result: LocalResult): readonly string[] {
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
    ...networkRows(result),
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
    ...(secrets.length === 0
      ? []
      : [formatTable(["CONTAINER", "WAY", "TARGET", "SOURCE", "DELIVERED"], secrets)]),
    formatTable(["CHECK", "RESULT"], checks),
  ];
}

function networkRows({ stackName, app, network }: LocalResult): readonly (readonly string[])[] {
  const { lookedAt, problems, notChecked, unseen } = network;
  const starters = STARTER_KINDS.flatMap((starter) =>
    lookedAt[starter] === undefined ? [] : [count(lookedAt[starter], starter)],
  );
  const fine = `${starters.join(", ")}: nothing keeps the tasks from what they call`;
  const found = starters.length === 0 ? [] : [fine];
  // It is known only where the command of this row looks.
  const elsewhere = `${notChecked.join(", ")}: not made by this app; in AWS: ${ownCommand(withFlags(`doctor ${stackName}`, { app }))}`;
  return [
    ...(problems.length === 0 ? found : problems.map((problem) => `NO WAY: ${problem}`)).map(
      (text) => ["network", text],
    ),
    ...(notChecked.length === 0 ? [] : [["not checked", elsewhere]]),
    ...unseen.map((sentence) => ["not checked", sentence]),
  ];
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
