import fc from "fast-check";
import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  LogDriver,
  SecretReference,
  type ContainerProps,
  type NetworkMode,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { containerOf, image, Secrets, taskIn } from "../support/fixtures";

type Containers = Readonly<Record<string, Partial<ContainerProps>>>;

const synthesizing =
  (containers: Containers, props: Partial<TaskDefinitionProps> = {}) =>
  (): unknown => {
    const stack = testStack();
    const task = taskIn(stack, props);
    for (const [name, given] of Object.entries(containers)) {
      task.addContainer(name, { image, ...given });
    }
    return synth(stack);
  };

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

describe.each(texts)("the text of `%s`", (_prop, give, read) => {
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
    taskIn(stack).addContainer("web", { image, ...give(text) });
    // THEN
    expect(read(containerOf(stack))).toBe(text);
    expect(containerText(stack)).not.toMatch(/[$%]\{/);
  });

  it("may be a token with function calls inside: the JSON stays readable", () => {
    // GIVEN
    const stack = testStack();
    const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
    // WHEN
    taskIn(stack).addContainer("web", { image, ...give(`hosts: ${Fn.join(",", list)}`) });
    // THEN
    const value = read(containerOf(stack));
    expect(value).toMatch(/^\$\{local\.[\w-]+\}$/);
    const local = synth(stack).locals[String(value).slice("${local.".length, -1)];
    const call = 'join("", ["hosts: ", join(",", var.list)])';
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

describe("ports", () => {
  const mapped = (
    networkMode: NetworkMode,
    port: NonNullable<ContainerProps["portMappings"]>[0],
  ) => {
    const stack = testStack();
    const task = taskIn(stack, { compatibility: "EC2", networkMode });
    task.addContainer("web", { image, portMappings: [port] });
    return containerOf(stack)["portMappings"];
  };

  it.each<[NetworkMode, number | undefined]>([
    ["awsvpc", undefined],
    ["awsvpc", 80],
    ["host", 80],
    ["bridge", undefined],
    ["bridge", 0],
    ["bridge", 8080],
  ])("in network mode %s may be on host port %s", (mode, hostPort) => {
    expect(mapped(mode, { containerPort: 80, hostPort })).toEqual([
      { containerPort: 80, protocol: "tcp", ...(hostPort === undefined ? {} : { hostPort }) },
    ]);
  });

  it.each<[NetworkMode, number | undefined, string]>([
    ["awsvpc", 8080, "8080"],
    ["host", 8080, "8080"],
    ["bridge", 65_536, "65536"],
    ["none", undefined, "no host port"],
  ])("in network mode %s are refused on host port %s", (mode, hostPort, got) => {
    expect(() => mapped(mode, { containerPort: 80, hostPort })).toThrow(
      new Error(
        "test/task/web: `portMappings` must be left out or the container's own port in network modes awsvpc and host, from 0 (a free one) to 65535 in bridge, and in none there are no ports, " +
          `got 80 on ${got} in network mode ${mode}. Leave it out. [ecs-host-port]`,
      ),
    );
  });
});

describe("timeouts of a container", () => {
  it.each(["startTimeoutSeconds", "stopTimeoutSeconds"])("%s end at 120 on Fargate", (prop) => {
    expect(synthesizing({ web: { [prop]: 120 } })).not.toThrow();
    expect(
      synthesizing({ web: { [prop]: 121, memoryLimitMiB: 9 } }, { compatibility: "EC2" }),
    ).not.toThrow();
    expect(synthesizing({ web: { [prop]: 121 } })).toThrow(
      new Error(
        `test/task/web: \`${prop}\` must be a whole number of seconds from 2, on Fargate to 120, got 121. Leave it out for the default. [ecs-container-timeout]`,
      ),
    );
  });
});

describe("a variable", () => {
  it("is refused that is both a secret and a plain setting", () => {
    // GIVEN
    const stack = testStack();
    const secret = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    // WHEN
    const adding = () =>
      taskIn(stack).addContainer("web", {
        image,
        environment: { DB_PASSWORD: "in plain sight" },
        secrets: { DB_PASSWORD: secret },
      });
    // THEN: the value does not show
    expect(adding).toThrow(
      new Error(
        "test/task/web: `environment` must name each variable once in `environment` and `secrets` together, got DB_PASSWORD twice. Remove one of the two; a secret belongs into `secrets`. [ecs-variable-unique]",
      ),
    );
  });
});
