import { digestOf } from "../../../../cli/src/review/report";
import { fixture, PLANS, stackInput, type Json } from "../fixtures/read-fixture";
import { readPlan } from "../../../../cli/src/review/plan";
import { madePlan, type MadeChange } from "../fixtures/made-plan";

function digest(change: MadeChange, more: object = {}): string {
  return digestOf(readPlan(madePlan([change], { ...more })));
}

const secret: MadeChange = {
  type: "aws_secretsmanager_secret",
  actions: ["create"],
  after: { name: "shop/db", kms_key_id: "k" },
};

describe("the digest of what an apply does", () => {
  it.each(PLANS)("is equal for the plan %s, whenever and in whatever order it was made", (name) => {
    const json = fixture(name);
    json["timestamp"] = "2030-01-01T00:00:00Z";
    json["terraform_version"] = "1.99.0";
    json["resource_changes"] = [...(json["resource_changes"] as Json[])].reverse();
    json["prior_state"] = {};
    const shuffled = JSON.parse(JSON.stringify(json), reverseNames) as object;
    expect(digestOf(readPlan(shuffled))).toBe(digestOf(stackInput(name).plan));
  });

  it("is another one for each of the plans", () => {
    expect(new Set(PLANS.map((name) => digestOf(stackInput(name).plan))).size).toBe(PLANS.length);
  });

  it.each<readonly [string, MadeChange]>([
    ["a name", { ...secret, after: { name: "shop/other", kms_key_id: "k" } }],
    ["an address", { ...secret, address: "aws_secretsmanager_secret.other" }],
    ["an action", { ...secret, actions: ["create", "delete"] }],
    ["what is unknown besides", { ...secret, unknown: { arn: true } }],
    ["an import", { ...secret, change: { importing: { id: "x" } } }],
    ["a move", { ...secret, entry: { previous_address: "a.b" } }],
    ["a deposed object", { ...secret, entry: { deposed: "0badc0de" } }],
    ["a mark", { ...secret, sensitive: { name: true } }],
  ])("is another one for %s", (_what, other) => {
    expect(digest(other)).not.toBe(digest(secret));
  });

  it("tells the order of a replacement apart", () => {
    const actions = [["create", "delete"], ["delete", "create"], ["create", "forget"], ["rotate"]];
    expect(new Set(actions.map((words) => digest({ ...secret, actions: words }))).size).toBe(4);
  });

  it.each([
    [
      "a policy",
      { policy: '{"Statement":[{"Action":"a"}]}' },
      { policy: '{"Statement":[{"Action":"b"}]}' },
    ],
    [
      "the source of a secret",
      { container_definitions: '[{"secrets":[{"name":"A","valueFrom":"/a"}]}]' },
      { container_definitions: '[{"secrets":[{"name":"A","valueFrom":"/b"}]}]' },
    ],
    ["a new version of a value", { value_wo_version: 1 }, { value_wo_version: 2 }],
  ])("is another one for %s", (_what, one, other) => {
    const of = (after: object): string =>
      digest({ type: "t", actions: ["create"], after: { ...after } });
    expect(of(one)).not.toBe(of(other));
  });

  it("does not care how a policy is written down", () => {
    const of = (policy: string): string =>
      digest({ type: "t", actions: ["create"], after: { policy } });
    expect(of('{"a":1,"b":[2]}')).toBe(of('{ "b": [2], "a": 1 }'));
  });

  it("holds only what an update changes, and of a delete only its identity", () => {
    const update = (counter: number): string =>
      digest({
        type: "t",
        actions: ["update"],
        before: { name: "a", counter, size: 1 },
        after: { name: "a", counter, size: 2 },
      });
    const removal = (counter: number, name = "a"): string =>
      digest({ type: "t", actions: ["delete"], before: { name, counter } });
    expect(update(1)).toBe(update(2));
    expect(removal(1)).toBe(removal(2));
    expect(removal(1)).not.toBe(removal(1, "b"));
  });

  it("leaves out what stays as it is, what drifted and what is put off", () => {
    const more = {
      resource_drift: [{ address: "a.b", type: "a", name: "b", change: { actions: ["update"] } }],
      deferred_changes: [
        {
          resource_change: {
            address: "a.b",
            type: "a",
            name: "b",
            change: { actions: ["create"] },
          },
        },
      ],
    };
    const idle: MadeChange = { type: "t", actions: ["no-op"], before: {}, after: { a: 1 } };
    const plan = readPlan(madePlan([secret, idle], more));
    expect(digestOf(plan)).toBe(digest(secret));
  });
});

