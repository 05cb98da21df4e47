import { readPlan } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { madePlan, type MadeChange } from "../fixtures/made-plan";
import { NO_ACCESS } from "../fixtures/read-fixture";

const PLACE = "eu-central-1:111111111111";
const keyArn = (id: number): string => `arn:aws:kms:${PLACE}:key/${id}`;
const roleArn = "arn:aws:iam::111111111111:role/orders";
const secretArn = `arn:aws:secretsmanager:${PLACE}:secret:shop/db-AbCdEf`;
const secret = { name: "shop/db", arn: secretArn, kms_key_id: keyArn(1) };
const parameter = {
  name: "/shop/key",
  type: "SecureString",
  arn: `arn:aws:ssm:${PLACE}:parameter/shop/key`,
  key_id: keyArn(1),
};
const SECRET = "aws_secretsmanager_secret";
const PARAMETER = "aws_ssm_parameter";
const DELETE = ["delete"];
const REPLACE = ["create", "delete"];

const reading = (valueFrom: string): MadeChange => {
  const definitions = [{ name: "web", secrets: [{ name: "DB", valueFrom }] }];
  return same("aws_ecs_task_definition", {
    container_definitions: JSON.stringify(definitions),
    execution_role_arn: roleArn,
  });
};
const granting = (...keys: readonly string[]): MadeChange =>
  same("aws_iam_role_policy", {
    role: "orders",
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "secretsmanager:GetSecretValue",
          Resource: secretArn.replace(/\w{6}$/, "??????"),
        },
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: keys,
          Condition: {
            StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
          },
        },
      ],
    }),
  });

function same(type: string, values: Readonly<Record<string, unknown>>): MadeChange {
  return { type, actions: ["no-op"], before: values, after: values };
}

/** What is found in plans of stacks that are applied in this order. */
function foundIn(...stacks: readonly (readonly MadeChange[])[]): readonly string[] {
  const inputs = stacks.map((changes, at) => {
    const made = changes.map((change, index) => ({
      address: `${change.type}.n${index}`,
      ...change,
    }));
    return { name: `stack-${at}`, plan: readPlan(madePlan(made)) };
  });
  return buildReport(inputs, { analyse: () => NO_ACCESS }).stacks.flatMap(({ findings }) =>
    findings
      .filter(({ id, severity }) => id === "STILL-USED" && severity === "high")
      .map(({ text }) => text),
  );
}

const UNTIL = "still uses it: until that stack is applied";
const READS = "its tasks cannot read it.";

