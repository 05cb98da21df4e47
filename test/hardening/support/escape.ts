import { at, type Body } from "./check";
import { WITHOUT_RESOURCE } from "./iam-checks";
import {
  actions,
  allows,
  list,
  onEverything,
  passesToTasks,
  principals,
  statements,
  type Statement,
} from "./policy";
import type { Stack } from "./stacks";

/**
 * AWS's own policies: those for EBS volumes, load balancers and the certificates of Service Connect are the ones ECS documents
 * for its infrastructure roles, the other comes with `attachManagedPolicy` only.
 */
const ATTACHED =
  /^arn:aws:iam::aws:policy\/service-role\/AmazonECS(InfrastructureRolePolicyFor(Volumes|ServiceConnectTransportLayerSecurity)|TaskExecutionRolePolicy)$|^arn:aws:iam::aws:policy\/AmazonECSInfrastructureRolePolicyForLoadBalancers$/;
const OWN_POLICY = /^\$\{aws_iam_policy\.[\w-]+\.arn\}$/;

/**
 * What may stand for more than one thing at the end of an ARN: a new secret's random suffix, streams, a folder's objects,
 * the revisions of one family, the tasks of one cluster.
 */
const NARROW =
  /(:secret:[^*?]+-\?{6}|:log-group:[^*?]+:\*|:::[^*?/]+\/[^*?]+\/\*|:task-definition\/[^*?]+:\*|:task\/[^*?/]+\/\*)$/;

/** What others than a role's own policies let in. */
const RESOURCE_POLICIES = [
  "aws_kms_key",
  "aws_s3_bucket_policy",
  "aws_secretsmanager_secret_policy",
  "aws_sqs_queue_policy",
];

/** What holds a role: how it is used, and by what it is referred to. */
type Use = "task" | "execution" | "infrastructure" | "rule" | "machine" | "schedule" | "function";

/** Everything in the roles of a stack by which one could become another role, or reach what was not named. */
export function escapes(stack: Stack): readonly string[] {
  const { resource } = stack;
  const policies = [
    ...Object.entries(resource["aws_iam_role_policy"] ?? {}),
    ...Object.entries(resource["aws_iam_policy"] ?? {}),
  ];
  return [
    ...policies.flatMap(([name, body]) => statements(body).flatMap((one) => tooWide(name, one))),
    ...Object.entries(resource["aws_iam_role_policy_attachment"] ?? {}).flatMap(foreignPolicy),
    ...Object.entries(resource["aws_iam_role"] ?? {}).flatMap((role) => trust(role, stack)),
    ...RESOURCE_POLICIES.flatMap((type) => Object.entries(resource[type] ?? {})).flatMap(
      ([name, body]) => allows(body).flatMap((allow) => deputy(name, allow, accountOf(stack))),
    ),
    ...Object.entries(resource["aws_lambda_permission"] ?? {}).flatMap(([name, body]) =>
      body["source_account"] === accountOf(stack) && body["source_arn"] !== undefined
        ? []
        : [`${name}: ${JSON.stringify(body)}`],
    ),
  ];
}

/** A service that a resource trusts must act for this account; of principals only the account itself is let in. */
function deputy(name: string, allow: Statement, account: string): readonly string[] {
  const services = principals(allow, "Service");
  const others = principals(allow, "AWS").filter((arn) => !arn.endsWith(`::${account}:root`));
  const bound = JSON.stringify(allow.Condition ?? {}).includes(account);
  return [...others, ...(bound ? [] : services)].map((found) => `${name}: ${found}`);
}

function accountOf({ provider }: Stack): string {
  const [{ allowed_account_ids: accounts }] = provider.aws;
  return accounts[0];
}

function tooWide(name: string, statement: Statement): readonly string[] {
  if (statement.Effect !== "Allow") return [];
  const names = Object.keys(statement);
  const negated = names.filter((element) => element.startsWith("Not"));
  const wide = passesToTasks(statement)
    ? []
    : actions(statement).filter((action) => /^(iam|sts):|[*?]/.test(action));
  const everywhere = onEverything(statement)
    ? actions(statement).filter(
        (action) => !WITHOUT_RESOURCE.includes(action) || listsAnyTasks(action, statement),
      )
    : [];
  const vague = list(statement.Resource).filter(
    (arn) => arn !== "*" && /[*?]/.test(arn) && !NARROW.test(arn),
  );
  return [...negated, ...wide, ...everywhere, ...vague].map((found) => `${name}: ${found}`);
}

