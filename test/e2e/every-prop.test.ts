import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { findTerraform, TerraformRunner } from "../../cli/src/terraform";
import { arrives, EVERY_ROW } from "../support/every-prop";
import { describeWith } from "../support/requires";
import {
  FORMS,
  keyOf,
  LEAVES,
  leavesIn,
  synthesizeRow,
  type Form,
  type Leaf,
} from "../support/token-props";

jest.setTimeout(300_000);

type Json = Readonly<Record<string, unknown>>;

/** A text of what was synthesized that uses values which only Terraform knows. */
interface Place {
  readonly output: string;
  readonly expression: string;
  readonly leaves: readonly Leaf[];
  /** The construct's row, how the values come, and whether within a literal: for messages. */
  readonly of: string;
}

interface Collected {
  readonly locals: Record<string, unknown>;
  readonly places: Place[];
}

/** What a value is, and in which type: the same text of Terraform's whatever the type. */
const VALUES = {
  number: { type: "number", of: (leaf: Leaf) => 1_000_000 + LEAVES.indexOf(leaf) },
  text: { type: "string", of: (leaf: Leaf) => String(1_000_000 + LEAVES.indexOf(leaf)) },
  flag: { type: "bool", of: () => true },
  textOfFlag: { type: "string", of: () => "true" },
  none: { type: "string", of: () => null },
} as const;

type Kind = keyof typeof VALUES;

let directory: string;
let runner: TerraformRunner;

function collect(form: Form, inside: boolean): Collected {
  const locals: Record<string, unknown> = {};
  const places: Place[] = [];
  for (const [name, row] of EVERY_ROW) {
    const { json } = synthesizeRow(row, { form, inside, wanted: arrives });
    const prefix = `${form}-${inside ? "inside" : "alone"}-${name}`;
    const own = JSON.parse(
      JSON.stringify(json)
        // A local of one stack has the name of one in another.
        .replace(/\blocal\.([\w-]+)/g, `local.${prefix}-$1`)
        // Of resources, and of what is ephemeral, there is nothing here.
        .replace(/\b(ephemeral\.|data\.)?(aws_\w+|terraform_data)\.[\w-]+(\.\w+)?/g, "var.stub")
        .replace(/\bself\.\w+/g, "var.stub")
        .replace(/\bterraform\.applying\b/g, "true"),
    ) as Record<string, Json>;
    const held = own["locals"] ?? {};
    const used = (text: string, seen: readonly string[] = []): readonly Leaf[] => [
      ...leavesIn(text),
      ...[...text.matchAll(new RegExp(`local\\.${prefix}-([\\w-]+)`, "g"))].flatMap(
        ([, local = ""]) =>
          seen.includes(local) ? [] : used(JSON.stringify(held[local] ?? ""), [...seen, local]),
      ),
    ];
    for (const [local, value] of Object.entries(held)) {
      if (!parses(value)) locals[`${prefix}-${local}`] = value;
    }
    const { resource, data, provider, ephemeral } = own;
    const remote = { ...data, terraform_remote_state: undefined };
    for (const expression of textsIn([resource, remote, provider, ephemeral])) {
      const names = [...expression.matchAll(new RegExp(`(?<=local\\.${prefix}-)[\\w-]+`, "g"))];
      if (parses(expression) || names.some(([local]) => parses(held[local]))) continue;
      const leaves = [...new Set(used(expression))];
      const output = `${prefix}-${places.length}`;
      if (leaves.length > 0) places.push({ output, expression, leaves, of: prefix });
    }
  }
  return { locals, places };
}

