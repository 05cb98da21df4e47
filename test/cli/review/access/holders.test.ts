import { analyseAccess } from "../../../../cli/src/review/access";
import type { AccessAnalysis } from "../../../../cli/src/review/model";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  execution,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  service,
  task,
  TASKS,
} from "./made-world";

const GET = "secretsmanager:GetSecretValue";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const READ_ARN = `arn:aws:iam::${ACCOUNT}:policy/read`;
const READ = same("aws_iam_policy", "read", {
  arn: READ_ARN,
  policy: policy([allow(GET, secretArn("db"))]),
});
const ALICE = same("aws_iam_user", "alice", {
  name: "alice",
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
});
const ADMINS = same("aws_iam_group", "admins", { name: "admins" });
const READABLE = { secret: "secret db", before: "not readable", after: "readable" };

describe.each(["user", "group"] as const)("policies of a %s", (kind) => {
  const type = `aws_iam_${kind}_policy`;
  const attached = { [kind]: "ops", policy_arn: READ_ARN };

  it.each<[string, MadeChange]>([
    ["attached", changed(`${type}_attachment`, "x", null, attached)],
    ["listed", changed("aws_iam_policy_attachment", "x", null, list(kind, "ops", READ_ARN))],
    [
      "listed exclusively",
      changed(`${type}_attachments_exclusive`, "x", null, {
        [`${kind}_name`]: "ops",
        policy_arns: [READ_ARN],
      }),
    ],
    ["written inline", changed(type, "x", null, { [kind]: "ops", policy: READ.after?.["policy"] })],
  ])("widen when they are %s, also where it is no resource of the plan", (_how, change) => {
    const { facts, access } = analysed([READ, secret("db"), change]);

    expect(facts.widened).toEqual([
      expect.objectContaining({
        owner: `${kind} ops`,
        policy: "identity",
        actions: [GET],
        resources: [secretArn("db")],
      }),
    ]);
    expect(access).toEqual([expect.objectContaining({ principal: `${kind} ops`, ...READABLE })]);
  });

  it("narrow when they go", () => {
    const { statements, facts } = analysed([
      READ,
      changed(`${type}_attachment`, "x", attached, null),
    ]);

    expect(statements).toEqual([
      expect.objectContaining({ owner: `${kind} ops`, kind: "narrowed" }),
    ]);
    expect(facts.widened).toEqual([]);
  });

  it("may be as readable as before when unknown ones take their place", () => {
    const unknown = { ...attached, policy_arn: `arn:aws:iam::${ACCOUNT}:policy/shared` };
    const { access } = analysed([
      READ,
      secret("db"),
      changed(`${type}_attachment`, "x", attached, unknown),
    ]);

    expect(access).toEqual([
      expect.objectContaining({ before: "readable", after: "cannot prove" }),
    ]);
  });

  it("are told once, of who has them", () => {
    const { facts } = analysed([
      { ...READ, actions: ["create"], before: null },
      changed(`${type}_attachment`, "x", null, attached),
    ]);

    expect(facts.widened.map(({ owner }) => owner)).toEqual([`${kind} ops`]);
  });

  it("are never explained by a reference", () => {
    const { facts } = analysed([
      READ,
      secret("db"),
      changed(`${type}_attachment`, "x", null, attached),
      ...execution("ops", [allow(GET, secretArn("db"))]),
      service("web", "ops", { DB: "db" }),
    ]);

    expect(facts.widened).toHaveLength(1);
  });

  it("of AWS are known, or named as unknown", () => {
    const attach = (policyArn: string): AccessAnalysis["facts"] =>
      analysed([changed(`${type}_attachment`, "x", null, { [kind]: "ops", policy_arn: policyArn })])
        .facts;

    expect(attach(ADMIN).widened).toEqual([
      expect.objectContaining({ owner: `${kind} ops`, actions: ["*"], resources: ["*"] }),
    ]);
    expect(attach("arn:aws:iam::aws:policy/SecretsManagerReadWrite").widened).toContainEqual(
      expect.objectContaining({ owner: `${kind} ops`, actions: ["secretsmanager:*"] }),
    );
    // It passes roles to functions, and writes these.
    expect(attach("arn:aws:iam::aws:policy/AWSLambda_FullAccess").widened).toContainEqual(
      expect.objectContaining({ owner: `${kind} ops`, actions: ["iam:PassRole"] }),
    );
    expect(attach("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess")).toEqual(
      expect.objectContaining({ widened: [], unproven: [] }),
    );
    expect(attach("arn:aws:iam::aws:policy/MadeTomorrow").unproven).toEqual([
      {
        subject: `${kind} ops`,
        reason: expect.stringMatching(/^MadeTomorrow of AWS is newer than the texts of 20/),
        decisive: true,
        outside: true,
      },
    ]);
  });
});

