import { SecretValue } from "cdktf-ecs-secrets/core";
import { Construct } from "constructs";
import { PLAN_PLACEHOLDER } from "../../../modules/facts";
import { describeWith } from "../../support/requires";
import { bareStack, synth } from "../../support/synth";
import { TerraformDirectory, type Variables } from "../../support/terraform";
import { bound } from "../../support/values";

describe("SecretValue.fromVariable", () => {
  it("is an ephemeral, sensitive variable that a plan does not need", () => {
    // WHEN
    const { stack } = bound(SecretValue.fromVariable("api_key"));

    // THEN
    expect(synth(stack).variables).toEqual({
      api_key: {
        type: "string",
        default: "",
        ephemeral: true,
        sensitive: true,
        description: expect.stringContaining("Set TF_VAR_api_key"),
      },
    });
  });

  it("guards what is written against an empty value and the placeholder", () => {
    const { expression } = bound(SecretValue.fromVariable("api_key"));
    expect(expression).toBe(
      `(terraform.applying && contains(["", "${PLAN_PLACEHOLDER}"], var.api_key) ? ` +
        'tostring(tonumber("TF_VAR_api_key is not set, and this apply writes store")) : var.api_key)',
    );
  });

  it("is one variable, however many secrets use it, and wherever they are", () => {
    // GIVEN
    const stack = bareStack();

    // WHEN
    const expressions = ["a", "b"].map((id) =>
      SecretValue.fromVariable("api_key").bind(new Construct(new Construct(stack, id), "store")),
    );

    // THEN
    expect(Object.keys(synth(stack).variables)).toEqual(["api_key"]);
    expect(expressions.map((expression) => /writes ([^"]*)/.exec(expression)?.[1])).toEqual([
      "a/store",
      "b/store",
    ]);
  });

  it("is another variable for another name", () => {
    const { stack } = bound(
      SecretValue.json({
        a: SecretValue.fromVariable("first"),
        b: SecretValue.fromVariable("second-one"),
      }),
    );
    expect(Object.keys(synth(stack).variables)).toEqual(["first", "second-one"]);
  });

  it.each([
    ["", "an empty text"],
    ["1st", "a text of 3 characters"],
    ["a b", "a text of 3 characters"],
    ["a.b", "a text of 3 characters"],
    ["ü", "a text of 1 characters"],
    ["hunter2, perhaps", "a text of 16 characters"],
    ["count", '"count"'],
    ["for_each", '"for_each"'],
  ])("refuses the name %j, which may be the value itself", (name, got) => {
    expect(() => bound(SecretValue.fromVariable(name))).toThrow(
      "test/store: `value` must be a Terraform variable name: a letter, then letters, digits, `_` or `-`, " +
        `and no word that Terraform reserves, got ${got}. ` +
        "Environment variables carry it as TF_VAR_<name>, so lower case with `_` serves best. " +
        "[value-variable-name]",
    );
  });

  it("says nothing about the text, and draws nothing", () => {
    expect(SecretValue.fromVariable("api_key")).toMatchObject({
      kind: "written",
      shape: { kind: "unknown" },
      drawsAnew: false,
    });
  });
});

describeWith("the guard in Terraform", ["terraform"], () => {
  /** Applies something that writes the value, and tells what was written. */
  async function write(variables: Variables) {
    const { stack, expression } = bound(SecretValue.fromVariable("api_key"));
    const directory = new TerraformDirectory();
    try {
      // Only a provisioner takes an ephemeral value without a provider; its command fails unless it got the right one.
      const environment = { VALUE: `\${${expression}}` };
      const command = `test "$VALUE" = 'V/"ß'`;
      directory.write({
        ...synth(stack).json,
        resource: {
          terraform_data: { store: { provisioner: [{ "local-exec": { command, environment } }] } },
        },
      });
      return await directory.apply(variables);
    } finally {
      directory.remove();
    }
  }

  it("hands the value over", async () => {
    expect(await write({ api_key: 'V/"ß' })).toMatchObject({ ok: true });
  });

  it.each<[string, Variables]>([
    ["no value", {}],
    ["an empty value", { api_key: "" }],
    ["the placeholder of planning", { api_key: PLAN_PLACEHOLDER }],
  ])("refuses %s, and names the variable and what is written", async (_what, variables) => {
    const { ok, said } = await write(variables);
    expect({ ok, said }).toEqual({
      ok: false,
      said: expect.stringContaining("TF_VAR_api_key is not set, and this apply writes store"),
    });
  });

  it("needs no value where nothing is written", async () => {
    const { stack } = bound(SecretValue.fromVariable("api_key"));
    const directory = new TerraformDirectory();
    directory.write(synth(stack).json);
    const applied = await directory.apply();
    directory.remove();
    expect(applied).toMatchObject({ ok: true });
  });
});
