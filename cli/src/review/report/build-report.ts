import { analyseAccess } from "../access";
import { containerChanges } from "../containers";
import { driftOf, findingRules, observe, type FindingContext } from "../findings";
import type { AccessAnalysis, Finding, Origin, Report, Severity, StackReport } from "../model";
import { allowancesOf, placesOfShortValues, type StackInput } from "../plan";
import { changeEntries, countActions, provisionalBecause } from "./change-entries";
import { compareStacks } from "./compare-stacks";
import { DEFAULT_CONFIG, Waivers, type ReviewConfig } from "./config";
import { addressesOf, waiverOf, withKinds } from "./describe-report";
import { configurationDigestOf, digestOf, NOT_PLANNED } from "./digest";
import { valuesNeeded } from "./values-needed";

/** How plans are reviewed. */
interface ReviewOptions {
  /** @default - high findings block, and nothing is waived */
  readonly config?: ReviewConfig;
  /** The day of the review as YYYY-MM-DD, for waivers. @default - today in UTC */
  readonly today?: string;
  /** What is reviewed, and in which run. @default - nothing is said of it */
  readonly origin?: Origin;
  /** Who can read what. @default analyseAccess */
  readonly analyse?: (input: StackInput, all: readonly StackInput[]) => AccessAnalysis;
}

const SEVERITIES: readonly Severity[] = ["high", "medium", "low"];

/** Reviews the plans of some stacks, each for itself and next to each other. */
export function buildReport(inputs: readonly StackInput[], options: ReviewOptions = {}): Report {
  const { config = DEFAULT_CONFIG, analyse = analyseAccess } = options;
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const waivers = new Waivers(config.waivers, today);
  const blocks = ({ id, severity, waived }: Pick<Finding, "id" | "severity" | "waived">): boolean =>
    waived === undefined &&
    config.failOn !== "never" &&
    (SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(config.failOn) ||
      config.alsoBlock?.includes(id) === true);
  const stacks = inputs.map((input): StackReport => {
    const access = analyse(input, inputs);
    const needed = valuesNeeded(input);
    const addressOf = addressesOf(input.plan);
    const findings = findIn({ input, all: inputs, access, valuesNeeded: needed }).map(
      (finding): Finding => {
        const waived = waivers.for(input.name, finding);
        const address = addressOf(finding.subject);
        const blocking = blocks({ ...finding, waived });
        return {
          ...finding,
          ...(address === undefined ? {} : { address }),
          ...(waived ? { waived } : {}),
          blocking,
          ...(blocking ? { waiver: waiverOf(finding, input.name, today) } : {}),
        };
      },
    );
    const allowances = allowancesOf(input.plan);
    const unguarded = placesOfShortValues(input.plan);
    const provisional = provisionalBecause(input, inputs);
    return {
      name: input.name,
      counts: countActions(input.plan),
      ...(provisional === undefined ? {} : { provisional }),
      findings,
      access: withKinds(access.access, input.plan),
      statements: access.statements,
      changes: changeEntries(input.plan.changes),
      containers: containerChanges(input),
      drift: changeEntries(driftOf(input.plan)),
      valuesNeeded: needed,
      ...(allowances.length === 0 ? {} : { allowances }),
      ...(unguarded.length === 0 ? {} : { unguarded }),
      digest: input.awaits === undefined ? digestOf(input.plan) : NOT_PLANNED,
      configuration: configurationDigestOf(input),
    };
  });
  const findings = waivers.problems().map((finding) => ({ ...finding, blocking: blocks(finding) }));
  const blocking = [...findings, ...stacks.flatMap((stack) => stack.findings)];
  return {
    schemaVersion: 1,
    verdict: blocking.some((finding) => finding.blocking) ? "blocking" : "clean",
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    failOn: config.failOn,
    findings,
    stacks: compareStacks(stacks, inputs),
  };
}

/** Every finding once, the gravest first, then in the order of the rules and by subject. */
function findIn(context: FindingContext): readonly Omit<Finding, "blocking">[] {
  const found = findingRules.flatMap((rule) =>
    [...observe(rule, context)]
      .sort((a, b) => (a.subject < b.subject ? -1 : 1))
      .map(({ severity = rule.severity, ...observation }) => {
        return { id: rule.id, severity, ...observation };
      }),
  );
  const unique = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  return [...unique.values()].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}
