// Makes the texts of AWS's managed policies anew: npx tsx --conditions source test/cli/review/world/public-policies.ts
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

/** Where the review looks them up. */
export const TEXTS_FILE = path.join(
  __dirname,
  "../../../../cli/src/review/world/managed-policy-texts.json",
);

/** What the file holds. */
export interface ManagedPolicyTexts {
  /** The day of the newest policy among them. */
  readonly date: string;
  /** By name, below its path: the statements that can matter here, each with the actions of it that can. */
  readonly statements: Readonly<Record<string, readonly PublicStatement[]>>;
  /** Names of all others: none of their statements can matter. */
  readonly harmless: readonly string[];
}

/** A statement as AWS has it, without its Sid. */
export interface PublicStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: object;
}

/** A policy of the public data set. */
interface PublicPolicy {
  readonly Path: string;
  readonly UpdateDate: string;
  readonly Document: { readonly Statement: PublicStatement | readonly PublicStatement[] };
}

/** Calls that give a secret, a parameter, an object or a key's use away, or a role that may. */
const READS = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:BatchGetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParameterHistory",
  "ssm:GetParametersByPath",
  "kms:Decrypt",
  "s3:GetObject",
  "s3:GetBucketLocation",
  "sts:AssumeRole",
];

/** Calls by which one gives such reading to oneself or to others. */
const GIVES = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "kms:CreateGrant",
  "kms:PutKeyPolicy",
  "s3:PutBucketPolicy",
  "secretsmanager:PutResourcePolicy",
];

const MATTERS = [...READS, ...GIVES];

/** Kept whole: what it gives besides is what a task needs to start, and explains the same in a policy of one's own. */
const WHOLE = ["service-role/AmazonECSTaskExecutionRolePolicy"];

/** The managed policies that moto brings along, by name; nothing where it is not installed. */
export function publicPolicies(): Readonly<Record<string, PublicPolicy>> | undefined {
  const script = [
    "import json",
    "from moto.iam.aws_managed_policies import aws_managed_policies_data as data",
    "print(data if isinstance(data, str) else json.dumps(data))",
  ].join("\n");
  const options = { encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const { status, stdout } = spawnSync("python3", ["-c", script], options);
  return status === 0 ? (JSON.parse(stdout) as Readonly<Record<string, PublicPolicy>>) : undefined;
}

/** What of these policies the review keeps. */
export function textsOf(policies: Readonly<Record<string, PublicPolicy>>): ManagedPolicyTexts {
  const all = Object.entries(policies)
    .map(([name, policy]) => ({ name: `${policy.Path.slice(1)}${name}`, ...policy }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const kept = all.map(({ name, Document }): [string, readonly PublicStatement[]] => {
    const statements = listOf(Document.Statement).map(withoutSid);
    return [name, WHOLE.includes(name) ? statements : statements.flatMap(partThatMatters)];
  });
  const gives = ([, statements]: (typeof kept)[number]): boolean =>
    statements.some(({ Effect }) => Effect === "Allow");
  return {
    date: all
      .reduce((last, { UpdateDate }) => (UpdateDate > last ? UpdateDate : last), "")
      .slice(0, 10),
    statements: Object.fromEntries(kept.filter(gives)),
    harmless: kept.filter((one) => !gives(one)).map(([name]) => name),
  };
}

/** The file's text: one policy a line, so that a new date shows which ones have changed. */
export function written({ date, statements, harmless }: ManagedPolicyTexts): string {
  const lines = Object.entries(statements).map(
    ([name, list]) => `    ${JSON.stringify(name)}: ${JSON.stringify(list)}`,
  );
  const names = harmless.map((name) => `    ${JSON.stringify(name)}`);
  return [
    `{\n  "date": ${JSON.stringify(date)},`,
    `  "statements": {\n${lines.join(",\n")}\n  },`,
    `  "harmless": [\n${names.join(",\n")}\n  ]\n}\n`,
  ].join("\n");
}

function partThatMatters(statement: PublicStatement): readonly PublicStatement[] {
  const { Action, NotAction } = statement;
  if (Action === undefined) {
    const kept = MATTERS.some((call) => !listOf(NotAction).some((one) => matches(one, call)));
    return kept ? [statement] : [];
  }
  const actions = listOf(Action).filter((one) => MATTERS.some((call) => matches(one, call)));
  return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
}

function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

function withoutSid(statement: PublicStatement): PublicStatement {
  return Object.fromEntries(
    Object.entries(statement).filter(([element]) => element !== "Sid"),
  ) as unknown as PublicStatement;
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

if (require.main === module) {
  const policies = publicPolicies();
  if (policies === undefined) throw new Error("python3 finds no moto: pip install 'moto==5.2.1'");
  writeFileSync(TEXTS_FILE, written(textsOf(policies)));
}
