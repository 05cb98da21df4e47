import { titleOfSource, taskDefinitionsAfter } from "../containers";
import {
  attributeNames,
  configurationOf,
  isMarked,
  isSecret,
  isWritten,
  listIn,
  mayChange,
  own,
  secretName,
  textIn,
  withoutIndexes,
  type ResourceChange,
  type StackInput,
} from "../plan";
import { settings, type FindingRule } from "./finding-rule";

/** Arguments that Terraform keeps, and what writes the same without keeping it. */
const KEPT: Readonly<Record<string, string>> = {
  value: "value_wo",
  secret_string: "secret_string_wo",
  secret_binary: "secret_string_wo",
};

export const valueInState: FindingRule = {
  id: "VALUE-IN-STATE",
  severity: "medium",
  title: "The value of a secret is kept in Terraform's state and plans",
  find: ({ input }) =>
    input.plan.changes.filter(holdsValue).flatMap((change) => {
      const expressions = configurationOf(input.plan, change)?.expressions ?? {};
      return Object.keys(KEPT)
        .filter((argument) => argument in expressions)
        .map((argument) => ({
          subject: change.label,
          text: `${argument} of ${secretName(change)} is kept in Terraform's state: anyone who reads the state or a plan reads it.`,
          remedy: `Write it with ${KEPT[argument]}, from an ephemeral variable.`,
        }));
    }),
};

function holdsValue(change: ResourceChange): boolean {
  const { type } = change;
  return isWritten(change) && (type === "aws_secretsmanager_secret_version" || isSecret(change));
}

/** Resources whose whole purpose is a value, which Terraform keeps. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  aws_iam_access_key: "Let what needs it assume a role; else make the key outside Terraform.",
  aws_iam_service_specific_credential: "Let what needs it assume a role; else make it elsewhere.",
  aws_iam_user_login_profile: "Let people sign in through IAM Identity Center.",
  random_bytes: "Draw it as an ephemeral random_password, and write it with a write-only argument.",
  random_password: "Draw it with an ephemeral resource, and write it with a write-only argument.",
  tls_private_key: "Draw it with an ephemeral resource, and write it with a write-only argument.",
};

export const credentialInState: FindingRule = {
  id: "CREDENTIAL-IN-STATE",
  severity: "low",
  title: "A new access key, password or private key is kept in Terraform's state",
  find: ({ input }) =>
    input.plan.changes
      .filter(({ mode, action }) => mode === "managed" && ["create", "replace"].includes(action))
      .flatMap(({ type, label }) => {
        const remedy = textIn(own(CREDENTIALS, type));
        if (remedy === undefined) return [];
        const text = `What this ${type} makes is kept in Terraform's state: anyone who reads the state reads it.`;
        return [{ subject: label, text, remedy }];
      }),
};

export const writeGap: FindingRule = {
  id: "WRITE-GAP",
  severity: "medium",
  title: "The version of a secret is deleted before the next one is written",
  find: ({ input }) =>
    input.plan.changes
      .filter(
        ({ type, action, createsFirst }) =>
          type === "aws_secretsmanager_secret_version" && action === "replace" && !createsFirst,
      )
      .map(({ label }) => ({
        subject: label,
        text: "The old version is dropped first: if writing the new one fails, Terraform no longer knows of either.",
        remedy: "Add `lifecycle { create_before_destroy = true }` to the version.",
      })),
};

/** A change of these is sent with the value, which Terraform gives to the provider only with a new version. */
const SENT_WITH_VALUE = ["description", "tier", "key_id", "allowed_pattern", "data_type"];

export const writeRefused: FindingRule = {
  id: "WRITE-REFUSED",
  severity: "medium",
  title:
    "A parameter changes without a new version of its value, and AWS will refuse the empty one",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => change.type === "aws_ssm_parameter" && change.action === "update")
      .filter((change) => configurationOf(input.plan, change)?.expressions["value_wo"])
      .filter((change) => !writesValue(change))
      .flatMap((change) => {
        const changed = attributeNames(SENT_WITH_VALUE.filter((name) => mayChange(change, name)));
        if (changed === "") return [];
        return [
          {
            subject: change.label,
            text: `${changed} changes, and value_wo_version does not: the provider sends an empty value, which AWS refuses half-way through the apply.`,
            remedy: "Raise value_wo_version in the same change.",
            ...settings(change, ...SENT_WITH_VALUE),
          },
        ];
      }),
};

function writesValue(change: ResourceChange): boolean {
  return isMarked(change.afterUnknown, "value_wo_version") || mayChange(change, "value_wo_version");
}

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
    ...versions.map((version) => titleOfSource(textIn(version.before?.["secret_id"]) ?? "", input)),
  ]);
}

/** The secrets that each task definition names, by its address and by its ARN. */
function secretsByTask(input: StackInput): ReadonlyMap<string, readonly string[]> {
  return new Map(
    taskDefinitionsAfter(input).flatMap(({ change, containers = [] }) => {
      const secrets = containers
        .flatMap((container) => listIn(container["secrets"]))
        .map((secret) => titleOfSource(textIn(own(secret, "valueFrom")) ?? "", input));
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
