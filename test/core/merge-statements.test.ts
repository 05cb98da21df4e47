import { type PolicyStatement } from "cdktf-ecs-secrets/core";
import { mergeStatements } from "../../modules/core/policy-document";
import fc from "fast-check";

/** A call to be judged; a condition key that it does not send is undefined. */
interface Request {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly keys: Readonly<Record<string, string | undefined>>;
}

const ACTIONS = ["a:Get", "a:List", "b:Get"];
const RESOURCES = ["r1", "r2", "r3"];
const PRINCIPALS = ["p1", "p2"];
const VALUES = ["x", "y", "z"];
const KEYS = ["aws:Tag/Cost Center", "kms:ViaService"];
const OPERATORS = ["StringEquals", "StringLike", "ArnLike", "StringNotEquals", "ArnNotLike"];

const someOf = (values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.shuffledSubarray([...values], { minLength: 1, maxLength: 2 });
const oneOf = (values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.constantFrom(...values).map((value) => [value]);

const statement: fc.Arbitrary<PolicyStatement> = fc.record(
  {
    sid: fc.constantFrom("One", "Two"),
    effect: fc.constantFrom("Allow" as const, "Deny" as const),
    actions: someOf(ACTIONS),
    resources: someOf(RESOURCES),
    principals: fc.record({ AWS: someOf(PRINCIPALS) }),
    conditions: fc.dictionary(
      fc.constantFrom(...OPERATORS),
      fc.dictionary(fc.constantFrom(...KEYS), someOf(VALUES), {
        minKeys: 1,
        noNullPrototype: true,
      }),
      { maxKeys: 2, noNullPrototype: true },
    ),
  },
  { requiredKeys: ["actions", "resources"] },
);
/** Statements that differ in little, so that there is much to merge, and more than one way to do it. */
const alike: fc.Arbitrary<PolicyStatement> = fc.record({
  actions: fc.constant(["a:Get"]),
  resources: fc.constant(["r1"]),
  conditions: fc.record({
    StringLike: fc.record({ [String(KEYS[0])]: oneOf(VALUES), [String(KEYS[1])]: oneOf(VALUES) }),
  }),
});
const policy = fc.oneof(
  fc.array(statement, { maxLength: 7 }),
  fc.array(alike, { maxLength: 7, size: "max" }),
);

const REQUESTS: readonly Request[] = ACTIONS.flatMap((action) =>
  RESOURCES.flatMap((resource) =>
    PRINCIPALS.flatMap((principal) =>
      [undefined, ...VALUES].flatMap((first) =>
        [undefined, ...VALUES].map((second) => ({
          action,
          resource,
          principal,
          keys: { [String(KEYS[0])]: first, [String(KEYS[1])]: second },
        })),
      ),
    ),
  ),
);

/** Judges as IAM does; written anew here, so that it shares no mistake with the code under test. */
function covers(statement: PolicyStatement, request: Request): boolean {
  const { actions, resources, principals, conditions = {} } = statement;
  return (
    actions.includes(request.action) &&
    (resources === undefined || resources.includes(request.resource)) &&
    (principals === undefined || (principals["AWS"] ?? []).includes(request.principal)) &&
    Object.entries(conditions).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => {
        const sent = request.keys[key];
        const among = sent !== undefined && values.includes(sent);
        return operator.includes("Not") ? !among : among;
      }),
    )
  );
}

function decisions(statements: readonly PolicyStatement[]): string[] {
  return REQUESTS.map((request) => {
    const effects = statements
      .filter((candidate) => covers(candidate, request))
      .map(({ effect }) => effect ?? "Allow");
    return `${effects.includes("Allow")} ${effects.includes("Deny")}`;
  });
}

const allow = (changes: Partial<PolicyStatement> = {}): PolicyStatement => ({
  actions: ["a:Get"],
  resources: ["r1"],
  ...changes,
});

