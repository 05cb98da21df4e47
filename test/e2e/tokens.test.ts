import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  App,
  DataTerraformRemoteStateLocal,
  Fn,
  ref,
  TerraformLocal,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { ContainerImage, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import {
  expectOk,
  findProviderMirror,
  findTerraform,
  TerraformRunner,
} from "../../cli/src/terraform";
import { synthApp } from "../support/app";
import { describeWith, PROVIDER_VERSION } from "../support/requires";
import type { Place } from "./token-place";
import { GROUPS as OTHER_GROUPS } from "./token-places";
import { CONTAINER_GROUPS } from "./token-places-containers";

const GROUPS = { ...OTHER_GROUPS, ...CONTAINER_GROUPS };

jest.setTimeout(300_000);

type Json = Readonly<Record<string, unknown>>;

/** Kinds of tokens, and Terraform's own text of the value that each has. */
const KINDS: Readonly<
  Record<
    string,
    {
      readonly token: (stack: TerraformStack, other: TerraformStack) => string;
      readonly text: string;
    }
  >
> = {
  text: { token: (stack) => variable(stack, "text", "string"), text: "some-text" },
  number: { token: (stack) => variable(stack, "number", "number"), text: "5432" },
  million: { token: (stack) => variable(stack, "million", "number"), text: "1000000" },
  billions: { token: (stack) => variable(stack, "billions", "number"), text: "123456789012" },
  fraction: { token: (stack) => variable(stack, "fraction", "number"), text: "0.5" },
  flag: { token: (stack) => variable(stack, "flag", "bool"), text: "true" },
  item: { token: (stack) => String(Fn.element(list(stack, "texts", "string"), 1)), text: "b" },
  numericItem: {
    token: (stack) => String(Fn.element(list(stack, "numbers", "number"), 0)),
    text: "7",
  },
  remoteText: { token: (stack) => remote(stack, "text"), text: "remote-text" },
  remoteNumber: { token: (stack) => remote(stack, "number"), text: "2000000" },
  remoteFlag: { token: (stack) => remote(stack, "flag"), text: "false" },
  otherStack: { token: (_stack, other) => local(other), text: "8443" },
  folder: { token: () => Token.asString(ref("path.module")), text: "." },
  workspace: { token: () => Token.asString(ref("terraform.workspace")), text: "default" },
};

const VALUES = {
  text: "some-text",
  number: "5432",
  million: "1000000",
  billions: "123456789012",
  fraction: "0.5",
  flag: "true",
  texts: '["a", "b"]',
  numbers: "[7, 8]",
};

function variable(stack: TerraformStack, id: string, type: string): string {
  const known = stack.node.tryFindChild(id) as TerraformVariable | undefined;
  return (known ?? new TerraformVariable(stack, id, { type })).stringValue;
}

function list(stack: TerraformStack, id: string, of: string): string[] {
  return new TerraformVariable(stack, id, { type: `list(${of})` }).listValue;
}

function remote(stack: TerraformStack, name: string): string {
  const known = stack.node.tryFindChild("remote") as DataTerraformRemoteStateLocal | undefined;
  const state = known ?? new DataTerraformRemoteStateLocal(stack, "remote", { path: STATE });
  return state.getString(name);
}

function local(stack: TerraformStack): string {
  const known = stack.node.tryFindChild("port") as TerraformLocal | undefined;
  return (known ?? new TerraformLocal(stack, "port", 8443)).asString;
}

/** One place of one construct with one kind of token. */
interface Expectation {
  readonly output: string;
  readonly prop: string;
  readonly expression: string;
  readonly place: Place;
  readonly text: string;
}

const STATE = "other.tfstate";
const outputs = {
  text: { value: "remote-text", type: "string" },
  number: { value: 2_000_000, type: "number" },
  flag: { value: false, type: "bool" },
};

let directory: string;
let runner: TerraformRunner;

/** Synthesizes each group with a token, alone or inside a literal, and collects where its props arrive. */
function collect(
  kind: string,
  token: (stack: TerraformStack, other: TerraformStack) => string,
  text: string,
  inside: boolean,
): { readonly document: Json; readonly expected: readonly Expectation[] } {
  const app = new App({ outdir: join(directory, `app-${kind}-${inside}`) });
  const other = new TerraformStack(app, "other");
  const found = Object.entries(GROUPS).map(([name, group]) => {
    const stack = new TerraformStack(app, name.toLowerCase());
    if (name !== "provider")
      deployToAws(stack, { account: "123456789012", region: "eu-central-1" });
    const given = token(stack, other);
    group.build(stack, inside ? `a-${given}-z` : given);
    return { name, group, stack };
  });
  const stacks = synthApp(app);
  const parts = found.map(({ name, group, stack }) => {
    // A local of one stack has the name of one in another.
    const prefix = `${kind}-${inside ? "inside" : "alone"}-${name}`;
    const source = JSON.stringify(stacks.get(stack.node.id)?.json ?? {});
    const json = JSON.parse(
      source
        .replace(/\blocal\.([\w-]+)/g, `local.${prefix}-$1`)
        .replace(/(data\.)?aws_\w+\.[\w-]+\.\w+/g, "var.text"),
    ) as Record<string, Record<string, unknown>>;
    const expected = group.places.map((place, index): Expectation => ({
      output: `${prefix}-${index}`,
      prop: `${name}.${place.prop}`,
      expression: argumentOf(json, place),
      place,
      text: inside ? `a-${text}-z` : text,
    }));
    const locals = Object.entries(json["locals"] ?? {}).map(([id, held]) => [
      `${prefix}-${id}`,
      held,
    ]);
    return { json, expected, locals: Object.fromEntries(locals) as Json };
  });
  return {
    document: {
      data: {
        terraform_remote_state: merged(
          parts.map(({ json }) => (json["data"]?.["terraform_remote_state"] ?? {}) as Json),
        ),
      },
      variable: merged(parts.map(({ json }) => json["variable"] ?? {})),
      locals: merged(parts.map(({ locals }) => locals)),
    },
    expected: parts.flatMap(({ expected }) => expected),
  };
}

const merged = (objects: readonly Json[]): Json => Object.assign({}, ...objects) as Json;

function argumentOf(json: Record<string, Record<string, unknown>>, place: Place): string {
  const blocks = json[place.kind ?? "resource"]?.[place.type];
  const entries = Array.isArray(blocks)
    ? blocks.map((block: unknown) => ["it", block] as const)
    : Object.entries((blocks ?? {}) as Json);
  // The construct of the group is `it`; others only help it.
  const [, held] = entries.find(([name]) => name.startsWith("it")) ?? entries[0] ?? [];
  const found = follow(held, place.path);
  if (typeof found !== "string")
    throw new Error(`${place.prop} does not arrive: ${JSON.stringify(found)}`);
  return found;
}

function follow(value: unknown, path: Place["path"]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Json | undefined)?.[step], value);
}