/** `ecs:ListTasks` has no resource that would bound it: the condition of one cluster must. */
function listsAnyTasks(action: string, { Condition }: Statement): boolean {
  const condition = JSON.stringify(Condition ?? {});
  const bounded = /^\{"ArnEquals":\{"ecs:cluster":"[^"*]+"\}\}$/.test(condition);
  return action === "ecs:listtasks" && !bounded;
}

function foreignPolicy([name, body]: [string, Body]): readonly string[] {
  const arn = String(body["policy_arn"]);
  return ATTACHED.test(arn) || OWN_POLICY.test(arn) ? [] : [`${name}: ${arn}`];
}

function trust([name, body]: [string, Body], stack: Stack): readonly string[] {
  const found = statements(body, "assume_role_policy");
  const expected = [...usesOf(name, stack)].map((use) => trustOf(use, stack));
  if (expected.length === 0) return [`${name}: used by nothing`];
  return expected.flatMap((pattern) =>
    found.length === 1 && pattern.test(JSON.stringify(found[0]))
      ? []
      : [`${name}: ${JSON.stringify(found)}`],
  );
}

function usesOf(name: string, { resource }: Stack): ReadonlySet<Use> {
  const arn = `\${aws_iam_role.${name}.arn}`;
  const having = (type: string, ...keys: readonly string[]): boolean =>
    Object.values(resource[type] ?? {}).some((body) => at(body, ...keys) === arn);
  const uses: readonly (readonly [Use, boolean])[] = [
    ["task", having("aws_ecs_task_definition", "task_role_arn")],
    ["execution", having("aws_ecs_task_definition", "execution_role_arn")],
    [
      "infrastructure",
      having("aws_ecs_service", "volume_configuration", "managed_ebs_volume", "role_arn") ||
        Object.values(resource["aws_ecs_service"] ?? {}).some((body) =>
          tlsRoles(body).includes(arn),
        ),
    ],
    ["rule", having("aws_cloudwatch_event_target", "role_arn")],
    ["machine", having("aws_sfn_state_machine", "role_arn")],
    ["schedule", having("aws_scheduler_schedule", "target", "role_arn")],
    ["function", having("aws_lambda_function", "role")],
  ];
  return new Set(uses.flatMap(([use, used]) => (used ? [use] : [])));
}

/** The roles that fetch the certificates of a service's Service Connect endpoints. */
function tlsRoles(service: Body): readonly unknown[] {
  const endpoints = at(service, "service_connect_configuration", "service");
  return Array.isArray(endpoints)
    ? endpoints.map((endpoint: Body) => at(endpoint, "tls", "role_arn"))
    : [];
}

/** The one statement that AWS documents for a use: one service, and of whom it must act on behalf. */
function trustOf(use: Use, stack: Stack): RegExp {
  const [{ region }] = stack.provider.aws;
  const account = accountOf(stack);
  const behalf = (sourceArn: string): string =>
    `,"Condition":{"ArnLike":{"aws:SourceArn":"${sourceArn}"},"StringEquals":{"aws:SourceAccount":"${account}"}}`;
  const of = (service: string, resource: string): string =>
    behalf(`arn:aws:${service}:${region}:${account}:${resource}`);
  const [service, condition]: readonly [string, string] = {
    task: ["ecs-tasks", of("ecs", "\\*")] as const,
    execution: ["ecs-tasks", `(${of("ecs", "\\*")})?`] as const,
    infrastructure: ["ecs", ""] as const,
    rule: ["events", of("events", 'rule/[^"]+')] as const,
    machine: ["states", of("states", 'stateMachine:[^*"]+')] as const,
    schedule: ["scheduler", of("scheduler", 'schedule-group/[^*"]+')] as const,
    function: ["lambda", ""] as const,
  }[use];
  return new RegExp(
    `^\\{"Effect":"Allow","Principal":\\{"Service":"${service}\\.amazonaws\\.com"\\},"Action":"sts:AssumeRole"${condition}\\}$`,
  );
}
