import { DataAwsIamRoles } from "@cdktf/provider-aws/lib/data-aws-iam-roles";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import {
  DefaultTokenResolver,
  Fn,
  Lazy,
  StringConcat,
  TerraformLocal,
  TerraformOutput,
  TerraformVariable,
  Token,
  Tokenization,
  type IResolvable,
  type TerraformResource,
} from "cdktf";
import type { Construct } from "constructs";
import { addressable, addressBy, lazyText } from "../../modules/core/internal";
import { OrderOfCreation } from "../../modules/core/order";
import { EphemeralResource } from "../../modules/core/terraform-block";
import { renderQuickly, resolveQuickly } from "../../modules/core/quick-render";
import { newApp, stackOf, synthApp } from "../support/app";
import { synth, testStack } from "../support/synth";

const OwnQueue = addressable(SqsQueue);

/** What cdktf makes of `value` by itself, and in one walk; of a refusal its words, without the place. */
function bothWays(scope: Construct, value: unknown): [cdktf: unknown, quick: unknown] {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolve = (given: unknown): unknown => {
    try {
      return Tokenization.resolve(given, { scope, resolver, preparing: false }) as unknown;
    } catch (error) {
      const words = String(error).split("\n")[0]?.replace("Resolution error: ", "");
      return words?.replace(/["']\/[^"']*["']/, "").replace(/\.*$/, "");
    }
  };
  const quick: IResolvable = {
    creationStack: [],
    resolve: (context) => {
      const resolved = resolveQuickly(value, context);
      context.registerPostProcessor({ postProcess: () => resolved });
      return undefined;
    },
  };
  return [resolve(value), resolve(quick)];
}

function tokensOf(scope: Construct): Readonly<Record<string, unknown>> {
  const variable = new TerraformVariable(scope, "given", { type: "any" });
  const local = new TerraformLocal(scope, "known", "a");
  const own = new OwnQueue(scope, "own");
  addressBy(own, "0123abcd");
  return {
    "a text": variable.stringValue,
    "a text in a text": `before-${variable.stringValue}-${local.asString}"behind"`,
    "a number": variable.numberValue,
    "a number in a text": `port-${variable.numberValue}`,
    "a boolean": variable.booleanValue,
    "a list": variable.listValue,
    "a list of numbers": Token.asNumberList(variable.value),
    "a map": Token.asStringMap(variable.value),
    "a map of anything": Token.asAnyMap(variable.value),
    "a value": variable.value,
    "an element": Fn.element(variable.listValue, 0),
    "a lazy": Lazy.anyValue({ produce: () => ({ b: [variable.stringValue, undefined], c: {} }) }),
    "a lazy text": Lazy.stringValue({ produce: () => `x${variable.stringValue}` }),
    "an object that resolves": { creationStack: [], resolve: () => [variable.stringValue] },
    "a function": Fn.join("-", [variable.stringValue, "${literal}"]),
    "a text of ours": lazyText(() => "late"),
    "a text of ours with a token": lazyText(() => `late-${variable.stringValue}`),
    "a text of ours that looks like a number": lazyText(() => "service-e2e 1e5"),
    "a text of ours in texts": `a ${lazyText(() => "late")} b ${lazyText(() => `late-${local.asString}`)}`,
    "a text of ours that is none": lazyText(() => undefined),
    "such a text in a text": `a ${lazyText(() => undefined)} b`,
    "a reference of ours": own.arn,
    "references of ours in a text": `["${own.arn}", "${own.fqn}/${variable.stringValue}"]`,
    "a reference of ours in a function": Fn.upper(`${own.arn}/x`),
  };
}

const PLAIN: Readonly<Record<string, unknown>> = {
  text: "a",
  empty: "",
  "text with a template": "${aws_sqs_queue.a.arn} %{ if true }x%{ endif } $${b} }",
  "text that looks like a number": "service-e2e 1e5 -1.5e+10 3.e",
  "text that looks like a token": "TfToken[TOKEN.1] ${TfToken[no token]} #{TfToken[",
  numbers: [0, -1, 1.5, 2 ** 53, -1e300, Number.NaN, Number.POSITIVE_INFINITY],
  number: 7,
  fraction: 0.25,
  huge: 1e21,
  booleans: [true, false],
  nothing: null,
  undefined: undefined,
  "empty list": [],
  "empty object": {},
  nested: { a: [{ b: undefined, c: [undefined, null, "d"] }], e: { f: { g: [[], [{}]] } } },
  date: new Date(0),
  "no prototype": Object.assign(Object.create(null) as object, { a: 1 }),
};