/** Whether Terraform takes a URL of ECR apart there, which no number is: `places.test.ts` plans that. */
function parses(value: unknown): boolean {
  return /\bregex\(/.test(String(value));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The values of all leaves, and what the constructs' own variables hold, in the places where a form has them. */
function given(kind: Kind, forms: readonly Form[], text: string): Json {
  const { type, of } = VALUES[kind];
  // A number is a number, and a switch a switch, whatever the texts are.
  const valueOf = (leaf: Leaf): { readonly type: string; readonly value: unknown } => {
    if (leaf.kinds.includes("text")) return { type, value: of(leaf) };
    const isNumber = leaf.kinds.includes("number");
    const value = isNumber ? VALUES.number.of(leaf) : true;
    return { type: isNumber ? "number" : "bool", value };
  };
  const named = LEAVES.map((leaf, index) => [`zz${index}zz`, valueOf(leaf)] as const);
  const variables = (wrapped: string, wrap: (value: unknown) => unknown): Json =>
    Object.fromEntries(
      named.map(([name, { type: of, value }]) => [
        name,
        { type: wrapped.replace("of", of), default: wrap(value) },
      ]),
    );
  const [form] = forms;
  const variable =
    form === "item"
      ? variables("list(of)", (value) => [value])
      : form === "entry"
        ? variables("map(of)", (value) => ({ "of the app": value }))
        : variables("of", (value) => value);
  const others = [...new Set([...text.matchAll(/\bvar\.([\w-]+)/g)].map(([, name = ""]) => name))]
    .filter((name) => !name.startsWith("zz"))
    .map((name) => [name, { type: "string", default: "stub" }] as const);
  const crossed = [...new Set(text.match(/cross-stack-output-[\w-]+/g) ?? [])];
  const outputs = [
    ...named.map(([name, of]) => [name, of] as const),
    ...crossed.map((name) => {
      const [leaf] = leavesIn(name);
      return [name, leaf ? valueOf(leaf) : { type: "string", value: "stub" }] as const;
    }),
  ];
  writeFileSync(
    join(directory, "run", "other.tfstate"),
    JSON.stringify({
      version: 4,
      terraform_version: "1.11.0",
      serial: 1,
      lineage: "a",
      // Terraform reads no null from a state: what is not there fails as well.
      outputs: Object.fromEntries(outputs),
      resources: [],
    }),
  );
  const config = { backend: "local", config: { path: "other.tfstate" } };
  const states = [...text.matchAll(/\bdata\.terraform_remote_state\.([\w-]+)/g)].map(
    ([, name = ""]) => [name, config] as const,
  );
  return {
    variable: { ...variable, ...Object.fromEntries(others) },
    data: states.length > 0 ? { terraform_remote_state: Object.fromEntries(states) } : undefined,
  };
}

/** Plans outputs that are the places. */
async function plan(kind: Kind, form: Form, collected: readonly Collected[]) {
  const places = collected.flatMap((one) => one.places);
  const locals = Object.assign({}, ...collected.map((one) => one.locals)) as Json;
  const text = JSON.stringify([locals, places.map(({ expression }) => expression)]);
  const document = {
    ...given(kind, [form], text),
    locals,
    output: Object.fromEntries(
      places.map(({ output, expression }) => [output, { value: expression }]),
    ),
  };
  const lines = JSON.stringify(document, undefined, 1);
  writeFileSync(join(directory, "run", "main.tf.json"), lines);
  await runner.init();
  const result = await runner.plan({ out: "plan", lock: false });
  return { result, lines: lines.split("\n"), places };
}

async function valuesOf(kind: Kind, form: Form, collected: readonly Collected[]) {
  const { result } = await plan(kind, form, collected);
  expect({ ok: result.ok, said: result.diagnostics.slice(0, 5) }).toEqual({ ok: true, said: [] });
  const shown = (await runner.showJson("plan")) as {
    readonly planned_values: { readonly outputs: Readonly<Record<string, { value: unknown }>> };
  };
  return shown.planned_values.outputs;
}

describeWith("every prop, by the types of the props", ["terraform"], () => {
  beforeAll(async () => {
    directory = await makePrivateDirectory();
    const { path: binary } = await findTerraform();
    mkdirSync(join(directory, "run"));
    runner = new TerraformRunner({ binary, directory: join(directory, "run") });
  });
  afterAll(() => removeDirectory(directory));

  it.each(FORMS)("arrives as Terraform's own text of the value: %s", async (form) => {
    const collected = [collect(form, false), collect(form, true)];
    const places = collected.flatMap((one) => one.places);
    const text = await valuesOf("text", form, collected);
    const number = await valuesOf("number", form, collected);
    const arrived = new Set<Leaf>();
    const wrong = places.flatMap(({ output, of, leaves, expression }) => {
      const value = text[output]?.value;
      for (const leaf of leaves) {
        if (String(value).includes(VALUES.text.of(leaf))) arrived.add(leaf);
      }
      const other = number[output]?.value;
      // A number or a switch itself has its own type; of every text Terraform makes the same one.
      const isSame = other === value;
      return isSame ? [] : [{ of, leaves: leaves.map(keyOf), expression, value, other }];
    });
    expect(wrong.slice(0, 10)).toEqual([]);
    const wanted = new Set(places.flatMap(({ leaves }) => leaves));
    const lost = [...wanted].filter((leaf) => !leaf.kinds.includes("flag") && !arrived.has(leaf));
    expect(lost.map(keyOf)).toEqual([]);
    expect(wanted.size).toBeGreaterThan(450);
  });

  it("arrives as Terraform's own text of a boolean", async () => {
    const collected = [collect("variable", false), collect("variable", true)];
    const text = await valuesOf("textOfFlag", "variable", collected);
    const flag = await valuesOf("flag", "variable", collected);
    const wrong = collected
      .flatMap(({ places }) => places)
      .filter(({ output }) => text[output]?.value !== flag[output]?.value)
      .map(({ of, leaves, expression }) => ({ of, leaves: leaves.map(keyOf), expression }));
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  it("fails the plan where it is null, and the message shows the argument", async () => {
    const collected = [collect("variable", false)];
    const { result, lines, places } = await plan("none", "variable", collected);
    expect(result.ok).toBe(false);
    const failed = new Set(
      result.output.split("\n").flatMap((line) => {
        const { diagnostic } = (line.startsWith("{") ? JSON.parse(line) : {}) as {
          readonly diagnostic?: { readonly range?: { readonly start: { readonly line: number } } };
        };
        return diagnostic?.range ? nameAt(lines, diagnostic.range.start.line) : [];
      }),
    );
    const isFailed = ({ output, expression }: Place): boolean =>
      failed.has(output) ||
      [...expression.matchAll(/(?<=local\.)[\w-]+/g)].some(([name]) => failed.has(name));
    const refused = new Set(places.filter(isFailed).flatMap(({ leaves }) => leaves));
    const wanted = places.flatMap(({ leaves }) => leaves);
    const passed = wanted.filter((leaf) => leaf.kinds.includes("text") && !refused.has(leaf));
    expect([...new Set(passed.map(keyOf))]).toEqual([]);
  });
});

/** The output or local whose expression stands in a line. */
function nameAt(lines: readonly string[], line: number): string[] {
  const [, own] = /^\s*"([\w-]+)": "/.exec(lines[line - 1] ?? "") ?? [];
  if (own !== undefined && own !== "value") return [own];
  const [, above] = /^\s*"([\w-]+)": \{/.exec(lines[line - 2] ?? "") ?? [];
  return above === undefined ? [] : [above];
}