describe("mergeStatements, for any policy", () => {
  it("never changes what is allowed, and what is denied", () => {
    fc.assert(
      fc.property(policy, (statements) => {
        expect(decisions(mergeStatements(statements))).toEqual(decisions(statements));
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same whatever the order of the statements, and of what is in them", () => {
    const ranks = fc.array(fc.nat(), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(policy, ranks, (statements, rank) => {
        const shuffled = statements
          .map((one, index) => ({ one: { ...one, actions: [...one.actions].reverse() }, index }))
          .sort((a, b) => (rank[a.index] ?? 0) - (rank[b.index] ?? 0))
          .map(({ one }) => one);
        expect(mergeStatements(shuffled)).toEqual(mergeStatements(statements));
      }),
      { numRuns: 300 },
    );
  });

  it("has nothing left to merge", () => {
    fc.assert(
      fc.property(policy, (statements) => {
        const merged = mergeStatements(statements);
        expect(merged.length).toBeLessThanOrEqual(statements.length);
        expect(mergeStatements(merged)).toEqual(merged);
      }),
      { numRuns: 300 },
    );
  });
});

describe("mergeStatements", () => {
  it("makes one statement of many resources, sorted", () => {
    const resources = Array.from({ length: 100 }, (_, index) => `r${index}`);
    expect(mergeStatements(resources.map((one) => allow({ resources: [one] })))).toEqual([
      { effect: "Allow", actions: ["a:Get"], resources: [...resources].sort() },
    ]);
  });

  it("makes one statement of many actions", () => {
    expect(mergeStatements([allow({ actions: ["b:Get"] }), allow()])).toEqual([
      { effect: "Allow", actions: ["a:Get", "b:Get"], resources: ["r1"] },
    ]);
  });

  it.each(["StringEquals", "StringLike", "ArnEquals", "ArnLike"])(
    "makes one statement of many values of %s",
    (operator) => {
      const when = (value: string) => allow({ conditions: { [operator]: { key: [value] } } });
      expect(mergeStatements([when("y"), when("x")])).toEqual([
        {
          effect: "Allow",
          actions: ["a:Get"],
          resources: ["r1"],
          conditions: { [operator]: { key: ["x", "y"] } },
        },
      ]);
    },
  );

  it("fills a grid of actions and resources completely", () => {
    const grid = ACTIONS.flatMap((action) =>
      RESOURCES.map((resource) => allow({ actions: [action], resources: [resource] })),
    );
    expect(mergeStatements(grid)).toEqual([
      { effect: "Allow", actions: ACTIONS, resources: RESOURCES },
    ]);
  });

  it("merges again what a merge of actions has made alike", () => {
    const statements = [
      allow({ actions: ["a:Get"] }),
      allow({ actions: ["b:Get"] }),
      allow({ actions: ["a:Get", "b:Get"], resources: ["r2"] }),
    ];
    expect(mergeStatements(statements)).toHaveLength(1);
  });

  it.each([
    "StringNotEquals",
    "StringNotLike",
    "ArnNotEquals",
    "ArnNotLike",
    "StringEqualsIfExists",
    "ForAllValues:StringEquals",
    "Null",
    "NumericLessThan",
  ])("keeps statements apart that differ in %s", (operator) => {
    const when = (value: string) => allow({ conditions: { [operator]: { key: [value] } } });
    expect(mergeStatements([when("x"), when("y")])).toHaveLength(2);
  });

  it.each<[string, PolicyStatement, PolicyStatement]>([
    ["effect", allow(), allow({ effect: "Deny" })],
    ["Sid", allow({ sid: "One" }), allow({ sid: "Two" })],
    ["principal", allow({ principals: { AWS: ["p1"] } }), allow({ principals: { AWS: ["p2"] } })],
    ["condition at all", allow(), allow({ conditions: { StringEquals: { key: ["x"] } } })],
    ["two things", allow(), allow({ actions: ["b:Get"], resources: ["r2"] })],
  ])("keeps statements apart that differ in %s", (_difference, one, other) => {
    expect(mergeStatements([one, other])).toHaveLength(2);
  });

  it("keeps a condition key with spaces whole", () => {
    const conditions = { StringEquals: { "aws:ResourceTag/Cost Center": ["1 2"] } };
    expect(mergeStatements([allow({ conditions })])).toEqual([
      { effect: "Allow", actions: ["a:Get"], resources: ["r1"], conditions },
    ]);
  });
});
