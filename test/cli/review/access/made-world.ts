import type { JsonObject } from "../../../../cli/src/json";
import type { MadeChange } from "../fixtures/made-plan";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";

/** A statement of a policy. */
export type StatementJson = JsonObject;

/** The ARN of the secret called `name`. */
export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbCdEf`;
}

/** The ARN of the parameter called `name`. */
export function parameterArn(name: string): string {
  return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}`;
}

export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** An Allow statement of an identity policy. */
export function allow(
  action: string | string[],
  resource: string | string[],
  more: JsonObject = {},
): StatementJson {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

/** A policy as JSON text. */
export function policy(statements: readonly StatementJson[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A resource that stays as it is. */
export function same(type: string, name: string, values: JsonObject): MadeChange {
  return { address: address(type, name), type, actions: ["no-op"], before: values, after: values };
}

/** A resource that is there before or after, or differs. */
export function changed(
  type: string,
  name: string,
  before: JsonObject | null,
  after: JsonObject | null,
): MadeChange {
  const actions = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  return { address: address(type, name), type, actions, before, after };
}

/** A secret that exists. */
export function secret(name: string, more: JsonObject = {}): MadeChange {
  const arn = secretArn(name);
  return same("aws_secretsmanager_secret", name, { arn, id: arn, name, ...more });
}

/** A SecureString parameter that exists. */
export function parameter(name: string, more: JsonObject = {}): MadeChange {
  const values = { arn: parameterArn(name), id: name, name, type: "SecureString", ...more };
  return same("aws_ssm_parameter", name, values);
}

/** A key that exists, with a policy that delegates to IAM unless another is given. */
export function key(statements?: readonly StatementJson[]): MadeChange {
  const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const all = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };
  const id = KEY_ARN.split("/")[1];
  const values = {
    arn: KEY_ARN,
    id,
    key_id: id,
    is_enabled: true,
    policy: policy(statements ?? [all]),
  };
  return same("aws_kms_key", "key", values);
}

/** What the trust policy of a role for tasks says. */
export const TASKS: StatementJson = {
  Effect: "Allow",
  Principal: { Service: "ecs-tasks.amazonaws.com" },
  Action: "sts:AssumeRole",
};

/** Attributes of a role. */
export function roleValues(name: string, more: JsonObject = {}): JsonObject {
  const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return { arn, id: name, name, path: "/", assume_role_policy: policy([TASKS]), ...more };
}

/** A role that exists with an inline policy, which becomes another one where two are given. */
export function execution(
  name: string,
  before: readonly StatementJson[],
  after: readonly StatementJson[] = before,
): readonly MadeChange[] {
  const inline = (statements: readonly StatementJson[]): JsonObject => ({
    role: name,
    name: "read",
    policy: policy(statements),
  });
  return [
    same("aws_iam_role", name, roleValues(name)),
    changed("aws_iam_role_policy", name, inline(before), inline(after)),
  ];
}

/** A task definition whose container `app` has these secrets: names of secrets, or whole `valueFrom`. */
export function task(
  family: string,
  role: string | undefined,
  secrets: Readonly<Record<string, string>>,
  container: JsonObject = {},
): JsonObject {
  return {
    family,
    ...(role === undefined ? {} : { execution_role_arn: `arn:aws:iam::${ACCOUNT}:role/${role}` }),
    container_definitions: JSON.stringify([
      {
        name: "app",
        image: "nginx:1",
        secrets: Object.entries(secrets).map(([name, source]) => ({
          name,
          valueFrom: source.startsWith("arn:") ? source : secretArn(source),
        })),
        ...container,
      },
    ]),
  };
}

/** A task definition that exists. */
export function service(
  family: string,
  role: string | undefined,
  secrets: Readonly<Record<string, string>>,
): MadeChange {
  return same("aws_ecs_task_definition", family, task(family, role, secrets));
}

function address(type: string, name: string): string {
  return `${type}.${name.replace(/[^A-Za-z0-9_-]+/g, "_")}`;
}
