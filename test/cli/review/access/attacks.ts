import { buildReport } from "../../../../cli/src/review/report";
import type { StackReport } from "../../../../cli/src/review/model";
import type { JsonObject } from "../../../../cli/src/json";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  type StatementJson,
} from "./made-world";

export const GET = "secretsmanager:GetSecretValue";
export const role = same("aws_iam_role", "app", roleValues("app"));
export const files = same("aws_s3_bucket", "files", { bucket: "files", arn: "arn:aws:s3:::files" });

export function review(changes: readonly MadeChange[], more: JsonObject = {}): StackReport {
  const [stack] = buildReport([madeInput(changes, more)]).stacks;
  if (stack === undefined) throw new Error("no stack");
  return stack;
}

/** The policy of a role that is there, as it becomes. */
export function given(text: string): readonly MadeChange[] {
  const values = { role: "app", name: "read" };
  return [
    secret("db"),
    role,
    changed(
      "aws_iam_role_policy",
      "read",
      { ...values, policy: policy([]) },
      { ...values, policy: text },
    ),
  ];
}

/** The policy of a secret, of which something goes. */
export function secretPolicy(before: string | null, after: string | null): readonly MadeChange[] {
  const of = (text: string | null): JsonObject | null =>
    text === null ? null : { secret_arn: secretArn("db"), policy: text };
  return [
    secret("db"),
    role,
    changed("aws_secretsmanager_secret_policy", "db", of(before), of(after)),
  ];
}

export const ANYBODY = (more: JsonObject): StatementJson => ({
  ...allow(GET, "*"),
  Principal: "*",
  ...more,
});
export const KEEPS_OUT: StatementJson = {
  Effect: "Deny",
  Principal: "*",
  Action: "*",
  Resource: "*",
};
export const UNLESS = (...roles: readonly string[]): StatementJson => ({
  ...KEEPS_OUT,
  Condition: {
    ArnNotLike: { "aws:PrincipalArn": roles.map((one) => `arn:aws:iam::${ACCOUNT}:role/${one}`) },
  },
});
export const trustOf = (statement: StatementJson): MadeChange =>
  changed(
    "aws_iam_role",
    "app",
    roleValues("app"),
    roleValues("app", { assume_role_policy: policy([statement]) }),
  );
