import type { JsonObject } from "../../../../cli/src/json";
import { readPlan } from "../../../../cli/src/review/plan";
import { Side } from "../../../../cli/src/review/world/side";
import { madePlan, type MadeChange } from "../fixtures/made-plan";

/** A resource that the plan makes, at an address that may lie in modules. */
function made(address: string, unknown: JsonObject = { arn: true }): MadeChange {
  const [, type = ""] =
    /(?:^|\.)(aws_[a-z_]+)\.[^.]+$/.exec(address.replace(/\[[^\]]*\]/g, "")) ?? [];
  return { address, type, actions: ["create"], after: {}, unknown };
}

/** What an argument of the policy `p` of the root module refers to. */
function referred(
  root: JsonObject,
  changes: readonly MadeChange[],
  attribute = "policy_arn",
  address = "aws_iam_role_policy_attachment.p",
): readonly string[] {
  const plan = madePlan([...changes, made(address, { [attribute]: true })], {
    configuration: { root_module: root },
  });
  const side = new Side({ name: "dev", plan: readPlan(plan) }, "after");
  const [resource] = side.ofType("aws_iam_role_policy_attachment");
  if (!resource) throw new Error("there is no attachment");
  return side.references(resource, side.expression(resource, attribute), attribute, 1);
}

function attachment(expression: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    address: "aws_iam_role_policy_attachment.p",
    mode: "managed",
    type: "aws_iam_role_policy_attachment",
    expressions: { policy_arn: expression },
    ...more,
  };
}

const OUTPUT = { arn: { expression: { references: ["aws_iam_policy.this.arn"] } } };

