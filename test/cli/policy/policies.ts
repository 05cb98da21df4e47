import { parsePolicy, type PolicyDocument } from "../../../cli/src/policy";

export const ACCOUNT = "111122223333";
export const OTHER = "444455556666";
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/exec`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/exec/task-1`;
export const USER = `arn:aws:iam::${ACCOUNT}:user/deployer`;
export const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:app/api-abcdef`;
export const FOREIGN_SECRET = SECRET.replace(ACCOUNT, OTHER);
export const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const READ = "secretsmanager:GetSecretValue";

/** A statement that allows reading everything, but for what the test says. */
export function allow(parts: object = {}): object {
  return { Effect: "Allow", Action: READ, Resource: "*", ...parts };
}

/** A statement that denies reading everything, but for what the test says. */
export function deny(parts: object = {}): object {
  return { Effect: "Deny", Action: READ, Resource: "*", ...parts };
}

/** A statement without the given element. */
export function without(statement: object, element: string): object {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => name !== element));
}

/** A policy of the version that knows variables. */
export function policy(...statements: readonly object[]): PolicyDocument {
  return parsePolicy({ Version: "2012-10-17", Statement: statements });
}
