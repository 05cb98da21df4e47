import type { Examination } from "./examine";
import type { Explanation } from "./explain";
import { verdictOf } from "./verdict";

/** Goes up when something that a script may rely on goes away or means something else. */
const SCHEMA = "ecs-secrets/doctor/1";

/** What was found, as data: see cli/README.md. Never a value. */
export function examinationAsJson(examination: Examination): string {
  const { diagnoses, findings, readsValues, explanation } = examination;
  const services = diagnoses.map(({ service, references, failedStarts }) => ({
    cluster: service.clusterName,
    service: service.serviceName,
    taskDefinition: service.taskDefinitionArn,
    secrets: references,
    failedStarts: failedStarts.map(explanationAsData),
  }));
  return JSON.stringify(
    {
      schema: SCHEMA,
      verdict: verdictOf(examination),
      readsValues,
      services,
      findings,
      ...(explanation ? { explanation: explanationAsData(explanation) } : {}),
    },
    undefined,
    2,
  );
}

/** The findings themselves are in the list of all. */
function explanationAsData({ findings, ...explanation }: Explanation): object {
  return { ...explanation, explainedBy: findings.map(({ check }) => check) };
}
