import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import type { JsonObject } from "../../../../cli/src/json";
import { BEGUN, MADE_LAST, readPlan } from "../../../../cli/src/review/plan";
import { synth, testStack } from "../../../support/synth";
import { madeEntry, madeInput, madePlan, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const SECRET = "aws_secretsmanager_secret";
const KEY = "aws_kms_key";
const ARN = "arn:aws:kms:eu-central-1:111111111111:key/1";
const secret = { name: "shop/db", kms_key_id: ARN };
const EARLIER: MadeChange = {
  address: "aws_iam_role_policy.read",
  type: "aws_iam_role_policy",
  actions: ["create", "delete"],
  before: { name: "read-secrets" },
  after: { name: "read-secrets-0123abcd" },
};

/** The changes of a plan of a state of an earlier release, and how many of them are told. */
const OF_AN_EARLIER_RELEASE: readonly (readonly [string, readonly MadeChange[], number])[] = [
  ...[
    ["read-secrets", "read-secrets-0123abcd", 1],
    ["decrypt-secrets@billing-1", "decrypt-secrets@billing-1-0123abcd", 1],
    ["web-read-secrets-2", "web-read-secrets-2-0123abcd", 1],
    ["web-read-secrets-2", undefined, 1],
    ["read-secrets", { name_prefix: "read-secrets-0123abcd-" }, 1],
    ["read-secrets-0123abcd", { name_prefix: "read-secrets-4567abcd-" }, 0],
    ["web-read-secrets-6", { name_prefix: "api-read-secrets-6-" }, 0],
    ["web-read-secrets-6", "api-read-secrets-6", 0],
    ["read-secrets-12345678", "read-secrets-0123abcd", 0],
  ].map(
    ([before, after, count]) =>
      [
        `a policy ${String(before)} that becomes ${JSON.stringify(after)}`,
        [
          {
            address: "aws_iam_policy.read",
            type: "aws_iam_policy",
            actions: ["create", "delete"],
            before: { name: before },
            after: typeof after === "object" ? after : { name: after },
          },
          { type: KEY, actions: ["delete"], before: {} },
        ] as MadeChange[],
        Number(count),
      ] as const,
  ),
  [
    "another key of a secret",
    [
      EARLIER,
      { type: SECRET, actions: ["update"], before: secret, after: { ...secret, kms_key_id: "k" } },
    ],
    1,
  ],
  ["a key that goes", [EARLIER, { type: KEY, actions: ["delete"], before: {} }], 1],
  [
    "a state that knows it",
    [
      { ...EARLIER, before: { name: "read-secrets-4567abcd" } },
      { type: KEY, actions: ["delete"], before: {} },
    ],
    0,
  ],
  [
    "unchanged code, and a secret more",
    [EARLIER, { type: SECRET, actions: ["create"], after: secret }],
    0,
  ],
  [
    "another description",
    [
      EARLIER,
      { type: SECRET, actions: ["update"], before: secret, after: { ...secret, description: "d" } },
    ],
    0,
  ],
];

describe("ORDER-UNKNOWN, in a state of an earlier release", () => {
  it.each(OF_AN_EARLIER_RELEASE)("%s", (_what, changes, count) => {
    expect(found("ORDER-UNKNOWN", madeInput(changes))).toHaveLength(count);
  });
});

/** A plan of a state in which a service runs that needs `needs`, by which `changes` are made. */
function unfinished(
  changes: readonly MadeChange[],
  {
    needs = [],
    service = ["update"],
    made = ["create"],
    begun = true,
    records = [],
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
}

const OLD = `${SECRET}.db_1A2B3C4D_aaaaaaaa`;
const GONE: MadeChange = { address: OLD, type: SECRET, actions: ["delete"], before: secret };
const NEW: MadeChange = {
  address: `${SECRET}.db_1A2B3C4D_bbbbbbbb`,
  type: SECRET,
  actions: ["create"],
  after: { ...secret, name: "shop/other" },
};
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
const POLICY: MadeChange = {
  address: "aws_iam_role_policy.read_1A2B3C4D_aaaaaaaa",
  type: "aws_iam_role_policy",
  actions: ["delete"],
  before: { name: "read-secrets-0123abcd-1" },
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

describe("ORDER-UNKNOWN, in a plan that read no real resource", () => {
  const [ONE, TWO] = [{ id: "1" }, { id: "2" }];
  const type = "terraform_data";
  const made = (of: string, actions = ["update"]): MadeChange => {
    const before = actions[0] === "create" ? null : { input: { begun: of } };
    return { address: MADE_LAST, type, actions, before, after: {} };
  };
  const begun: MadeChange = { address: BEGUN, type, actions: ["no-op"], before: TWO, after: TWO };
  const anew: MadeChange = { ...begun, actions: ["create", "delete"], after: {} };
  const left: MadeChange = {
    ...begun,
    actions: ["delete"],
    before: ONE,
    after: null,
    entry: { deposed: "1a2b3c4d" },
  };
  const told = (changes: readonly MadeChange[], refreshed?: boolean) =>
    found("ORDER-UNKNOWN", { ...madeInput(changes), refreshed });

  it("tells what goes after an apply that did not come to its end", () => {
    const [finding, ...others] = told([begun, made("1"), GONE, NEW], false);
    expect(others).toEqual([]);
    expect(finding?.text).toContain("secret shop/db goes by this apply");
    expect(finding).toMatchObject({
      severity: "high",
      blocking: true,
      remedy: "Plan without `--no-refresh`.",
    });
    expect(told([begun, made("1"), POLICY], false)).toHaveLength(1);
  });

  it.each<[string, MadeChange[]]>([
    ["where the plan begins more", [anew, made("1")]],
    ["where it begins more, and something is left of the apply before", [anew, left, made("2")]],
    ["where no apply came to its end yet", [begun, made("", ["create"])]],
  ])("tells it %s", (_what, changes) => {
    expect(told([...changes, GONE], false)).toHaveLength(1);
  });

  it.each<[string, MadeChange[], boolean]>([
    ["where it read them", [begun, made("1"), GONE], true],
    ["where the apply before passed", [anew, made("2"), GONE], false],
    ["where it begins nothing and ends nothing", [begun, made("2", ["no-op"]), GONE], false],
    ["where nothing goes", [begun, made("1"), NEW], false],
    ["of an app without the modules", [GONE], false],
  ])("says nothing %s", (_what, changes, refreshed) => {
    expect(told(changes, refreshed)).toEqual([]);
  });
});

describe("ORDER-UNKNOWN, in a plan that leaves out some of the stack", () => {
  const begun: MadeChange = { address: BEGUN, type: "terraform_data", actions: ["no-op"] };
  const state = { mode: "managed", type: begun.type, address: BEGUN };
  const prior_state = { values: { root_module: { resources: [state] } } };
  const told = (changes: readonly MadeChange[], more: JsonObject = {}, refreshed?: boolean) =>
    found("ORDER-UNKNOWN", { ...madeInput(changes, { prior_state, ...more }), refreshed });

  it.each([true, false])("blocks what goes (read from AWS: %s)", (refreshed) => {
    const findings = told([GONE, POLICY, NEW], { complete: false }, refreshed);
    expect(findings.map(({ blocking, text }) => [blocking, text.split(" goes ")[0]])).toEqual([
      [true, "A grant"],
      [true, "secret shop/db"],
    ]);
    expect(findings[0]?.remedy).toContain("Plan without `-target`");
  });

  it.each<[string, MadeChange[], JsonObject]>([
    ["Terraform says that it does", [begun, GONE], { complete: false }],
    ["it lacks what the state holds", [GONE], {}],
  ])("knows it where %s", (_what, changes, more) => {
    expect(told(changes, more)).toHaveLength(1);
  });

  it.each<[string, MadeChange[], JsonObject]>([
    ["where nothing goes", [NEW], { complete: false }],
    ["of a whole plan", [begun, GONE], { complete: true }],
    ["of a plan that lacks nothing", [begun, GONE], {}],
    [
      "of what Terraform puts off",
      [begun, GONE],
      {
        complete: false,
        deferred_changes: [{ reason: "provider_config_unknown", resource_change: madeEntry(NEW) }],
      },
    ],
    ["of an app without the modules", [GONE], { complete: false, prior_state: {} }],
  ])("says nothing %s", (_what, changes, more) => {
    expect(told(changes, more)).toEqual([]);
  });
});

describe("ORDER-UNKNOWN, after an apply that was cut off while a service became steady", () => {
  const type = "terraform_data";
  const before = { input: { begun: "1" } };
  const made: MadeChange = { address: MADE_LAST, type, actions: ["update"], before, after: {} };
  const of = (id: string): MadeChange => {
    return { address: BEGUN, type, actions: ["no-op"], before: { id }, after: { id } };
  };
  const web = {
    mode: "managed",
    type: "aws_ecs_service",
    name: "web",
    address: "aws_ecs_service.web",
  };
  const prior_state = { values: { root_module: { resources: [{ ...web, values: {} }] } } };
  const told = (
    changes: readonly MadeChange[],
    rolling?: readonly string[],
    more = { prior_state },
  ) => found("ORDER-UNKNOWN", { ...madeInput(changes, more), rolling });

  it("blocks what goes while ECS still deploys", () => {
    const findings = told([of("2"), made, GONE, POLICY, NEW], ["web", "worker"]);
    expect(findings).toHaveLength(2);
    for (const { blocking, text, remedy } of findings) {
      expect(blocking).toBe(true);
      expect(text).toContain("while ECS still deploys web, worker:");
      expect(remedy).toContain("aws ecs wait services-stable");
    }
  });

  it("says once what to wait for where ECS was not asked", () => {
    const findings = told([of("2"), made, GONE, POLICY]);
    expect(findings).toEqual([expect.objectContaining({ severity: "low", blocking: false })]);
    expect(findings[0]?.text).toContain("whether ECS has rolled out every service by now");
  });

  it.each<[string, MadeChange[], readonly string[] | undefined, { prior_state: object }?]>([
    ["where every service is steady", [of("2"), made, GONE], []],
    ["where the apply before passed", [of("1"), made, GONE], ["web"]],
    ["where nothing goes", [of("2"), made, NEW], ["web"]],
    ["where there is no service", [of("2"), made, GONE], undefined, { prior_state: {} }],
  ])("says nothing %s", (_what, changes, rolling, more = { prior_state }) => {
    expect(told(changes, rolling, more as { prior_state: typeof prior_state })).toEqual([]);
  });
});
