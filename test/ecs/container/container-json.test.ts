import fc from "fast-check";
import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import { ContainerImage, LogDriver, type ContainerProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { containerOf, image, taskIn } from "../support/fixtures";

/** Container texts, and how a test gives them. */
const texts: readonly (readonly [
  string,
  (text: string) => Partial<ContainerProps>,
  (container: Readonly<Record<string, unknown>>) => unknown,
])[] = [
  ["environment", (A) => ({ environment: { A } }), (c) => at(c, "environment", "0", "value")],
  ["command", (text) => ({ command: [text] }), (c) => at(c, "command", "0")],
  ["entryPoint", (text) => ({ entryPoint: [text] }), (c) => at(c, "entryPoint", "0")],
  ["user", (user) => ({ user }), (c) => at(c, "user")],
  ["workingDirectory", (text) => ({ workingDirectory: text }), (c) => at(c, "workingDirectory")],
  ["labels", (text) => ({ labels: { "a.b": text } }), (c) => at(c, "dockerLabels", "a.b")],
  [
    "healthCheck.command",
    (text) => ({ healthCheck: { command: ["CMD", text] } }),
    (c) => at(c, "healthCheck", "command", "1"),
  ],
];

describe.each(texts)("the text of `%s`", (prop, give, read) => {
  // What must be an absolute path begins like one.
  const start = prop === "workingDirectory" ? "/" : "";

  it.each([
    ["${HOME}"],
    ["%{if x}"],
    ["$${HOME} $$ $1 $&"],
    ['say "hello" \\ and {"a": "}"}'],
    ["line\nbreak\ttab"],
    ["ünïcode ☃"],
  ])("reads as it was written: %j", (text) => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("web", { image, ...give(`${start}${text}`) });
    // THEN
    expect(read(containerOf(stack))).toBe(`${start}${text}`);
    expect(containerText(stack)).not.toMatch(/[$%]\{/);
  });

  it("may be a token with function calls inside: the JSON stays readable", () => {
    // GIVEN
    const stack = testStack();
    const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
    // WHEN
    taskIn(stack).addContainer("web", { image, ...give(`${start}hosts: ${Fn.join(",", list)}`) });
    // THEN
    const value = read(containerOf(stack));
    expect(value).toMatch(/^\$\{local\.[\w-]+\}$/);
    const local = synth(stack).locals[String(value).slice("${local.".length, -1)];
    const call = `join("", ["${start}hosts: ", join(",", var.list)])`;
    expect(local).toBe(`\${substr(jsonencode(${call}), 1, length(jsonencode(${call})) - 2)}`);
  });
});

describe("braces beside a token", () => {
  it("stay text, and the token stays a reference", () => {
    // GIVEN
    const stack = testStack();
    const host = new TerraformVariable(stack, "host", { type: "string" }).stringValue;
    // WHEN
    taskIn(stack).addContainer("web", {
      image,
      environment: { CONFIG: `{"host": "${host}", "path": "\${HOME}"}` },
    });
    // THEN
    expect(() => containerOf(stack)).not.toThrow();
    const expression = String(Object.values(synth(stack).locals)[0]).slice("${".length, -1);
    expect(expression.match(/\bvar\.host\b/g)).toHaveLength(2);
    expect(expression).not.toContain("${var.host}");
  });
});

describe("what else may be a token with function calls inside", () => {
  it.each<[string, (token: string) => Partial<ContainerProps>]>([
    ["the image", (token) => ({ image: ContainerImage.fromRegistry(token) })],
    ["the stream prefix", (streamPrefix) => ({ logging: LogDriver.awsLogs({ streamPrefix }) })],
  ])("%s", (_what, give) => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    // WHEN
    taskIn(stack).addContainer("web", { image, ...give(Fn.join("/", ["a", given])) });
    // THEN
    expect(() => containerOf(stack)).not.toThrow();
    expect(Object.values(synth(stack).locals)).toEqual([
      expect.stringContaining('join("/", ["a", var.given])'),
    ]);
  });

  it("the name of a log group of its own", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    const logGroupName = Fn.join("/", ["/ecs", given]);
    // WHEN
    taskIn(stack).addContainer("web", {
      image,
      logging: LogDriver.awsLogs({ newLogGroup: { logGroupName } }),
    });
    // THEN
    expect(at(containerOf(stack), "logConfiguration", "options", "awslogs-group")).toMatch(
      /^\$\{local\.[\w-]+\}$/,
    );
  });
});

describe("the container's JSON", () => {
  it("holds any text as it was written (property)", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab${}%\"\\\n\t'.:/☃".split("")) });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 3 }), (value, command) => {
        // GIVEN
        const stack = testStack();
        // WHEN
        taskIn(stack).addContainer("web", { image, environment: { A: value }, command });
        // THEN
        const container = containerOf(stack);
        expect(container["environment"]).toEqual([{ name: "A", value }]);
        expect(container["command"]).toEqual(command);
      }),
      { numRuns: 100 },
    );
  });

  it("never shows the order of declaration (property)", () => {
    // Of letters that spell no word for a secret.
    const entries = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-H]{1,4}$/), fc.string()), {
      selector: ([name]) => name,
      maxLength: 6,
    });
    const shuffled = entries.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    const rendered = (list: readonly (readonly [string, string])[]): string => {
      const stack = testStack();
      const given = Object.fromEntries(list);
      taskIn(stack).addContainer("web", { image, environment: given, labels: given });
      return containerText(stack);
    };
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(rendered(other)).toBe(rendered(one));
      }),
      { numRuns: 50 },
    );
  });
});

function containerText(stack: TerraformStack): string {
  return String(synth(stack).only("aws_ecs_task_definition")["container_definitions"]);
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value);
}
