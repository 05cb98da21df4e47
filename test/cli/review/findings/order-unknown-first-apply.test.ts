import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import type { JsonObject } from "../../../../cli/src/json";
import { BEGUN, MADE_LAST, readPlan } from "../../../../cli/src/review/plan";
import { synth, testStack } from "../../../support/synth";
import { madePlan, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";
import { GONE, KEY, NEW, OLD, POLICY, secret, SECRET } from "./going";

/** A plan of a state in which a service runs that needs `needs`, by which `changes` are made. */
function unfinished(
  changes: readonly MadeChange[],
  {
    needs = [],
    service = ["update"],
    made = ["create"],
    begun = true,
    records = [],
    isChecked = false,
    ...more
  }: Unfinished = {},
): JsonObject {
  const state = { address: "aws_ecs_service.web", mode: "managed", type: "aws_ecs_service" };
  return madePlan(
    [
      {
        address: MADE_LAST,
        type: "terraform_data",
        actions: made,
        before: made.includes("create") ? null : {},
        after: {},
      },
      ...(begun
        ? [{ address: BEGUN, type: "terraform_data", actions: ["no-op"], before: {} }]
        : []),
      {
        address: state.address,
        type: state.type,
        actions: service,
        before: service.includes("create") && service.length === 1 ? null : { name: "web" },
        after: { name: "web" },
        entry: more,
      },
      ...changes,
    ],
    {
      checks: isChecked ? [{ address: { to_display: state.address }, status: "pass" }] : [],
      prior_state: {
        values: { root_module: { resources: [{ ...state, depends_on: needs }, ...records] } },
      },
    },
  );
}

interface Unfinished {
  readonly needs?: readonly string[];
  /** What else is in the state. */
  readonly records?: readonly object[];
  /** What the plan does with the service. */
  readonly service?: readonly string[];
  /** What it does with what the modules have wait for everything. */
  readonly made?: readonly string[];
  /** Whether an apply has begun with the modules. */
  readonly begun?: boolean;
  readonly action_reason?: string;
  /** Whether Terraform has something to check of it after each apply. */
  readonly isChecked?: boolean;
}

/** The record of what the service needed before, and how the plan changes it. */
const NEEDED = "terraform_data.web_1A2B3C4D_needs";
const RECORD = {
  address: `${NEEDED}["aaaaaaaa"]`,
  mode: "managed",
  type: "terraform_data",
  depends_on: [OLD],
};
const RECORD_GOES: MadeChange = {
  address: RECORD.address,
  type: RECORD.type,
  actions: ["delete"],
  before: {},
};
/** The one that is made in its place. */
const ANOTHER: MadeChange = {
  address: `${NEEDED}["bbbbbbbb"]`,
  type: RECORD.type,
  actions: ["create"],
  after: {},
};
/** Another service that changes, of which the state does not say that it needs anything. */
const HAND: MadeChange = {
  address: "aws_ecs_service.hand",
  type: "aws_ecs_service",
  actions: ["update"],
  before: { name: "hand" },
  after: { name: "hand" },
};
describe("ORDER-UNKNOWN, in a stack whose first apply has not come to its end", () => {
  const told = (...plan: Parameters<typeof unfinished>): readonly string[] =>
    found("ORDER-UNKNOWN", { name: "dev", plan: readPlan(unfinished(...plan)) }).map(
      ({ text }) => text.split(" goes ")[0] ?? "",
    );

  it.each<[string, MadeChange[], Unfinished, string[]]>([
    ["a secret that goes", [GONE], {}, ["secret shop/db"]],
    ["one that gets another name", [GONE, NEW], {}, ["secret shop/db"]],
    ["one of several", [{ ...GONE, address: `${OLD}["a"]` }], {}, ["secret shop/db"]],
    [
      "what only a service needs that stays as it is",
      [GONE],
      { needs: [OLD], service: ["no-op"] },
      ["secret shop/db"],
    ],
    [
      "what is in the record of a service that stays as it is",
      [GONE, RECORD_GOES],
      { needs: [NEEDED], records: [RECORD], service: ["no-op"] },
      ["secret shop/db"],
    ],
    [
      "what is in a record that stays",
      [GONE],
      { needs: [NEEDED], records: [RECORD] },
      ["secret shop/db"],
    ],
    [
      "what only one service needs, where another one moves",
      [GONE, HAND],
      { needs: [OLD] },
      ["secret shop/db"],
    ],
    [
      "what is in a record that nothing takes the place of, where another service moves",
      [GONE, RECORD_GOES, HAND],
      { needs: [NEEDED], records: [RECORD] },
      ["secret shop/db"],
    ],
    [
      "what is in a renewed record of a service of which Terraform has nothing to do",
      [GONE, RECORD_GOES, ANOTHER],
      { needs: [NEEDED], records: [RECORD], service: ["no-op"] },
      ["secret shop/db"],
    ],
    ["a grant", [POLICY], {}, ["A grant"]],
    ["a key", [{ type: KEY, actions: ["delete"], before: {} }], {}, ["A key"]],
  ])("tells %s", (_what, changes, more, expected) => {
    expect(told(changes, more)).toEqual(expected);
  });

  it.each<[string, MadeChange[], Unfinished]>([
    ["a service that moves", [GONE, NEW], { needs: [OLD] }],
    [
      "a service that moves, for one of several",
      [{ ...GONE, address: `${OLD}["a"]` }],
      { needs: [OLD] },
    ],
    [
      "a service that moves, by the record of what it needs",
      [GONE, RECORD_GOES],
      { needs: [NEEDED], records: [RECORD] },
    ],
    [
      "a service that moves, by a renewed record, whatever else moves",
      [GONE, RECORD_GOES, ANOTHER, HAND],
      { needs: [NEEDED], records: [RECORD] },
    ],
    [
      "a service that has moved, which Terraform checks",
      [GONE, RECORD_GOES, ANOTHER],
      { needs: [NEEDED], records: [RECORD], service: ["no-op"], isChecked: true },
    ],
    ["a service that goes with it", [GONE], { needs: [OLD], service: ["delete"] }],
    ["what the modules have last", [GONE], { made: ["update"] }],
  ])("says nothing of what waits for %s", (_what, changes, more) => {
    expect(told(changes, more)).toEqual([]);
  });

  it("says nothing where the modules come to a stack that runs something", () => {
    expect(told([GONE, POLICY], { begun: false })).toEqual([]);
  });

  it.each(["aws_instance", "aws_lambda_function", "aws_scheduler_schedule"])(
    "sees %s, too",
    (type) => {
      const reader: MadeChange = { type, actions: ["no-op"], before: {}, after: {} };
      expect(told([GONE, reader], { service: ["create"] })).toHaveLength(1);
    },
  );

  it("says nothing where no service runs yet", () => {
    expect(told([GONE], { service: ["create"] })).toEqual([]);
    const tainted = { service: ["delete", "create"], action_reason: "replace_because_tainted" };
    expect(told([GONE], tainted)).toEqual([]);
  });

  it("says nothing of what comes and of what changes in place", () => {
    const update: MadeChange = {
      type: SECRET,
      actions: ["update"],
      before: secret,
      after: { ...secret, kms_key_id: "k" },
    };
    expect(told([NEW, update])).toEqual([]);
  });

  it("knows what the modules make first and last by its address", () => {
    const stack = testStack();
    new EncryptionKey(stack, "key");
    const ids = Object.keys(synth(stack).resources("terraform_data"));
    expect([BEGUN, MADE_LAST].map((address) => address.split(".")[1])).toEqual(
      ids.filter((id) => id.startsWith("replacements")).sort(),
    );
  });
});
