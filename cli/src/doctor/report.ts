import { printedJson, SCHEMAS } from "../json";
import { oneLine } from "../text";
import { formatTable } from "../ui";
import type { Examination } from "./examine";
import { type Explanation, type Finding, verdictOf } from "./explain";

const HEADINGS = ["SERVICE", "CONTAINER", "TARGET", "CHECK", "FINDING"];

const MARKS = { problem: "", hint: "hint: ", unknown: "NOT KNOWN: " };

/** What was found, as text: a table, what to do, why tasks did not start, a verdict. Never a value. */
export function formatExamination(examination: Examination): string {
  const { findings, diagnoses, explanation } = examination;
  const failedStarts = diagnoses.flatMap(({ service, failedStarts: failed }) =>
    failed.map((one) => formatExplanation(`${service.clusterName}/${service.serviceName}`, one)),
  );
  const given = explanation ? [formatExplanation("The reason that was given", explanation)] : [];
  return [
    ...(findings.length === 0 ? [] : [formatTable(HEADINGS, findings.map(row))]),
    ...(findings.length === 0 ? [] : [nextSteps(findings)]),
    ...failedStarts,
    ...given,
    ...notLookedAt(examination),
    conclusion(examination),
  ].join("\n\n");
}

function row(finding: Finding): readonly string[] {
  const { container = "–", target = "–", check, state } = finding;
  const cells = [place(finding), container, target, check, `${MARKS[state]}${finding.finding}`];
  return cells.map(oneLine);
}

function place({ cluster, service }: Finding): string {
  return service === undefined ? cluster : `${cluster}/${service}`;
}

/** Each step once, however many findings it is for. */
function nextSteps(findings: readonly Finding[]): string {
  const steps = findings.map(({ check, next }) => oneLine(`${check}: ${next}`));
  return ["Next:", ...[...new Set(steps)].map((step) => `  ${step}`)].join("\n");
}

function formatExplanation(where: string, explanation: Explanation): string {
  const { reason, cause, findings, next, stoppedAt } = explanation;
  const found = findings.map((finding) => {
    const { check, container, target } = finding;
    const at = container === undefined ? "" : `${container} ${target ?? ""} · `;
    return `  found: ${at}${check}: ${finding.finding}`;
  });
  const when = stoppedAt === undefined ? "" : ` ${stoppedAt.toISOString()}`;
  const lines = [
    `${where}: a task did not start${when}`,
    `  ECS says: ${reason}`,
    `  that is: ${cause}`,
    ...(found.length === 0 ? ["  found: nothing of that kind"] : found),
    `  next: ${next}`,
  ];
  return lines.map((line) => `${/^ */.exec(line)?.[0] ?? ""}${oneLine(line)}`).join("\n");
}

/** What is not live as long as no task runs, and so in no list of ECS. */
function notLookedAt({ notLookedAt: others = [] }: Examination): readonly string[] {
  if (others.length === 0) return [];
  return [oneLine(`Not looked at, as only services are: ${others.join(", ")}.`)];
}

function conclusion(examination: Examination): string {
  const { diagnoses, findings, readsValues } = examination;
  const references = diagnoses.reduce((sum, diagnosis) => sum + diagnosis.references, 0);
  const looked = `${count(diagnoses.length, "service")}, ${count(references, "secret")}`;
  const values = readsValues ? "" : " Values were not read: --read-values looks at them, too.";
  const of = (state: Finding["state"]): number =>
    findings.filter((finding) => finding.state === state).length;
  switch (verdictOf(examination)) {
    case "fine":
      return `Nothing is wrong with ${looked}.${values}`;
    case "problems":
      return `${count(of("problem"), "problem")}, ${of("unknown")} not known: ${looked}.${values}`;
    case "undecided":
      return `No problem, but ${of("unknown")} NOT known: ${looked}.${values}`;
  }
}

function count(number: number, one: string): string {
  return `${number} ${number === 1 ? one : `${one}s`}`;
}

/** What was found, as data: see cli/README.md. Never a value. */
export function examinationAsJson(examination: Examination): string {
  const { diagnoses, findings, readsValues, explanation, notLookedAt: others } = examination;
  const services = diagnoses.map(({ service, references, failedStarts }) => ({
    cluster: service.clusterName,
    service: service.serviceName,
    taskDefinition: service.taskDefinitionArn,
    secrets: references,
    failedStarts: failedStarts.map(explanationAsData),
  }));
  return printedJson(
    {
      schema: SCHEMAS.doctor,
      verdict: verdictOf(examination),
      readsValues,
      services,
      findings,
      ...(others ? { notLookedAt: others } : {}),
      ...(explanation ? { explanation: explanationAsData(explanation) } : {}),
    },
    2,
  );
}

/** The findings themselves are in the list of all. */
function explanationAsData({ findings, ...explanation }: Explanation): object {
  return { ...explanation, explainedBy: findings.map(({ check }) => check) };
}