describe("a member of a group", () => {
  const groupPolicy = (resource: string): Record<string, unknown> => ({
    group: "admins",
    policy: policy([allow(GET, resource)]),
  });
  const held = same("aws_iam_group_policy", "x", groupPolicy(secretArn("db")));

  it.each<[string, MadeChange]>([
    [
      "its own list",
      changed("aws_iam_user_group_membership", "x", null, { user: "alice", groups: ["admins"] }),
    ],
    [
      "the group's list",
      changed("aws_iam_group_membership", "x", null, { group: "admins", users: ["alice"] }),
    ],
  ])("gets what the group has when it joins by %s", (_how, joins) => {
    const { facts, access } = analysed([ALICE, ADMINS, held, secret("db"), joins]);

    expect(facts.widened).toEqual([expect.objectContaining({ owner: "user alice" })]);
    expect(facts.unproven).toEqual([]);
    expect(access).toEqual([
      expect.objectContaining({ principal: "group admins", before: "readable", after: "readable" }),
      expect.objectContaining({ principal: "user alice", ...READABLE }),
    ]);
  });

  it("is not named again for what the group gets", () => {
    const member = same("aws_iam_group_membership", "x", { group: "admins", users: ["alice"] });
    const grown = changed(
      "aws_iam_group_policy",
      "x",
      groupPolicy(secretArn("db")),
      groupPolicy("*"),
    );
    const { facts } = analysed([ALICE, ADMINS, member, grown]);

    expect(facts.widened.map(({ owner }) => owner)).toEqual(["group admins"]);
  });

  it("may get anything from a group that is no part of the plan", () => {
    const joins = { user: "alice", groups: ["admins"] };
    const { facts } = analysed([ALICE, changed("aws_iam_user_group_membership", "x", null, joins)]);

    expect(facts.unproven).toEqual([
      expect.objectContaining({ subject: "user alice", reason: expect.stringMatching(/admins/) }),
    ]);
  });
});

describe("a role that is no resource of the plan", () => {
  const attached = { role: "theirs", policy_arn: ADMIN };

  it("widens by what is attached to it", () => {
    const { facts } = analysed([changed("aws_iam_role_policy_attachment", "x", null, attached)]);

    expect(facts.widened).toEqual([
      expect.objectContaining({ owner: "role theirs", actions: ["*"] }),
    ]);
  });

  it("does not by what a task with it needs", () => {
    const log = { logDriver: "awslogs", options: { "awslogs-group": "/ecs/app" } };
    const statements = [
      allow(GET, secretArn("db")),
      allow("logs:PutLogEvents", `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/ecs/app:*`),
    ];
    const { facts, access } = analysed([
      secret("db"),
      changed("aws_iam_role_policy", "x", null, { role: "theirs", policy: policy(statements) }),
      same(
        "aws_ecs_task_definition",
        "web",
        task("web", "theirs", { DB: "db" }, { logConfiguration: log }),
      ),
    ]);

    expect(facts.widened).toEqual([]);
    expect(access.map(({ principal }) => principal)).toEqual(["role theirs"]);
  });
});

it("does not blame a role that only the apply tells for what some task needs", () => {
  const statements = (action: string): string => policy([allow(action, secretArn("db"))]);
  const widened = (action: string): unknown =>
    analysed([
      secret("db"),
      service("web", "theirs", { DB: "db" }),
      {
        type: "aws_iam_role_policy",
        actions: ["create"],
        after: { policy: statements(action) },
        unknown: { role: true },
        expressions: { role: { references: ["aws_iam_role.each", "each.key"] } },
      },
    ]).facts.widened.map(({ owner }) => owner);

  expect(widened(GET)).toEqual([]);
  expect(widened("secretsmanager:PutSecretValue")).toEqual([
    "role aws_iam_role.each (known after apply)",
  ]);
});

it("finds an exclusive attachment of a role of the plan", () => {
  const values = { role_name: "web", policy_arns: [ADMIN] };
  const { facts } = analysed([
    same("aws_iam_role", "web", roleValues("web", { assume_role_policy: policy([TASKS]) })),
    changed("aws_iam_role_policy_attachments_exclusive", "x", null, values),
  ]);

  expect(facts.widened).toEqual([expect.objectContaining({ owner: "web", actions: ["*"] })]);
});

it("knows a new user by the reference that lists it", () => {
  const { facts } = analysed([
    READ,
    { type: "aws_iam_user", actions: ["create"], after: {}, unknown: { name: true, arn: true } },
    {
      type: "aws_iam_policy_attachment",
      actions: ["create"],
      after: { policy_arn: READ_ARN, users: [null] },
      unknown: { users: [true] },
      expressions: { users: { references: ["aws_iam_user.it.name", "aws_iam_user.it"] } },
    },
  ]);

  expect(facts.widened).toEqual([expect.objectContaining({ owner: "user aws_iam_user.it" })]);
});

it("compares the boundary of a user", () => {
  const limited = { ...ALICE.after, permissions_boundary: READ_ARN };
  const { facts } = analysed([
    READ,
    changed("aws_iam_user", "alice", limited, ALICE.after ?? null),
  ]);

  expect(facts.widened).toEqual([
    expect.objectContaining({ owner: "user alice", policy: "boundary" }),
  ]);
});

function list(kind: "user" | "group", name: string, arn: string): Record<string, unknown> {
  return { policy_arn: arn, roles: [], users: [], groups: [], [`${kind}s`]: [name] };
}

function analysed(changes: readonly MadeChange[]): AccessAnalysis {
  return analyseAccess(madeInput(changes));
}
