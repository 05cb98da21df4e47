import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import {
  DataTerraformRemoteStateLocal,
  Fn,
  TerraformIterator,
  TerraformLocal,
  TerraformVariable,
  Token,
  type TerraformStack,
} from "cdktf";
import { PlainText, SecretValue } from "cdktf-ecs-secrets/core";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { PLAN_PLACEHOLDER } from "../../../modules/facts";
import { describeWith } from "../../support/requires";
import { synth, testStack } from "../../support/synth";
import type { Variables } from "../../support/terraform";
import { type Changed, Guarded, KEY_ARN, parameterIn, secretIn } from "./guarded";

const variable = (stack: TerraformStack): string =>
  new TerraformVariable(stack, "name", { type: "string", default: "/orders/a" }).stringValue;
type Tags = Readonly<Record<string, string>>;
const map = (stack: TerraformStack): Tags =>
  new TerraformVariable(stack, "tags", { type: "map(string)" }).value as Tags;
const local = (stack: TerraformStack, text: string): string =>
  new TerraformLocal(stack, "known-later", text).toString();
const remoteState = (stack: TerraformStack, path = "platform.tfstate") =>
  new DataTerraformRemoteStateLocal(stack, "platform", { path });
const resource = (stack: TerraformStack): string =>
  new SsmParameter(stack, "other", { name: "/other", type: "String", value: "x" }).arn;
const late = (stack: TerraformStack, text: string): string =>
  remoteState(stack, text).getString("description");
const items = (stack: TerraformStack): string[] => {
  const props = { type: "list(object({ name = string }))", default: [{ name: "a" }] };
  const { listValue } = new TerraformVariable(stack, "teams", props);
  return Token.asList(TerraformIterator.fromList(listValue).forExpressionForList("val.name"));
};
/** Of a local in which another part is known only when something is made. */
const partOf = (stack: TerraformStack, text: string, later = resource(stack)): string => {
  const { expression } = new TerraformLocal(stack, "settings", { it: text, arn: later });
  return String(Fn.lookup(expression, "it", ""));
};
function waiting(stack: TerraformStack): string {
  const state = remoteState(stack);
  state.addOverride("depends_on", ["aws_ssm_parameter.other"]);
  return state.getString("description");
}

/** How Terraform addresses the instance of the one guard. */
function keyOf(stack: TerraformStack): unknown {
  return synth(stack).resources("terraform_data")[guardsOf(stack)[0] ?? ""]?.["for_each"];
}

/** The names of the guards: each is the address of one write. */
function guardsOf(stack: TerraformStack): readonly string[] {
  const names = Object.keys(synth(stack).resources("terraform_data"));
  return names.filter((name) => name.includes("value-guard"));
}

function guardsAfter(build: (stack: TerraformStack) => void): readonly string[] {
  const stack = testStack();
  build(stack);
  return guardsOf(stack);
}