/** Plans a document whose outputs are the arguments. */
async function plan(
  document: Json,
  expected: readonly Expectation[],
  variables: Readonly<Record<string, string>>,
) {
  const output = Object.fromEntries(
    expected.map(({ output: name, expression }) => [name, { value: expression }]),
  );
  const text = JSON.stringify({ ...document, output }, undefined, 1);
  writeFileSync(join(directory, "run", "main.tf.json"), text);
  await runner.init();
  const result = await runner.plan({ out: "plan", lock: false, variables });
  return { result, lines: text.split("\n") };
}

/** Remote states of all stacks are in one file: that of another stack, too. */
function pointToState(document: Json, kind: string): Json {
  const states = follow(document, ["data", "terraform_remote_state"]) as Json;
  const names = new Set(JSON.stringify(document).match(/cross-stack-output-[\w-]+/g) ?? []);
  const crossed = [...names].map((name) => [name, { value: 8443, type: "number" }] as const);
  const all = { ...outputs, ...Object.fromEntries(crossed) };
  const state = {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "a",
    outputs: all,
    resources: [],
  };
  writeFileSync(join(directory, "run", `${kind}.tfstate`), JSON.stringify(state));
  const config = { backend: "local", config: { path: `${kind}.tfstate` } };
  return {
    ...document,
    data: {
      terraform_remote_state: Object.fromEntries(Object.keys(states).map((name) => [name, config])),
    },
  };
}

