import type { Body } from "./check";

/** An IAM statement, as AWS reads it. */
export interface Statement {
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Statements of the policy in an argument. */
export function statements(body: Body, argument = "policy"): readonly Statement[] {
  const policy = JSON.parse(String(body[argument])) as { Statement: Statement | Statement[] };
  return [policy.Statement].flat();
}

/** Those that allow something. */
export function allows(body: Body, argument = "policy"): readonly Statement[] {
  return statements(body, argument).filter(({ Effect }) => Effect === "Allow");
}

/** A value or list as a list. */
export function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** Actions that a statement allows, in lower case as IAM compares them. */
export function actions({ Action }: Statement): readonly string[] {
  return list(Action).map((action) => action.toLowerCase());
}

/** The principals of a kind; `*` for everyone. */
export function principals({ Principal }: Statement, kind: string): readonly string[] {
  return typeof Principal === "string" ? [Principal] : list(Principal?.[kind]);
}

/** Whether a statement holds for every resource. */
export function onEverything({ Resource }: Statement): boolean {
  return list(Resource).includes("*");
}

/** Whether a pattern of an action matches one. */
export function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

/** Adds a statement to the policy in an argument. */
export function addStatement(body: Body, added: Partial<Statement>, argument = "policy"): void {
  const statement = { Effect: "Allow", ...added };
  const all = [...statements(body, argument), statement];
  body[argument] = JSON.stringify({ Version: "2012-10-17", Statement: all });
}

/** Passes roles of this stack, each by its own ARN, to tasks of ECS and to no other service. */
export function passesToTasks(statement: Statement): boolean {
  const condition = { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } };
  return (
    actions(statement).join() === "iam:passrole" &&
    JSON.stringify(statement.Condition) === JSON.stringify(condition) &&
    list(statement.Resource).every((arn) => /^\$\{aws_iam_role\.[\w-]+\.arn\}$/.test(arn))
  );
}