describe("what an expression refers to", () => {
  it("is the output of a module, and of a module in it", () => {
    const inner = { module: { outputs: OUTPUT, resources: [] } };
    const outputs = { arn: { expression: { references: ["module.inner.arn"] } } };
    const outer = { module: { outputs, module_calls: { inner } } };
    const root = {
      resources: [attachment({ references: ["module.outer.arn", "module.outer"] })],
      module_calls: { outer },
    };
    expect(referred(root, [made("module.outer.module.inner.aws_iam_policy.this")])).toEqual([
      "module.outer.module.inner.aws_iam_policy.this.arn",
    ]);
  });

  it("is the instance of a module with the same key, or the one that is named", () => {
    const service = { for_each_expression: {}, module: { outputs: OUTPUT } };
    const changes = ["a", "b"].map((key) => made(`module.service["${key}"].aws_iam_policy.this`));
    const root = (references: readonly string[]): JsonObject => ({
      resources: [attachment({ references }, { for_each_expression: {} })],
      module_calls: { service },
    });
    const address = 'aws_iam_role_policy_attachment.p["b"]';
    const wanted = ['module.service["b"].aws_iam_policy.this.arn'];
    expect(referred(root(["module.service", "each.key"]), changes, "policy_arn", address)).toEqual(
      wanted,
    );
    expect(referred(root(['module.service["b"].arn', 'module.service["b"]']), changes)).toEqual(
      wanted,
    );
  });

  it("is what goes into the variable of a module, of each instance its own", () => {
    const call = {
      for_each_expression: { references: ["aws_iam_policy.each"] },
      expressions: { arn: { references: ["each.value.arn", "each.value"] } },
      module: { resources: [attachment({ references: ["var.arn"] })] },
    };
    const changes = ["a", "b"].map((key) => made(`aws_iam_policy.each["${key}"]`));
    const address = 'module.user["a"].aws_iam_role_policy_attachment.p';
    expect(referred({ module_calls: { user: call } }, changes, "policy_arn", address)).toEqual([
      'aws_iam_policy.each["a"].arn',
    ]);
  });

  it("is an attribute of a whole object, which follows from where it stands", () => {
    const call = {
      expressions: { it: { references: ["aws_iam_policy.it"] } },
      module: { resources: [attachment({ references: ["var.it.arn", "var.it"] })] },
    };
    const address = "module.user.aws_iam_role_policy_attachment.p";
    expect(
      referred(
        { module_calls: { user: call } },
        [made("aws_iam_policy.it")],
        "policy_arn",
        address,
      ),
    ).toEqual(["aws_iam_policy.it.arn"]);
    expect(
      referred({ resources: [attachment({ references: ["aws_iam_policy.it"] })] }, [
        made("aws_iam_policy.it"),
      ]),
    ).toEqual(["aws_iam_policy.it.arn"]);
  });

  describe("with `each.value` as an index", () => {
    const repeated = { for_each_expression: { references: ["local.of"] } };
    /** The policies of some keys, and what the attachments of both are called. */
    const referredBy = (
      names: Readonly<Record<string, string>>,
      name: JsonObject = { references: ["each.value"] },
    ): readonly string[] => {
      const root = {
        resources: [
          { ...attachment({}, repeated), address: "aws_iam_policy.each", type: "aws_iam_policy" },
          {
            ...attachment({}, repeated),
            expressions: {
              policy_arn: { references: ["aws_iam_policy.each", "each.value"] },
              role: name,
            },
          },
        ],
      };
      const attached = Object.entries(names).map(([key, role]): MadeChange => ({
        ...made(`aws_iam_role_policy_attachment.p["${key}"]`, { policy_arn: true }),
        after: { role },
      }));
      const policies = Object.keys(names).map((key) => made(`aws_iam_policy.each["${key}"]`));
      const plan = madePlan([...policies, ...attached], { configuration: { root_module: root } });
      const side = new Side({ name: "dev", plan: readPlan(plan) }, "after");
      return side.ofType("aws_iam_role_policy_attachment").flatMap((resource) => {
        const expression = side.expression(resource, "policy_arn");
        const found = side.references(resource, expression, "policy_arn", 1);
        return found.length === 1 ? found : ["more than one"];
      });
    };
    const OWN = ['aws_iam_policy.each["web"].arn', 'aws_iam_policy.each["api"].arn'];
    const OPEN = ["more than one", "more than one"];

    it("is the one of the same key, where a text shows that both are a set", () => {
      expect(referredBy({ web: "read-web", api: "read-api" })).toEqual(OWN);
      const withLocal = { references: ["local.prefix", "each.value"] };
      expect(referredBy({ web: "x-web", api: "x-api" }, withLocal)).toEqual(OWN);
      expect(referredBy({ web: "read-api" })).toEqual(['aws_iam_policy.each["web"].arn']);
    });

    const VALUE = { references: ["each.value"] };

    it.each<[string, Readonly<Record<string, string>>, JsonObject]>([
      ["of a map of keys to other keys", { web: "read-api", api: "read-web" }, VALUE],
      ["of one that has some of its own", { web: "read-web", api: "read-web" }, VALUE],
      ["that no text shows", { web: "x", api: "x" }, { constant_value: "x" }],
      ["where the text is of the key", { web: "web", api: "api" }, { references: ["each.key"] }],
      [
        "where the text is of the key, too",
        { web: "web", api: "api" },
        { references: ["each.key", "each.value"] },
      ],
      [
        "where the text is of another resource",
        { web: "web", api: "api" },
        { references: ["aws_iam_role.each", "each.value"] },
      ],
    ])("stays open %s", (_what, names, name) => {
      expect(referredBy(names, name)).toEqual(OPEN);
    });
  });

  it("is all instances of a splat", () => {
    const changes = [0, 1].map((at) => made(`aws_iam_policy.cnt[${at}]`));
    const root = { resources: [attachment({ references: ["aws_iam_policy.cnt"] })] };
    expect(referred(root, changes)).toEqual([
      "aws_iam_policy.cnt[0].arn",
      "aws_iam_policy.cnt[1].arn",
    ]);
  });

  it("is what a local can only be made of, where that is one thing", () => {
    const changes = ["a", "b"].map((name) => made(`aws_iam_policy.${name}`));
    const root = { resources: [attachment({ references: ["local.arn"] })] };
    const plan = (relevant: readonly string[]): readonly string[] => {
      const json = madePlan(
        [...changes, made("aws_iam_role_policy_attachment.p", { policy_arn: true })],
        {
          configuration: { root_module: root },
          relevant_attributes: relevant.map((resource) => ({ resource, attribute: ["arn"] })),
        },
      );
      const side = new Side({ name: "dev", plan: readPlan(json) }, "after");
      const [resource] = side.ofType("aws_iam_role_policy_attachment");
      return resource
        ? side.references(resource, side.expression(resource, "policy_arn"), "policy_arn", 1)
        : [];
    };
    expect(plan(["aws_iam_policy.a"])).toEqual(["aws_iam_policy.a.arn"]);
    expect(plan(["aws_iam_policy.a", "aws_iam_policy.b"])).toEqual(["local.arn"]);
  });

  it("stays as it is written where nothing is known of it", () => {
    const root = { resources: [attachment({ references: ["module.gone.arn", "module.gone"] })] };
    expect(referred(root, [])).toEqual(["module.gone.arn"]);
  });
});
