import { readPlan } from "../../../../cli/src/review/plan";
import { planOf } from "../corpus/judged";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const SECRET = "aws_secretsmanager_secret";
const key = (region: string, id = 1): string => `arn:aws:kms:${region}:111111111111:key/${id}`;

/** What a change of the copies is found to be. */
function texts(before: unknown, after: unknown, more: Partial<MadeChange> = {}): readonly string[] {
  const change: MadeChange = {
    type: SECRET,
    actions: ["update"],
    before: { name: "shop/db", replica: before },
    after: { name: "shop/db", replica: after },
    ...more,
  };
  return found("REPLICA-DELETED", madeInput([change])).map(({ text }) => text);
}

const GONE = "The copy of secret shop/db in eu-west-1 is deleted at once";
const AGAIN = "The copy of secret shop/db in eu-west-1 is deleted, and made again with another key";
const WEST = { region: "eu-west-1", kms_key_id: key("eu-west-1") };
const EAST = { region: "us-east-1", kms_key_id: key("us-east-1") };

describe("a copy of a secret that goes", () => {
  it("is found in a plan of Terraform, by its Region; and so are copies with other keys", () => {
    const input = { name: "shop", plan: readPlan(planOf("replica-that-goes")) };
    const findings = found("REPLICA-DELETED", input);
    expect(findings.map(({ text, removed }) => [text.replace(/^.* is /, ""), removed])).toEqual([
      ["deleted at once, without a recovery window.", ["copy of secret shop/db in eu-west-2"]],
      [
        "deleted, and made again with another key: until then no task there can read it.",
        ["copy of secret shop/db in us-east-1"],
      ],
      [
        "deleted, and made again with another key: until then no task there can read it.",
        ["copy of secret shop/db in us-west-2"],
      ],
    ]);
    expect(findings.map(({ severity }) => severity)).toEqual(["high", "high", "high"]);
  });

  it.each<[string, unknown, unknown, string]>([
    ["alone", [WEST], [], GONE],
    ["with all of the block", [WEST], null, GONE],
    ["beside another that comes", [WEST], [EAST], GONE],
    ["to another key", [WEST], [{ ...WEST, kms_key_id: key("eu-west-1", 2) }], AGAIN],
    ["to the key of AWS", [WEST], [{ region: "eu-west-1" }], AGAIN],
    ["from the key of AWS", [{ region: "eu-west-1", kms_key_id: "" }], [WEST], AGAIN],
  ])("is found: %s", (_what, before, after, text) => {
    expect(texts(before, after)).toEqual([expect.stringContaining(text)]);
  });

  it("is told as possible where only the apply knows what is left", () => {
    const perhaps = ["The copy of secret shop/db in eu-west-1 is deleted at once if it is none"];
    const matching = perhaps.map((text) => expect.stringContaining(text) as string);
    expect(texts([WEST], undefined, { unknown: { replica: true } })).toEqual(matching);
    expect(texts([WEST], [{}], { unknown: { replica: [{ region: true }] } })).toEqual(matching);
  });

  it.each<[string, unknown, unknown]>([
    ["one comes", [WEST], [EAST, WEST]],
    ["there was none", [], [WEST]],
    [
      "the key of AWS has its name",
      [{ region: "eu-west-1", kms_key_id: "alias/aws/secretsmanager", status: "InSync" }],
      [{ region: "eu-west-1", status: "InProgress" }],
    ],
  ])("is not found where none goes: %s", (_what, before, after) => {
    expect(texts(before, after)).toEqual([]);
  });

  it("is not told beside the secret's own end, which takes the copies with it", () => {
    const end: Partial<MadeChange> = { actions: ["delete"], after: undefined };
    expect(texts([WEST], [], end)).toEqual([]);
  });

  it("is not shown by a Region that is none", () => {
    const region = "eu-west-1`; ::error::";
    expect(texts([{ region }], [])).toEqual([expect.stringContaining("in another Region is")]);
  });
});
