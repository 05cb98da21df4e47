import { valuesNeeded } from "../../../../cli/src/review/report";
import { readPlan, type StackInput } from "../../../../cli/src/review/plan";
import { listIn, ownPath } from "../../../../cli/src/json";
import { stackInput } from "../fixtures/read-fixture";
import { madePlan, type MadeChange } from "../fixtures/made-plan";

const VARIABLES = {
  key: { default: "", sensitive: true },
  given: { sensitive: true },
  open: { default: "" },
};

/** A parameter whose value is made of `references`, with more configured resources. */
function written(
  references: readonly string[],
  change: Partial<MadeChange> = {},
  more: readonly object[] = [],
): StackInput {
  const made: MadeChange = {
    type: "aws_ssm_parameter",
    actions: ["create"],
    after: { name: "/shop/key", type: "SecureString" },
    expressions: { value_wo: { references } },
    ...change,
  };
  const given = { given: { value: "made-up" } };
  const { configuration, ...json } = madePlan([made], { variables: given });
  const resources = listIn(ownPath(configuration, "root_module", "resources"));
  const root_module = { resources: [...resources, ...more], variables: VARIABLES };
  return { name: "dev", plan: readPlan({ ...json, configuration: { root_module } }) };
}

function variables(input: StackInput): readonly string[] {
  return valuesNeeded(input).map(({ variable }) => variable);
}

describe("the values that an apply needs", () => {
  it("are those of this project's first plan, drawn ones left out", () => {
    expect(valuesNeeded(stackInput("cdktf"))).toEqual([
      { variable: "orders_api_key", secret: "parameter /orders/dev/api-key" },
    ]);
  });

  it("are the same without the synthesized configuration", () => {
    const { name, plan } = stackInput("cdktf");
    expect(valuesNeeded({ name, plan })).toEqual(valuesNeeded(stackInput("cdktf")));
  });

  it("name the secret that a version belongs to", () => {
    const secrets = valuesNeeded(stackInput("hand-written")).map(({ secret }) => secret);
    expect(secrets).toContain("secret shop/database");
    expect(secrets).not.toContain("parameter /shop/kept");
  });

  it.each([
    ["create", ["create"], ["key"]],
    ["replace", ["create", "delete"], ["key"]],
    ["update", ["update"], ["key"]],
    ["no-op", ["no-op"], []],
    ["delete", ["delete"], []],
  ])("are asked for by a change that is %s", (_what, actions, expected) => {
    const before = { name: "/shop/key", type: "SecureString" };
    expect(variables(written(["var.key"], { actions, before }))).toEqual(expected);
  });

  it.each([
    ["a variable given at planning, which the plan holds", ["var.given"], []],
    ["a drawn password", ["ephemeral.aws_secretsmanager_random_password.p.random_password"], []],
    ["two", ["var.open", "var.key"], ["key", "open"]],
    ["a local, which may be any sensitive variable", ["local.value"], ["key"]],
    ["Terraform itself", ["terraform.applying", "each.key"], []],
  ])("are found in %s", (_what, references, expected) => {
    expect(variables(written(references))).toEqual(expected);
  });

  it("are found through locals and ephemerality, where the configuration is there", () => {
    const synthesized = {
      locals: { value: "${local.other}", other: "${upper(var.key)}-${var.open}" },
      variable: { key: { ephemeral: true }, open: {} },
    };
    expect(variables({ ...written(["local.value"]), synthesized })).toEqual(["key"]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["made", ["create"], ["key"]],
    ["replaced", ["delete", "create"], ["key"]],
    ["changed", ["update"], []],
  ])("are those of a provisioner, too, whose resource is %s", (_what, actions, expected) => {
    const guard = {
      address: "terraform_data.guard",
      mode: "managed",
      type: "terraform_data",
      name: "guard",
      provisioners: [{ type: "local-exec", expressions: { command: { references: ["var.key"] } } }],
    };
    const change = { type: "terraform_data", actions, expressions: {}, after: {}, before: {} };
    const input = written([], change);
    const { configuration } = input.plan;
    const [address = ""] = input.plan.changes.map((made) => made.address);
    const known = written([], change, [{ ...guard, address }]);
    expect(configuration.resources.has(address)).toBe(true);
    expect(variables(known)).toEqual(expected);
  });

  it("are found behind an ephemeral resource", () => {
    const ephemeral = {
      address: "ephemeral.vault_kv.it",
      mode: "ephemeral",
      type: "vault_kv",
      name: "it",
      expressions: { token: { references: ["var.key"] } },
    };
    const input = written(["ephemeral.vault_kv.it.value"], {}, [ephemeral]);
    expect(variables(input)).toEqual(["key"]);
  });
});
