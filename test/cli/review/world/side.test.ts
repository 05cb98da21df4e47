import { readPlan } from "../../../../cli/src/review/plan";
import { show } from "../../../../cli/src/review/world/place";
import { Side } from "../../../../cli/src/review/world/side";
import { changed, same } from "../access/made-world";
import { madePlan, type MadeChange } from "../fixtures/made-plan";
import { after, made, synthesizedAfter } from "./made-side";

const ROLE = "aws_iam_role.it";

function nameOf(side: Side, attribute = "name"): string | undefined {
  const [role] = side.ofType("aws_iam_role");
  return role && side.text(role, attribute);
}

describe("one side of a plan", () => {
  it("has what is there then, and after it also what Terraform forgets", () => {
    const forgotten: MadeChange = {
      address: "aws_iam_role.forgotten",
      type: "aws_iam_role",
      actions: ["forget"],
      before: { name: "forgotten" },
    };
    const plan = readPlan(
      madePlan([
        changed("aws_iam_role", "new", null, { name: "new" }),
        changed("aws_iam_role", "old", { name: "old" }, null),
        forgotten,
      ]),
    );
    const names = (when: "before" | "after"): readonly string[] =>
      new Side({ name: "dev", plan }, when).ofType("aws_iam_role").map(({ address }) => address);
    expect(names("before")).toEqual(["aws_iam_role.old", "aws_iam_role.forgotten"]);
    expect(names("after")).toEqual(["aws_iam_role.new", "aws_iam_role.forgotten"]);
  });

  it("has the data sources of the state that the plan starts from, in modules, too", () => {
    const data = {
      address: "module.a.data.aws_iam_policy.it",
      mode: "data",
      type: "aws_iam_policy",
      values: { arn: "arn:x" },
    };
    const root_module = { child_modules: [{ resources: [data] }] };
    const side = after([], { prior_state: { values: { root_module } } });
    expect(side.ofType("data.aws_iam_policy").map(({ values }) => values)).toEqual([
      { arn: "arn:x" },
    ]);
    expect(side.resolve("module.a.data.aws_iam_policy.it.arn")).toBe("arn:x");
  });
});

describe("the text of an attribute", () => {
  it.each([
    ["as planned", { name: "planned" }, {}, undefined, "planned"],
    ["a number as planned", { name: 7 }, {}, undefined, "7"],
    ["of a constant", {}, { name: true }, { constant_value: "constant" }, "constant"],
    ["of the only reference", {}, { name: true }, { references: ["aws_kms_key.k.arn"] }, "arn:k"],
    [
      "of several references",
      {},
      { name: true },
      { references: ["var.a", "var.b"] },
      "${var.a, var.b}",
    ],
    ["that is not there", {}, {}, undefined, undefined],
  ])("is what is known %s", (_what, values, unknown, name, text) => {
    const expressions = name === undefined ? undefined : { name };
    const key = same("aws_kms_key", "k", { arn: "arn:k" });
    expect(nameOf(after([made(ROLE, values, unknown, expressions), key]))).toBe(text);
  });

  it("is a stand-in where nothing tells it, and stays open where it refers to itself", () => {
    expect(show(nameOf(after([made(ROLE, {}, { name: true })])) ?? "")).toBe(ROLE);
    const itself = { name: { references: [`${ROLE}.name`] } };
    expect(nameOf(after([made(ROLE, {}, { name: true }, itself)]))).toBe(`\${${ROLE}.name}`);
  });

  it("is filled in from what was synthesized, through locals", () => {
    const side = synthesizedAfter([made(ROLE, {}, { name: true })], {
      locals: { prefix: "orders" },
      resource: { aws_iam_role: { it: { name: "${local.prefix}-exec" } } },
    });
    expect(nameOf(side)).toBe("orders-exec");
  });
});

describe("what a reference names", () => {
  const instances = [
    made("aws_kms_key.k[0]", { arn: "arn:0" }),
    made("aws_kms_key.k[1]", { arn: "arn:1" }),
  ];

  it("is the instance that it names, and nothing where there may be several", () => {
    const side = after(instances);
    expect(side.resolve("aws_kms_key.k[1].arn")).toBe("arn:1");
    expect(side.resolve("aws_kms_key.k.arn")).toBe("${aws_kms_key.k.arn}");
  });

  it("is each text of a list, known or not", () => {
    const side = after([
      made(
        ROLE,
        { arns: ["arn:a", null] },
        { arns: [false, true] },
        {
          arns: { references: ["aws_kms_key.k.arn", "aws_kms_key.k"] },
        },
      ),
      same("aws_kms_key", "k", { arn: "arn:k" }),
    ]);
    const [role] = side.ofType("aws_iam_role");
    expect(role && side.texts(role, "arns")).toEqual(["arn:a", "arn:k"]);
  });
});