describe("the guard of a write", () => {
  const [first] = guardsAfter((stack) => parameterIn(stack));

  it.each<[string, Changed]>([
    ["its revision", { revision: 2 }],
    ["its name", { parameterName: "/orders/other" }],
    ["its key", { keyArn: KEY_ARN.replace("1234abcd", "5678abcd") }],
    ["its tier", { tier: "Advanced" }],
    ["its description", { description: "of orders" }],
    ["its pattern", { allowedPattern: "^x" }],
    ["its tags", { tags: { team: "orders" } }],
  ])("is another one when %s changes", (_what, changed) => {
    expect(guardsAfter((stack) => parameterIn(stack, changed))).not.toEqual([first]);
  });

  it.each<[string, Changed, Changed]>([
    ["the order of its tags", { tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" } }],
    ["tags of which there are none", {}, { tags: {} }],
    ["a description of which there is none", {}, { description: "" }],
  ])("is the same whatever %s", (_what, one, other) => {
    const guards = [one, other].map((props) => guardsAfter((stack) => parameterIn(stack, props)));
    expect(guards[0]).toEqual(guards[1]);
  });

  it("is the same in an app that has more in it, also where tokens are written", () => {
    // GIVEN
    const guards = [0, 3].map((before) =>
      guardsAfter((stack) => {
        for (let index = 0; index < before; index += 1) {
          expect(new TerraformVariable(stack, `other-${index}`, {}).stringValue).toBeDefined();
        }
        const name = new TerraformVariable(stack, "name", { type: "string" });
        parameterIn(stack, { parameterName: name.stringValue });
      }),
    );

    // THEN
    expect(guards[0]).toEqual(guards[1]);
    expect(guards[0]).not.toEqual([first]);
  });

  it.each<[string, string, number]>([
    ["name", "orders/other", 1],
    ["revision", "orders/db", 2],
  ])("of a secret is another one for another %s", (_what, name, revision) => {
    const before = guardsAfter((stack) => secretIn(stack, "orders/db"));
    expect(guardsAfter((stack) => secretIn(stack, name, revision))).not.toEqual(before);
  });

  it.each<[string, (stack: TerraformStack) => Changed, string]>([
    ["a variable", (stack) => ({ parameterName: variable(stack) }), "var.name"],
    ["a part of it", (stack) => ({ parameterName: `/orders/${variable(stack)}` }), "var.name"],
    [
      "a function",
      (stack) => ({ description: Fn.join("}", ["a.b", variable(stack)]) }),
      'join("", [join("}", ["a.b", var.name])])',
    ],
    [
      "a local",
      (stack) => ({ tags: { of: new TerraformLocal(stack, "of", variable(stack)).toString() } }),
      'join("", [local.of])',
    ],
    ["a map", (stack) => ({ tags: map(stack) }), "var.tags"],
    [
      "a map that a function makes",
      (stack) => ({ tags: Fn.merge([map(stack), { of: "orders" }]) as Tags }),
      'merge(var.tags, {"of" = "orders"})',
    ],
    [
      "a map that a local is",
      (stack) => ({ tags: new TerraformLocal(stack, "all", map(stack)).asStringMap }),
      "local.all",
    ],
    [
      "another state",
      (stack) => ({ keyArn: remoteState(stack).getString("key_arn") }),
      "data.terraform_remote_state.platform.outputs.key_arn",
    ],
    [
      "one of two",
      (stack) => ({ parameterName: variable(stack), description: resource(stack) }),
      "var.name",
    ],
    [
      "the items of a list",
      (stack) => ({ description: Fn.join("-", items(stack)) }),
      'join("", [join("-", [ for key, val in toset(var.teams): val.name])])',
    ],
    [
      "a text that has dots in it",
      (stack) => ({ description: String(Fn.lower(`/${variable(stack)}/api.key`)) }),
      'join("", [lower("/${var.name}/api.key")])',
    ],
    [
      "a part of a local that has others",
      (stack) => ({ description: partOf(stack, variable(stack)) }),
      "try(var.name, null)",
    ],
    [
      "a function of it and of what comes later",
      (stack) => ({ description: Fn.join("-", [variable(stack), resource(stack)]) }),
      "try(var.name, null)",
    ],
  ])("has Terraform put what only that knows into the address: %s", (_what, changed, known) => {
    // GIVEN
    const stack = testStack();

    // WHEN
    parameterIn(stack, changed(stack));

    // THEN
    expect(keyOf(stack)).toBe(
      `\${toset([substr(sha256(nonsensitive(jsonencode([${known}]))), 0, 10)])}`,
    );
  });

  it.each<[string, (stack: TerraformStack) => Changed]>([
    ["a resource", (stack) => ({ description: resource(stack) })],
    ["a local of one", (stack) => ({ description: local(stack, resource(stack)) })],
    ["a data source of one", (stack) => ({ description: late(stack, resource(stack)) })],
    ["a data source that waits", (stack) => ({ description: waiting(stack) })],
    ["a draw", (stack) => ({ description: local(stack, "${uuid()}") })],
    ["a text that looks so", () => ({ description: "${var.name}", tags: { of: "${var.of}" } })],
    [
      "a marked one",
      () => ({
        tags: { of: PlainText.of("${var.of}", { reason: "this is a name, not a secret" }) },
      }),
    ],
  ])("has no such key of what Terraform learns only later: %s", (_what, changed) => {
    const stack = testStack();
    parameterIn(stack, changed(stack));
    expect(keyOf(stack)).toBeUndefined();
  });

  it("is another one for another text in a part of a local that Terraform does not know in full", () => {
    const [before, after] = ["a", "b"].map((text) =>
      guardsAfter((stack) =>
        parameterIn(stack, { description: partOf(stack, `${text}-${variable(stack)}`) }),
      ),
    );
    expect(after).not.toEqual(before);
  });

  it("brings nothing from names into the shell", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    new SecureStringParameter(stack, 'a"$(touch x)`;|&%PATH%!', {
      parameterName: "/orders/api-key",
      encryptionKey: EncryptionKey.fromKeyArn(stack, "key", KEY_ARN),
      value: SecretValue.fromVariable("api_key"),
      revision: 1,
    });

    // THEN
    const guard = synth(stack).resources("terraform_data")[guardsOf(stack)[0] ?? ""];
    const text = JSON.stringify(guard?.["provisioner"]);
    expect(text).toContain("this apply writes a___touch_x______PATH__ && exit 1");
  });

  it("waits for nothing that its secret is told to wait for, which may wait for it", () => {
    // GIVEN
    const stack = testStack();
    secretIn(stack, "orders/db");
    const role = new TaskRole(stack, "role");
    parameterIn(stack);
    // WHEN
    stack.node.findChild("api-key").node.addDependency(role, stack.node.findChild("db"));
    // THEN
    const { resources } = synth(stack);
    const [parameter] = Object.values(resources("aws_ssm_parameter"));
    expect(parameter?.["depends_on"]).toEqual(
      expect.arrayContaining([expect.stringMatching(/^aws_iam_role\.role_/)]),
    );
    const gate = resources("terraform_data")["values-given"];
    expect(gate?.["depends_on"]).toEqual(
      guardsOf(stack)
        .map((name) => `terraform_data.${name}`)
        .sort(),
    );
    for (const name of guardsOf(stack)) {
      expect(resources("terraform_data")[name]?.["depends_on"]).toBeUndefined();
    }
  });

  it("keeps its command to itself while it runs, and stays until what follows it has moved", () => {
    // GIVEN
    const stack = testStack();
    parameterIn(stack);

    // THEN
    const guard = synth(stack).resources("terraform_data")[guardsOf(stack)[0] ?? ""];
    expect(guard).toMatchObject({
      lifecycle: { create_before_destroy: true },
      provisioner: [{ "local-exec": { quiet: true } }],
    });
  });
});

jest.setTimeout(120_000);

describeWith("the guards in Terraform", ["terraform"], () => {
  const all = { token: "made-up-canary-1", spare: "made-up-canary-2", api_key: "made-up-canary-3" };
  const lastLine = (said: string): string | undefined => said.trim().split("\n").at(-1);
  const guarded = new Guarded();
  afterAll(() => guarded.remove());

  it("name on the last line what is missing, and let nothing move", async () => {
    // WHEN
    const { ok, said } = await guarded.apply({ secret: 1, parameter: 1 }, { ...all, spare: "" });

    // THEN
    expect(ok).toBe(false);
    expect(lastLine(said)).toBe("Set TF_VAR_spare: this apply writes db");
  });

  it("ask for nothing where nothing is written", async () => {
    expect(await guarded.apply({ secret: 1, parameter: 1 }, all)).toMatchObject({
      ok: true,
      moved: "1.1",
    });
    expect(await guarded.apply({ secret: 1, parameter: 1 })).toMatchObject({
      ok: true,
      moved: "1.1",
    });
  });

  it.each<[string, Variables, string]>([
    ["both", {}, "Set TF_VAR_spare and TF_VAR_token: this apply writes db"],
    [
      "one of two",
      { api_key: all.api_key },
      "Set TF_VAR_spare and TF_VAR_token: this apply writes db",
    ],
    [
      "the other",
      { token: all.token, spare: all.spare },
      "Set TF_VAR_api_key: this apply writes api-key",
    ],
    ["placeholders", { ...all, token: PLAN_PLACEHOLDER }, "Set TF_VAR_token: this apply writes db"],
  ])(
    "refuse two changes without %s, and are taken back without a trace",
    async (_what, variables, sentence) => {
      // GIVEN
      const before = await guarded.apply({ secret: 1, parameter: 1 });

      // WHEN
      const refused = await guarded.apply({ secret: 2, parameter: 2 }, variables);
      const takenBack = await guarded.apply({ secret: 1, parameter: 1 });

      // THEN
      expect(refused).toMatchObject({ ok: false, moved: "1.1" });
      expect(refused.said.split("\n")).toContain(sentence);
      expect(takenBack).toMatchObject({ ok: true, moved: "1.1", names: before.names });
    },
  );

  it("let the change pass with its values, and keep none of them", async () => {
    await guarded.apply({ secret: 2, parameter: 2 });
    const applied = await guarded.apply({ secret: 2, parameter: 2 }, all);
    expect(applied).toMatchObject({ ok: true, moved: "2.2" });
    expect(await guarded.apply({ secret: 2, parameter: 2 })).toMatchObject({ ok: true });
    expect(applied.state).not.toContain("made-up-canary");
  });

  type Named = (name: string) => (stack: TerraformStack) => Changed;
  const byName: Named = (name) => (stack) => {
    const props = { type: "string", default: name, sensitive: true };
    const given = new TerraformVariable(stack, "name", props).stringValue;
    return { parameterName: new TerraformLocal(stack, "of", `/a/${given}`).toString() };
  };
  const byTags: Named = (name) => (stack) => {
    const props = { type: "map(string)", default: { team: name } };
    return { tags: new TerraformVariable(stack, "tags", props).value as Tags };
  };

  /** What waits for the guards is in the same local, as a resource of the modules would be. */
  const byPart: Named = (name) => (stack) => {
    const given = new TerraformVariable(stack, "name", { type: "string", default: name });
    const later = "${terraform_data.moved.id}";
    return { parameterName: `/a/${partOf(stack, given.stringValue, later)}` };
  };
  const byItems: Named = (name) => (stack) => {
    const props = { type: "list(object({ name = string }))", default: [{ name }] };
    const { listValue } = new TerraformVariable(stack, "teams", props);
    const names = TerraformIterator.fromList(listValue).forExpressionForList("val.name");
    return { parameterName: `/a.b/${Fn.join("-", Token.asList(names))}` };
  };

  it.each<[string, string, Named, string]>([
    ["another name", "changes", byName, "-other"],
    ["another name in a part of a local", "changes", byPart, "-other"],
    ["another name of items", "changes", byItems, "-other"],
    // The guard of the write before is not to go all the same.
    ["another name", "does not", byName, ""],
    ["other tags", "changes", byTags, "-other"],
  ])(
    "refuse %s behind the same expression, where what follows %s",
    async (_what, _moves, named, follows) => {
      // GIVEN
      const written = { secret: 2, parameter: 2 };
      const before = await guarded.apply(written, all, named("a"));

      // WHEN
      const refused = await guarded.apply(written, {}, named("b"), follows);
      const takenBack = await guarded.apply(written, {}, named("a"));
      const applied = await guarded.apply(written, all, named("b"), follows);
      const unrelated = await guarded.apply(written, {}, named("b"), `${follows}-more`);

      // THEN
      expect(before).toMatchObject({ ok: true });
      expect(refused).toMatchObject({ ok: false, moved: "2.2" });
      expect(lastLine(refused.said)).toBe("Set TF_VAR_api_key: this apply writes api-key");
      expect(takenBack).toMatchObject({ ok: true, moved: "2.2", names: before.names });
      expect(applied).toMatchObject({ ok: true });
      expect(unrelated).toMatchObject({ ok: true });
    },
  );
});