describeWith("every text prop, with every kind of token", ["terraform"], () => {
  beforeAll(async () => {
    directory = await makePrivateDirectory();
    const { path: binary } = await findTerraform();
    mkdirSync(join(directory, "run"));
    runner = new TerraformRunner({ binary, directory: join(directory, "run") });
  });
  afterAll(() => removeDirectory(directory));

  it("arrives as Terraform's own text of the value", async () => {
    const parts = Object.entries(KINDS).flatMap(([kind, { token, text }]) =>
      [false, true].map((inside) => {
        const part = collect(kind, token, text, inside);
        return { ...part, document: pointToState(part.document, "all") };
      }),
    );
    const documents = parts.map(({ document }) => document);
    const sections = ["variable", "locals"].map((section) => [
      section,
      merged(documents.map((document) => document[section] as Json)),
    ]);
    const states = merged(
      documents.map((of) => follow(of, ["data", "terraform_remote_state"]) as Json),
    );
    const document = {
      ...Object.fromEntries(sections),
      data: { terraform_remote_state: states },
    } as Json;
    const expected = parts.flatMap((part) => part.expected);
    const pointed = pointToState(
      { ...document, all: expected.map(({ expression }) => expression) },
      "all",
    );
    const { result } = await plan({ ...pointed, all: undefined }, expected, VALUES);
    expect({ ok: result.ok, said: result.diagnostics.slice(0, 5) }).toEqual({ ok: true, said: [] });
    const shown = (await runner.showJson("plan")) as Json;
    const planned = follow(shown, ["planned_values", "outputs"]) as Record<string, Json>;
    const wrong = expected.flatMap(({ output, prop, place, text }) => {
      const whole = planned[output]?.["value"];
      const got = place.json ? follow(JSON.parse(String(whole)), place.json) : whole;
      const [before, after] = place.around ?? ["", ""];
      return got === `${before}${text}${after}` ? [] : [{ output, prop, got }];
    });
    expect(wrong).toEqual([]);
    expect(expected.length).toBeGreaterThan(1500);
  });

  it("fails the plan where it is null, and the message shows the argument", async () => {
    const none = (stack: TerraformStack): string => variable(stack, "none", "string");
    const { document, expected } = collect("null", none, "", false);
    const variables = {
      ...(document["variable"] as Json),
      none: { type: "string", default: null },
      text: { default: "x" },
    };
    const { result, lines } = await plan(
      { ...document, variable: variables, data: undefined },
      expected,
      {},
    );
    expect(result.ok).toBe(false);
    const said = result.output.split("\n").flatMap((line) => {
      const { diagnostic } = (line.startsWith("{") ? JSON.parse(line) : {}) as {
        readonly diagnostic?: { readonly range?: { readonly start: { readonly line: number } } };
      };
      return diagnostic?.range ? [diagnostic.range.start.line] : [];
    });
    const failed = said.flatMap((line) => nameAt(lines, line));
    const passed = expected.filter(({ output, expression }) => {
      const needed = [output, ...(expression.match(/(?<=local\.)[\w-]+/g) ?? [])];
      return !needed.some((name) => failed.includes(name));
    });
    expect(passed.map(({ prop }) => prop)).toEqual([]);
  });
});

describeWith("a plan by the AWS provider", ["terraform", "provider"], () => {
  it("shows Terraform's own text of a number wherever it stands", async () => {
    // GIVEN
    const folder = await makePrivateDirectory();
    const app = new App({ outdir: folder });
    const stack = new TerraformStack(app, "real");
    deployToAws(stack, { account: "123456789012", region: "eu-central-1" });
    const million = variable(stack, "million", "number");
    new LogGroup(stack, "logs", { logGroupName: million, tags: { a: million } });
    const port = new TerraformVariable(stack, "port", { type: "number" });
    new TaskDefinition(stack, "task", { family: million, cpu: 256, memoryMiB: 512 }).addContainer(
      "web",
      {
        image: ContainerImage.fromRegistry(million),
        environment: { A: million, B: `a-${million}` },
        command: [million],
        user: million,
        portMappings: [{ containerPort: port.numberValue }],
        healthCheck: { command: ["CMD", million] },
      },
    );
    const synthesized = synthApp(app).get("real");
    // WHEN
    const offline = {
      region: "eu-central-1",
      access_key: "test",
      secret_key: "test",
      skip_credentials_validation: true,
      skip_metadata_api_check: "true",
      skip_requesting_account_id: true,
    };
    const json = { ...synthesized?.json, provider: { aws: [offline] } };
    const configuration = join(folder, "configuration");
    mkdirSync(configuration);
    writeFileSync(join(configuration, "main.tf.json"), JSON.stringify(json));
    const wantedVersion = PROVIDER_VERSION;
    const source = await findProviderMirror({ wantedVersion, configDirectory: folder });
    const { path: binary } = await findTerraform();
    const env = { TF_CLI_CONFIG_FILE: source.cliConfigFile };
    const terraform = new TerraformRunner({ binary, directory: configuration, env });
    expectOk(await terraform.init());
    const variables = { million: "1000000", port: "8443" };
    expectOk(await terraform.plan({ out: "plan", variables }));
    const shown = (await terraform.showJson("plan")) as Json;
    await removeDirectory(folder);
    // THEN
    const resources = follow(shown, ["planned_values", "root_module", "resources"]) as Json[];
    const planned = new Map(resources.map(({ type, values }) => [type, values as Json]));
    expect(planned.get("aws_cloudwatch_log_group")).toMatchObject({
      name: "1000000",
      tags: { a: "1000000" },
    });
    const task = planned.get("aws_ecs_task_definition");
    expect(task).toMatchObject({ family: "1000000" });
    expect(JSON.parse(String(task?.["container_definitions"]))).toMatchObject([
      {
        image: "1000000",
        environment: [
          { name: "A", value: "1000000" },
          { name: "B", value: "a-1000000" },
        ],
        command: ["1000000"],
        user: "1000000",
        portMappings: [{ containerPort: 8443 }],
        healthCheck: { command: ["CMD", "1000000"] },
      },
    ]);
  });
});

/** The output or local whose expression stands in a line. */
function nameAt(lines: readonly string[], line: number): string[] {
  const [, own] = /^\s*"([\w-]+)": "/.exec(lines[line - 1] ?? "") ?? [];
  if (own !== undefined && own !== "value") return [own];
  const [, above] = /^\s*"([\w-]+)": \{/.exec(lines[line - 2] ?? "") ?? [];
  return above === undefined ? [] : [above];
}
