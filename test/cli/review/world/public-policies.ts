// Makes the texts of AWS's managed policies anew: npx tsx --conditions source test/cli/review/world/public-policies.ts
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  OF_KEYS,
  OF_OBJECTS,
  OF_POLICIES,
  OF_ROLES,
  OF_RUNNING,
  OF_SECRETS,
} from "../../../../cli/src/review/access/gives";

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

/** Calls without which a policy of one's own gives nothing away either, and where what is read lies. */
const MATTERS = [
  ...OF_SECRETS,
  ...OF_OBJECTS,
  ...OF_KEYS,
  ...OF_POLICIES,
  "secretsmanager:BatchGetSecretValue",
  "s3:GetBucketLocation",
  "sts:AssumeRole",
  "sts:AssumeRoot",
];

const PASS_ROLE = "iam:PassRole";

/** Calls by which people run what they like as a role. A service that has them runs what it is for. */
const RUNS = [...OF_ROLES, ...OF_RUNNING];

/** Policies that AWS wrote for roles of its services, also where their path does not say so. */
const FOR_SERVICES =
  /^(aws-service-role|service-role)\/|^AmazonEKS(Cluster|Compute)Policy$|RolePolicy|ExecutionPolicy|PermissionsBoundary$/;

/**
 * Services that run, or call in AWS, what is given to them with a role. Others, such as the one that scales tables, do with a role
 * what they are for.
 */
const RUNNERS = new RegExp(
  `^(${[
    "apigateway|appsync|batch|braket|cloud9|cloudformation|codebuild|codedeploy|codepipeline|datapipeline|ec2|ecs|ecs-tasks",
    "eks|elasticmapreduce|events|gamelift|glue|greengrass|imagebuilder|kinesisanalytics|lambda|pipes|robomaker|sagemaker",
    "scheduler|ssm|states|transfer|[a-z-]+\\.(amplify|apprunner|eks|emr-serverless|gamelift|glue|sagemaker)|.*[*?].*",
  ].join("|")})\\.amazonaws\\.com|^[*]`,
);

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
    const wanted = FOR_SERVICES.test(name) ? MATTERS : [...MATTERS, ...RUNS];
    return [
      name,
      WHOLE.includes(name) ? statements : statements.flatMap((one) => partThatMatters(one, wanted)),
    ];
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

function partThatMatters(
  statement: PublicStatement,
  wanted: readonly string[],
): readonly PublicStatement[] {
  const { Action, NotAction } = statement;
  const calls = passesToRunner(statement)
    ? wanted
    : wanted.filter((call) => !matches(PASS_ROLE, call));
  if (Action === undefined) {
    const kept = calls.some((call) => !listOf(NotAction).some((one) => matches(one, call)));
    return kept ? [statement] : [];
  }
  const about = (wanted: readonly string[]): readonly string[] =>
    listOf(Action).filter((one) => wanted.some((call) => matches(one, call)));
  // Who reads secrets needs nobody that runs as a role.
  const actions = about(about(OF_SECRETS).length > 0 ? calls.filter(isNoRun) : calls);
  return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
}

function isNoRun(call: string): boolean {
  return MATTERS.includes(call);
}

/** Whether a role may be passed to what runs what it is given. */
function passesToRunner({ Condition }: PublicStatement): boolean {
  const services = Object.values(Condition ?? {}).flatMap((tests: object) =>
    Object.entries(tests).flatMap(([key, values]) =>
      /^iam:PassedToService$/i.test(key) ? listOf(values as string | readonly string[]) : [],
    ),
  );
  return services.length === 0 || services.some((service) => RUNNERS.test(service));
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, action: string): boolean {
  const known = patterns.get(pattern) ?? asRegExp(pattern);
  patterns.set(pattern, known);
  return known.test(action);
}

function asRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i");
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
