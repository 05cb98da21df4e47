import { Fn, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { PolicyDocument } from "../../modules/core/policy-document";
import { PARTS, type Surroundings } from "../full/fault-suite/whole-set";
import { changing } from "../support/changes/changing-stack";
import { rendered, synth, testStack } from "../support/synth";

interface TokenMap {
  tokenCounter: number;
}

/** What cdktf numbers its tokens by. */
function tokenMap(): TokenMap {
  // Made with the first token.
  expect(Token.asString({ resolve: () => "" })).toContain("TOKEN");
  const [name = ""] = Object.keys(globalThis).filter((key) => /^__cdkt[fn]TokenMap$/.test(key));
  return Reflect.get(globalThis, name) as TokenMap;
}

const key = (region: string, digit: number): string =>
  `arn:aws:kms:${region}:123456789012:key/${digit}234abcd-12ab-34cd-56ef-1234567890ab`;
const AROUND: Surroundings = {
  lambdaArn: "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
  keyArns: [key("eu-central-1", 1), key("eu-central-1", 2), key("eu-west-1", 3)],
};

const BUILDS = [...PARTS.map(({ code }) => code(AROUND, true)(1).build), changing({})];

/** Where in a run of all stacks the numbers get a digit more: a number has sixteen at most. */
const PLACES = 9;

describe("every stack", () => {
  it("is written in the same words wherever the numbers of tokens get a digit more", () => {
    // GIVEN
    const written = (): readonly unknown[] =>
      BUILDS.map((build) => {
        const stack = testStack();
        build(stack, {});
        return synth(stack).json;
      });
    const map = tokenMap();
    const start = map.tokenCounter;
    const wanted = written();
    const made = map.tokenCounter - start;
    const digits = String(map.tokenCounter).length;

    // THEN
    for (let place = 0; place < PLACES; place += 1) {
      // Never back: other tokens have those numbers.
      map.tokenCounter = 10 ** (digits + place) - Math.round((made * (place + 0.5)) / PLACES);
      expect(written()).toEqual(wanted);
    }
  });
});

type Of = (stack: TerraformStack, name: string) => string;

/** What a variable says, each time by a token of its own. */
const variable: Of = (stack, name) =>
  (
    (stack.node.tryFindChild(name) as TerraformVariable | undefined) ??
    new TerraformVariable(stack, name, {})
  ).stringValue;

describe("a policy", () => {
  const text = (
    stack: TerraformStack,
    resources: readonly string[],
    keys: readonly string[] = [],
  ) => {
    const conditions = { StringEquals: Object.fromEntries(keys.map((key) => [key, ["x"]])) };
    const document = new PolicyDocument([]);
    for (const resource of resources)
      document.add({ actions: ["sqs:*"], resources: [resource], conditions });
    return String(rendered(stack, document.toLazyText()));
  };

  it.each<[string, Of]>([
    ["variables", variable],
    ["functions", (stack, name) => Fn.lower(variable(stack, name))],
    [
      "functions of functions",
      (stack, name) => Fn.join("/", [Fn.lower(variable(stack, name)), "x"]),
    ],
  ])("says the same in whatever order its %s are written, and each once", (_what, of) => {
    const [one, other] = [
      ["a", "b"],
      ["b", "a", "b"],
    ].map((names) => {
      const stack = testStack();
      const texts = names.map((name) => of(stack, name));
      const keys = texts.map((each) => `aws:ResourceTag/${each}`);
      return [text(stack, texts), text(stack, ["*"], keys)];
    });
    expect(other).toEqual(one);
    expect(one?.[0]?.match(/var\./g)).toHaveLength(2);
  });
});
