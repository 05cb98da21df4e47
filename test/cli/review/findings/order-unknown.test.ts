import type { JsonObject } from "../../../../cli/src/json";
import { BEGUN, MADE_LAST } from "../../../../cli/src/review/plan";
import { madeEntry, madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";
import { GONE, KEY, NEW, POLICY, secret, SECRET } from "./going";

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

  it.each([SECRET, KEY, POLICY.type])("blocks a %s that is replaced where it is", (type) => {
    const change = { type, actions: ["create", "delete"], before: secret, after: secret };
    expect(told([change], { complete: false })).toHaveLength(1);
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
