import { Token } from "cdktf";
import { PARTS, type Surroundings } from "../full/fault-suite/whole-set";
import { changing } from "../support/changes/changing-stack";
import { synth, testStack } from "../support/synth";

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