describe("what another stack still uses", () => {
  it.each<[string, MadeChange, MadeChange, string]>([
    [
      "a secret that its tasks name",
      { type: SECRET, actions: DELETE, before: secret },
      reading(`${secretArn}:password::`),
      `secret shop/db is deleted, and the stack stack-1 ${UNTIL}, ${READS}`,
    ],
    [
      "a secret that its policies name",
      {
        type: SECRET,
        actions: REPLACE,
        before: secret,
        after: { ...secret, name: "shop/new", arn: "" },
      },
      granting(keyArn(1)),
      `secret shop/db is replaced, and the stack stack-1 ${UNTIL}, ${READS}`,
    ],
    [
      "a parameter, by its name",
      { type: PARAMETER, actions: DELETE, before: parameter },
      reading("/shop/key"),
      `parameter /shop/key is deleted, and the stack stack-1 ${UNTIL}, ${READS}`,
    ],
    [
      "a parameter, by its ARN",
      { type: PARAMETER, actions: DELETE, before: parameter },
      reading(parameter.arn),
      `parameter /shop/key is deleted, and the stack stack-1 ${UNTIL}, ${READS}`,
    ],
    [
      "a key that encrypts its own secret",
      { type: "aws_kms_key", actions: DELETE, before: { arn: keyArn(1) } },
      same(SECRET, { ...secret, name: "orders/own" }),
      `The key is deleted, and the stack stack-1 ${UNTIL}, nothing that it encrypts there can be read.`,
    ],
    [
      "a role of its tasks",
      { type: "aws_iam_role", actions: REPLACE, before: { arn: roleArn }, after: { name: "new" } },
      reading("/other"),
      `The role is replaced, and the stack stack-1 ${UNTIL}, no task that runs with it can start.`,
    ],
  ])("is told where it goes: %s", (_what, change, use, text) => {
    expect(foundIn([change], [use])).toEqual([text]);
  });

  const encrypted = (unknown?: unknown): MadeChange => ({
    type: SECRET,
    actions: ["update"],
    before: secret,
    after: unknown ? { name: "shop/db", arn: secretArn } : { ...secret, kms_key_id: keyArn(2) },
    unknown,
  });
  const SHUT =
    "secret shop/db is encrypted with another key, for which readers in the stack stack-1 have no grant yet: " +
    "until that stack is applied, their tasks cannot read it.";

  it("is told where it gets a key without grants for its readers", () => {
    expect(foundIn([encrypted()], [granting(keyArn(1))])).toEqual([SHUT]);
    expect(foundIn([encrypted({ kms_key_id: true })], [granting(keyArn(1))])).toEqual([SHUT]);
  });

  it("is not told once they are granted it", () => {
    expect(foundIn([encrypted()], [granting(keyArn(1), keyArn(2))])).toEqual([]);
    const every = `arn:aws:kms:${PLACE}:key/*`;
    expect(foundIn([encrypted({ kms_key_id: true })], [granting(every)])).toEqual([]);
  });

  const gone: MadeChange = { type: SECRET, actions: DELETE, before: secret };

  it.each<[string, MadeChange, MadeChange]>([
    ["a longer name", gone, reading(secretArn.replace("db-", "db-two-"))],
    [
      "another parameter",
      { type: PARAMETER, actions: DELETE, before: parameter },
      reading("/shop"),
    ],
    [
      "another key",
      { type: "aws_kms_key", actions: DELETE, before: { arn: keyArn(2) } },
      same(SECRET, secret),
    ],
    ["what is only forgotten", { ...gone, actions: ["forget"] }, reading(secretArn)],
    [
      "what stays",
      {
        type: SECRET,
        actions: ["update"],
        before: secret,
        after: { ...secret, description: "new" },
      },
      granting(keyArn(1)),
    ],
  ])("is not told of %s", (_what, change, use) => {
    expect(foundIn([change], [use])).toEqual([]);
  });

  it("is not told of a stack that is applied first and uses it no more, but of one that still does", () => {
    const leaves = { ...reading(secretArn), actions: ["update"], after: {} };
    expect(foundIn([leaves], [gone])).toEqual([]);
    expect(foundIn([gone], [leaves])).toHaveLength(1);
    expect(foundIn([reading(secretArn)], [gone])).toHaveLength(1);
  });

  it("is told of the stack itself where it names it as somebody else's from now on", () => {
    const text = `secret shop/db is deleted, and after the apply this stack still uses it: ${READS}`;
    expect(foundIn([gone, reading(secretArn)])).toEqual([text]);
    expect(foundIn([gone, granting(keyArn(1))])).toEqual([text]);
  });

  it("is not told of the stack itself where it moves to another one: that has an order", () => {
    expect(foundIn([gone, { ...reading(secretArn), actions: ["update"], after: {} }])).toEqual([]);
    const again: MadeChange = { type: SECRET, actions: ["create"], after: secret };
    expect(foundIn([gone, again, reading(secretArn)])).toEqual([]);
  });

  it.each<[string, string, string]>([
    ["denies its deletion", "Deny", "secretsmanager:DeleteSecret"],
    ["denies to read it", "Deny", "secretsmanager:GetSecretValue"],
    ["lets it be written", "Allow", "secretsmanager:PutSecretValue"],
  ])("is not told of a policy that %s", (_what, Effect, Action) => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect, Action, Resource: secretArn }],
    });
    const named = same("aws_iam_policy", { policy });
    expect(foundIn([gone, named])).toEqual([]);
    expect(foundIn([gone], [named])).toEqual([]);
  });

  it("is not told of what is replaced under its name, whose ARN only the apply knows", () => {
    const replaced: MadeChange = {
      type: PARAMETER,
      actions: REPLACE,
      before: parameter,
      after: { name: parameter.name, type: "SecureString" },
      unknown: { arn: true },
    };
    expect(foundIn([replaced, reading("/shop/key")])).toEqual([]);
  });

  it("is told of a service that another program rolls out, whose task definition alone changes", () => {
    const arn = `arn:aws:ecs:${PLACE}:task-definition/web:7`;
    const before = { ...reading(secretArn).before, arn };
    const definition: MadeChange = {
      type: "aws_ecs_task_definition",
      actions: REPLACE,
      before,
      after: { container_definitions: "[]" },
    };
    const service = (now: string, before = arn): MadeChange => ({
      type: "aws_ecs_service",
      actions: now === before ? ["no-op"] : ["update"],
      before: { task_definition: before },
      after: { task_definition: now },
    });
    expect(foundIn([gone, definition, service(arn)])).toHaveLength(1);
    expect(foundIn([gone, definition, service("web-two:1")])).toEqual([]);
    // Left by an apply before, which moved the service.
    const left: MadeChange = {
      ...definition,
      actions: ["delete"],
      after: null,
      entry: { deposed: "1a2b3c4d" },
    };
    const next = arn.replace(/7$/, "8");
    for (const stays of [arn, "web:7", "web"]) {
      expect(foundIn([gone, left, service(stays, stays)])).toHaveLength(1);
    }
    for (const moved of [next, "web:8", "web-two"]) {
      expect(foundIn([gone, left, service(moved, moved)])).toEqual([]);
    }
  });
});
