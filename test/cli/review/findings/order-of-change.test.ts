import { madeInput, type MadeChange } from "../fixtures/made-plan";
import type { Access, AccessEntry } from "../../../../cli/src/review/model";
import { found } from "./found";

const SECRET = "aws_secretsmanager_secret";
const PARAMETER = "aws_ssm_parameter";
const KEY = "aws_kms_key";
const REPLACE = ["delete", "create"];
const ARN = "arn:aws:kms:eu-central-1:111111111111:key/1";
const secret = { name: "shop/db", kms_key_id: ARN };
const parameter = { name: "/shop/key", type: "SecureString", key_id: ARN };
const ADVANCED = { ...parameter, tier: "Advanced" };
const ARN_OF = (region: string) => `arn:aws:ssm:${region}:111111111111:parameter/shop/key`;
const EARLIER: MadeChange = {
  address: "aws_iam_role_policy.read",
  type: "aws_iam_role_policy",
  actions: ["create", "delete"],
  before: { name: "read-secrets" },
  after: { name: "read-secrets-0123abcd" },
};
const OLD = "aws_ssm_parameter.old";

/** A finding, the changes of a plan, and which of them have it. */
const AMONG: readonly (readonly [string, string, readonly MadeChange[], number])[] = [
  [
    "NAME-TAKEN",
    "replaced under its name, the new one first",
    [{ type: PARAMETER, actions: ["create", "delete"], before: ADVANCED, after: parameter }],
    1,
  ],
  [
    "NAME-TAKEN",
    "replaced under its name, the old one first",
    [{ type: PARAMETER, actions: REPLACE, before: ADVANCED, after: parameter }],
    0,
  ],
  [
    "NAME-TAKEN",
    "replaced under another name",
    [
      {
        type: PARAMETER,
        actions: ["create", "delete"],
        before: ADVANCED,
        after: { ...parameter, name: "/shop/other" },
      },
    ],
    0,
  ],
  [
    "NAME-TAKEN",
    "a name that only Terraform knows",
    [
      {
        type: SECRET,
        actions: ["create", "delete"],
        before: {},
        after: {},
        unknown: { name: true },
      },
    ],
    0,
  ],
  [
    "NAME-TAKEN",
    "made anew at another address",
    [
      { type: PARAMETER, actions: ["create"], after: parameter },
      { type: PARAMETER, address: OLD, actions: ["delete"], before: parameter },
    ],
    1,
  ],
  [
    "NAME-TAKEN",
    "made anew in another Region",
    [
      { type: PARAMETER, actions: ["create"], after: { ...parameter, arn: ARN_OF("eu-west-1") } },
      {
        type: PARAMETER,
        address: OLD,
        actions: ["delete"],
        before: { ...parameter, arn: ARN_OF("eu-central-1") },
      },
    ],
    0,
  ],
  [
    "NAME-TAKEN",
    "a secret and a parameter of one name",
    [
      { type: PARAMETER, actions: ["create"], after: parameter },
      { type: SECRET, actions: ["delete"], before: { name: parameter.name } },
    ],
    0,
  ],
  [
    "ORDER-UNKNOWN",
    "another key of a secret",
    [
      EARLIER,
      { type: SECRET, actions: ["update"], before: secret, after: { ...secret, kms_key_id: "k" } },
    ],
    1,
  ],
  [
    "ORDER-UNKNOWN",
    "a key that goes",
    [EARLIER, { type: KEY, actions: ["delete"], before: {} }],
    1,
  ],
  [
    "ORDER-UNKNOWN",
    "a state that knows it",
    [
      { ...EARLIER, before: { name: "read-secrets-4567abcd" } },
      { type: KEY, actions: ["delete"], before: {} },
    ],
    0,
  ],
  [
    "ORDER-UNKNOWN",
    "unchanged code, and a secret more",
    [EARLIER, { type: SECRET, actions: ["create"], after: secret }],
    0,
  ],
  [
    "ORDER-UNKNOWN",
    "another description",
    [
      EARLIER,
      { type: SECRET, actions: ["update"], before: secret, after: { ...secret, description: "d" } },
    ],
    0,
  ],
];

/** Whether a role reads the secret before and after. */
function reader(before: Access, after: Access, of = "secret shop/db"): AccessEntry {
  return { principal: "role web", secret: of, before, after, difference: "changed", uses: [] };
}

describe("READER-SHUT-OUT", () => {
  const OTHER_KEY: MadeChange = {
    type: SECRET,
    actions: ["update"],
    before: secret,
    after: { ...secret, kms_key_id: "arn:aws:kms:eu-central-1:111111111111:key/2" },
  };
  const GONE = reader("readable", "not readable");

  it("tells the readers that go by the apply that encrypts a secret anew", () => {
    const [finding, ...others] = found("READER-SHUT-OUT", madeInput([OTHER_KEY]), {}, [GONE]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "high", removed: ["role web"] });
    expect(finding?.text).toContain("secret shop/db is encrypted with another key");
  });

  it("tells it of a parameter whose new key only Terraform knows", () => {
    const change: MadeChange = {
      type: PARAMETER,
      actions: ["update"],
      before: parameter,
      after: { name: parameter.name, type: parameter.type },
      unknown: { key_id: true },
    };
    const gone = reader("readable", "not readable", "parameter /shop/key");
    expect(found("READER-SHUT-OUT", madeInput([change]), {}, [gone])).toHaveLength(1);
  });

  it.each([
    ["a reader that stays", OTHER_KEY, reader("readable", "readable")],
    ["a reader that comes", OTHER_KEY, reader("not readable", "readable")],
    ["a reader of another secret", OTHER_KEY, reader("readable", "not readable", "secret shop/x")],
    ["the same key", { ...OTHER_KEY, after: { ...secret, description: "d" } }, GONE],
    ["a new secret", { ...OTHER_KEY, actions: REPLACE }, GONE],
  ])("says nothing of %s", (_what, change, entry) => {
    expect(found("READER-SHUT-OUT", madeInput([change]), {}, [entry])).toEqual([]);
  });
});

describe("findings about the order of changes", () => {
  it.each(AMONG)("%s: %s", (id, _what, changes, count) => {
    expect(found(id, madeInput(changes))).toHaveLength(count);
  });
});
