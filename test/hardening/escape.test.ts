import { looksAt, type Body } from "./support/check";
import { escapes } from "./support/escape";
import { addStatement } from "./support/policy";
import { allStacks, type Stack } from "./support/stacks";

const RANDOM = 40;

let stacks: ReadonlyMap<string, Stack>;

beforeAll(async () => {
  stacks = await allStacks(RANDOM);
}, 60_000);

function hardenedStack(): Stack {
  const stack = stacks.get("every module hardened");
  if (!stack) throw new Error("no such stack");
  return stack;
}

function count(type: string): number {
  return [...stacks.values()].reduce(
    (sum, { resource }) => sum + Object.keys(resource[type] ?? {}).length,
    0,
  );
}

it("no role of any stack can become another role, or reach what was not named, and no service acts for others", () => {
  const found = [...stacks].flatMap(([name, stack]) =>
    escapes(stack).map((escape) => `${name}: ${escape}`),
  );
  expect(found).toEqual([]);
  // Where nothing is granted, nothing escapes.
  expect(stacks.size).toBeGreaterThan(RANDOM + 10);
  expect(count("aws_iam_role")).toBeGreaterThan(stacks.size);
  expect(count("aws_iam_role_policy")).toBeGreaterThan(2 * stacks.size);
  console.log(
    `escape: ${stacks.size} stacks, ${count("aws_iam_role")} roles, ${count("aws_iam_role_policy") + count("aws_iam_policy")} policies, no escape`,
  );
});

const READ = "read-secrets";
const TRUST = "assume_role_policy";
const changes: Readonly<Record<string, (role: Body, policy: Body) => void>> = {
  "passes a role": (_, policy) =>
    addStatement(policy, { Action: "iam:PassRole", Resource: "arn:aws:iam::1:role/admin" }),
  "passes its own stack's role to any service": (_, policy) =>
    addStatement(policy, { Action: "iam:PassRole", Resource: "${aws_iam_role.a.arn}" }),
  "passes any role to tasks": (_, policy) => {
    const Condition = { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } };
    addStatement(policy, { Action: "iam:PassRole", Resource: "arn:aws:iam::1:role/a", Condition });
  },
  "lists the tasks of every cluster": (_, policy) =>
    addStatement(policy, { Action: "ecs:ListTasks", Resource: "*" }),
  "runs every family": (_, policy) =>
    addStatement(policy, { Action: "ecs:RunTask", Resource: "arn:aws:ecs:r:1:task-definition/*" }),
  "assumes another": (_, policy) =>
    addStatement(policy, { Action: ["sts:AssumeRole"], Resource: "arn:aws:iam::1:role/admin" }),
  "may do all of a service": (_, policy) =>
    addStatement(policy, { Action: "ssm:*", Resource: "arn:a" }),
  "reads every secret": (_, policy) =>
    addStatement(policy, { Action: "secretsmanager:GetSecretValue", Resource: "*" }),
  "reads a folder of parameters": (_, policy) =>
    addStatement(policy, { Action: "ssm:GetParameters", Resource: "arn:aws:ssm:r:1:parameter/*" }),
  "reads a whole bucket": (_, policy) =>
    addStatement(policy, { Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" }),
  "may do all but": (_, policy) => {
    const NotAction = "iam:PassRole";
    addStatement(policy, { NotAction, Action: [], Resource: "arn:a" } as object);
  },
  "is trusted by a second service": (role) => {
    const Principal = { Service: ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"] };
    role[TRUST] = '{"Statement":[]}';
    addStatement(role, { Principal, Action: "sts:AssumeRole" }, TRUST);
  },
  "is trusted by an account": (role) => {
    const Principal = { AWS: "arn:aws:iam::1:root" };
    addStatement(role, { Principal, Action: "sts:AssumeRole" }, TRUST);
  },
  "is trusted on any account's behalf": (role) =>
    void (role[TRUST] = String(role[TRUST]).replace(/,"Condition":\{.*\}(?=\}\])/, "")),
  "is trusted on another account's behalf": (role) =>
    void (role[TRUST] = String(role[TRUST]).replaceAll("123456789012", "210987654321")),
};

const others: Readonly<Record<string, (resource: Stack["resource"]) => void>> = {
  "a key that serves a service for any account": (resource) => {
    for (const key of Object.values(resource["aws_kms_key"] ?? {})) {
      addStatement(key, {
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: "kms:*",
      });
    }
  },
  "a queue that takes from any account": (resource) => {
    for (const queue of Object.values(resource["aws_sqs_queue_policy"] ?? {})) {
      addStatement(queue, { Principal: { Service: ["events.amazonaws.com"] }, Action: "sqs:*" });
    }
  },
  "a bucket that lets another account in": (resource) => {
    for (const bucket of Object.values(resource["aws_s3_bucket_policy"] ?? {})) {
      addStatement(bucket, { Principal: { AWS: "arn:aws:iam::1:root" }, Action: "s3:GetObject" });
    }
  },
  "a function that any account's secret starts": (resource) => {
    for (const permission of Object.values(resource["aws_lambda_permission"] ?? {})) {
      permission["source_account"] = undefined;
    }
  },
  "a role that nothing uses": (resource) => {
    for (const [name, role] of Object.entries(resource["aws_iam_role"] ?? {})) {
      if (name.includes("events-role")) (resource["aws_iam_role"] ?? {})["unused"] = role;
    }
  },
  "a role with all rights": (resource) => {
    for (const attached of Object.values(resource["aws_iam_role_policy_attachment"] ?? {})) {
      attached["policy_arn"] = "arn:aws:iam::aws:policy/AdministratorAccess";
    }
  },
};

it.each(Object.entries(others))("%s is found", (_, change) => {
  const stack = structuredClone(hardenedStack());
  change(stack.resource);
  expect(escapes(stack)).toHaveLength(1);
});

it.each([
  "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
  "service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
  "AmazonECSInfrastructureRolePolicyForLoadBalancers",
])("%s, which ECS documents for its infrastructure roles, is none", (policy) => {
  const stack = structuredClone(hardenedStack());
  const attached = Object.values(stack.resource["aws_iam_role_policy_attachment"] ?? {});
  expect(attached.length).toBeGreaterThan(0);
  for (const attachment of attached) attachment["policy_arn"] = `arn:aws:iam::aws:policy/${policy}`;
  expect(escapes(stack)).toEqual([]);
});

it.each(Object.entries(changes))("a role that %s is found", (_, change) => {
  const stack = structuredClone(hardenedStack());
  const roles = [...looksAt({ ...NOTHING, types: ["aws_iam_role"] }, stack.resource)];
  const task = roles.find(([address]) => address.includes("task-role"))?.[1];
  const policy = Object.values(stack.resource["aws_iam_role_policy"] ?? {}).find(
    ({ name_prefix }) => String(name_prefix).startsWith(READ),
  );
  if (!task || !policy) throw new Error("no such role");
  expect(escapes(stack)).toEqual([]);
  const before = JSON.stringify([task, policy]);
  change(task, policy);
  expect(JSON.stringify([task, policy])).not.toBe(before);
  expect(escapes(stack)).toHaveLength(1);
});

const NOTHING = { ids: [], passes: () => true, spoil: () => undefined };