describe("no digest of a secret: it is the same whatever the value is", () => {
  it.each<readonly [string, (value: string) => MadeChange]>([
    [
      "marked",
      (value) => ({ type: "t", actions: ["create"], after: { a: value }, sensitive: { a: true } }),
    ],
    [
      "marked as a whole",
      (value) => ({
        type: "t",
        actions: ["create"],
        after: { a: { b: value } },
        sensitive: { a: true },
      }),
    ],
    [
      "marked before only",
      (value) => ({
        type: "t",
        actions: ["update"],
        before: { a: "old-made-up" },
        after: { a: value },
        change: { before_sensitive: { a: true }, after_sensitive: {} },
      }),
    ],
    [
      "marked before, and in a longer text after",
      (value) => ({
        type: "t",
        actions: ["create", "delete"],
        before: { a: value },
        after: { b: `user:${value}@host` },
        change: { before_sensitive: { a: true }, after_sensitive: {} },
      }),
    ],
    [
      "marked in one place, and in a longer text in another",
      (value) => ({
        type: "t",
        actions: ["create"],
        after: { a: value, b: `user:${value}@host`, c: { d: [value] } },
        sensitive: { a: true },
      }),
    ],
    [
      "a known attribute",
      (value) => ({ type: "t", actions: ["create"], after: { secret_string: value } }),
    ],
    ["write-only", (value) => ({ type: "t", actions: ["create"], after: { password_wo: value } })],
    [
      "under a telling name",
      (value) => ({ type: "t", actions: ["create"], after: { masterPassword: value } }),
    ],
    [
      "of a container's variable, and in its command",
      (value) => ({
        type: "aws_ecs_task_definition",
        actions: ["create"],
        after: {
          container_definitions: JSON.stringify([
            { environment: [{ name: "LEVEL", value }], command: ["sh", value] },
          ]),
        },
      }),
    ],
  ])("%s", (_what, change) => {
    expect(digest(change("first-made-up-value"))).toBe(digest(change("second-made-up-one")));
  });

  it("of a sensitive variable that stands somewhere in clear", () => {
    const of = (value: string): string =>
      digest(
        { type: "t", actions: ["create"], after: { a: `x ${value}` } },
        {
          variables: { s: { value } },
          configuration: { root_module: { variables: { s: { sensitive: true } } } },
        },
      );
    expect(of("first-made-up-value")).toBe(of("second-made-up-one"));
  });

  it("of an output", () => {
    const of = (after: string, actions = ["create"]): string =>
      digest(secret, { output_changes: { o: { actions, before: null, after } } });
    expect(of("first-made-up-value")).toBe(of("second-made-up-one"));
    expect(of("a")).not.toBe(digest(secret));
    expect(of("a", ["no-op"])).toBe(digest(secret));
  });
});

function reverseNames(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

it("no marked text goes into it, wherever in another text it stands and whatever the others share", () => {
  // GIVEN 60 marked values with a common beginning, each of them unmarked in a text of another resource
  const plan = (seed: string): string => {
    const values = Array.from({ length: 60 }, (_, index) => `shared-beginning-${index}-${seed}`);
    const marked = values.map((value, index): MadeChange => ({
      address: `random_password.p${index}`,
      type: "random_password",
      actions: ["create"],
      after: { result: value },
      sensitive: { result: true },
    }));
    const copies = values.map((value, index): MadeChange => ({
      address: `aws_iam_role.r${index}`,
      type: "aws_iam_role",
      actions: ["create"],
      after: { description: `${"x".repeat(index)}${value}${"y".repeat(index)}` },
    }));
    return digestOf(readPlan(madePlan([...marked, ...copies])));
  };
  // THEN the values can be other ones, of the same length or not
  expect(plan("aaaaaa")).toBe(plan("bbbbbb"));
  expect(plan("aaaaaa")).toBe(plan("another-seed"));
});