describe("resolving quickly", () => {
  const stack = testStack();
  const tokens = tokensOf(stack);

  it.each(Object.keys({ ...PLAIN, ...tokens }))("makes of %s what cdktf makes of it", (name) => {
    const value = { ...PLAIN, ...tokens }[name];
    const placed = { value, list: [value, "x"], deep: { a: [{ b: value }] }, after: "y" };
    for (const given of [value, [value], { value }, placed, { value: "x", other: [placed] }]) {
      const [cdktf, quick] = bothWays(stack, given);
      expect(quick).toStrictEqual(cdktf);
      expect(JSON.stringify(quick)).toBe(JSON.stringify(cdktf));
    }
  });

  it.each(Object.entries(tokens))("takes %s for the name of a field as cdktf does", (_, token) => {
    const [cdktf, quick] = bothWays(stack, { a: { [String(token)]: "b", c: 1 } });
    expect(quick).toEqual(cdktf);
  });

  it.each([
    ["a function", () => 1],
    ["a construct", stack],
    ["text of a list", String(Token.asList("x")[0])],
    ["text of a map", Token.STRING_MAP_TOKEN_VALUE],
    ["a number of a map", Token.NUMBER_MAP_TOKEN_VALUE],
  ])("refuses %s as cdktf does", (_, value) => {
    const [cdktf, quick] = bothWays(stack, value);
    expect(typeof cdktf).toBe("string");
    expect(quick).toBe(cdktf);
  });
});

describe("a resource that renders quickly", () => {
  const queueIn = (scope: Construct, props = {}): SqsQueue => new SqsQueue(scope, "queue", props);

  it("is the same in cdk.tf.json", () => {
    const [plain, quick] = [false, true].map((quickly) => {
      const stack = testStack();
      const queue = queueIn(stack, { name: Fn.upper("a"), tags: { a: "b", c: "" } });
      queue.addOverride("redrive_policy", Lazy.anyValue({ produce: () => ({ x: [queue.arn] }) }));
      if (quickly) renderQuickly(queue);
      return synth(stack).only("aws_sqs_queue");
    });
    expect(quick).toEqual(plain);
  });

  it.each([
    ["of the stack's own", { resource: { aws_sqs_queue: { queue: { fifo_queue: true } } } }],
    [
      "of the stack's own for an ephemeral block",
      { ephemeral: { aws_secretsmanager_random_password: { password: { length: 9 } } } },
    ],
    ["of the stack's own for something else", { locals: { a: 1 } }],
    ["none", {}],
  ])("takes overrides: %s", (_, overrides) => {
    const [plain, quick] = [false, true].map((quickly) => {
      const stack = testStack();
      for (const [name, value] of Object.entries(overrides)) stack.addOverride(name, value);
      const all = [queueIn(stack, { name: "a", tags: { a: "b" } }), new SqsQueue(stack, "other")];
      const roles = new DataAwsIamRoles(stack, "roles", { nameRegex: "a" });
      for (const one of [...all, roles]) if (quickly) renderQuickly(one);
      const block = { type: "aws_secretsmanager_random_password", arguments: { length: 8 } };
      new EphemeralResource(stack, "password", block);
      return stack.toTerraform() as object;
    });
    expect(JSON.stringify(quick)).toBe(JSON.stringify(plain));
    expect(quick).toMatchObject(overrides);
  });

  it("still shows what it renders to who reads it", () => {
    const queue = queueIn(testStack(), { name: "jobs" });
    const before: unknown = queue.toTerraform();
    renderQuickly(queue);
    const after = queue.toTerraform() as object;
    expect(after).toEqual(before);
    expect(Object.keys(after)).toEqual(Object.keys(before as object));
    expect(JSON.stringify(after)).toBe(JSON.stringify(before));
  });

  it("renders by what it was given to render by, also the same object twice and one that is frozen", () => {
    const stack = testStack();
    const queue = queueIn(stack);
    const rendered = { resource: { aws_sqs_queue: { queue: { name: "own" } } } };
    const render = jest.fn(() => rendered);
    Object.defineProperty(queue, "toTerraform", { value: render, configurable: true });
    renderQuickly(queue);
    renderQuickly(queue);
    expect(synth(stack).only("aws_sqs_queue")).toEqual({ name: "own" });
    Object.freeze(rendered);
    expect(synth(stack).only("aws_sqs_queue")).toEqual({ name: "own" });
    expect(render.mock.calls.length).toBeGreaterThan(1);
  });

  it("makes outputs of other stacks of what it names of them", () => {
    const app = newApp();
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    const named = queueIn(one, { name: "jobs" });
    OrderOfCreation.of(two);
    queueIn(two, { name: named.name, tags: { of: `x-${named.arn}` } });
    const synthesized = synthApp(app);
    expect(synthesized.get("two")?.only("aws_sqs_queue")).toMatchObject({
      name: expect.stringContaining("data.terraform_remote_state") as unknown,
      tags: { of: expect.stringMatching(/^x-\$\{data\.terraform_remote_state/) as unknown },
    });
  });

  it("says as cdktf does where the fault is, when it cannot be resolved", () => {
    const messages = [false, true].map((quickly) => {
      const stack = testStack();
      const queue: TerraformResource = queueIn(stack);
      queue.addOverride("redrive_policy.x", [{ y: () => 1 }]);
      if (quickly) renderQuickly(queue);
      new TerraformOutput(stack, "other", { value: 1 });
      try {
        return JSON.stringify(synth(stack));
      } catch (error) {
        return String(error).split("\n")[0]?.replace("Resolution error: ", "").replace(/\.*$/, "");
      }
    });
    expect(messages[0]).toContain("/redrive_policy/x/0/y");
    expect(messages[1]).toBe(messages[0]);
  });
});
