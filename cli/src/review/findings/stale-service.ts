import { taskDefinitionsAfter } from "../containers";
import { describeSource } from "../containers/secret-source";
import { listIn, own, textIn } from "../plan/json";
import { configurationOf, withoutIndexes } from "../plan/configuration";
import type { ResourceChange, StackInput } from "../plan";
import type { FindingRule } from "./finding-rule";
import { isSecret, mayChange, secretName } from "./resources";

/** Running tasks that keep the old value. */
export const staleService: FindingRule = {
  id: "STALE-SERVICE",
  severity: "medium",
  title: "A secret gets a new value, and a service that reads it is not deployed again",
  find: ({ input }) => {
    const written = writtenSecrets(input);
    if (written.size === 0) return [];
    const secrets = secretsByTask(input);
    return input.plan.changes.filter(isUntouchedService).flatMap((service) =>
      [...new Set(tasksOf(service, input).flatMap((task) => secrets.get(task) ?? []))]
        .filter((secret) => written.has(secret))
        .map((secret) => ({
          subject: service.label,
          text: `${secret} gets a new value, and the tasks of this service keep the old one until they are started again.`,
          remedy:
            "Deploy the service again: give `triggers` the secret's revision, with `force_new_deployment`.",
        })),
    );
  },
};

function isUntouchedService({ type, action }: ResourceChange): boolean {
  return type === "aws_ecs_service" && action === "no-op";
}

/** Secrets that had a value before and get another one. */
function writtenSecrets(input: StackInput): ReadonlySet<string> {
  const { changes } = input.plan;
  const parameters = changes.filter(
    (change) =>
      change.type === "aws_ssm_parameter" &&
      isSecret(change) &&
      change.action === "update" &&
      ["value", "value_wo_version"].some((attribute) => mayChange(change, attribute)),
  );
  const versions = changes.filter(
    ({ type, action }) =>
      type === "aws_secretsmanager_secret_version" && ["update", "replace"].includes(action),
  );
  return new Set([
    ...parameters.map((parameter) => secretName(parameter)),
    ...versions.map((version) => sourceName(textIn(version.before?.["secret_id"]) ?? "", input)),
  ]);
}

/** The secrets that each task definition names, by its address and by its ARN. */
function secretsByTask(input: StackInput): ReadonlyMap<string, readonly string[]> {
  return new Map(
    taskDefinitionsAfter(input).flatMap(({ change, containers = [] }) => {
      const secrets = containers
        .flatMap((container) => listIn(container["secrets"]))
        .map((secret) => sourceName(textIn(own(secret, "valueFrom")) ?? "", input));
      const names = [...new Set(secrets)].sort();
      const arn = textIn(change.after?.["arn"]);
      const keys = [withoutIndexes(change.address), ...(arn === undefined ? [] : [arn])];
      return keys.map((key) => [key, names] as const);
    }),
  );
}

/** Address and ARN of the task definition of a service, as far as they are known. */
function tasksOf(service: ResourceChange, input: StackInput): readonly string[] {
  const configured = configurationOf(input.plan, service);
  const references = configured?.references(configured.expressions["task_definition"]) ?? [];
  const arn = textIn(service.after?.["task_definition"]);
  return [...references, ...(arn === undefined ? [] : [arn])];
}

function sourceName(valueFrom: string, input: StackInput): string {
  return describeSource(valueFrom, input).split(" · ")[0] ?? "";
}
