import * as fc from "fast-check";
import type { AccessRequest } from "../../../../cli/src/policy";

/** A statement as JSON. */
export type StatementJson = Readonly<Record<string, unknown>>;

/** Two versions of a policy. */
export interface PolicyChange {
  readonly before: readonly StatementJson[];
  readonly after: readonly StatementJson[];
}

const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret";
const ROLE = "arn:aws:iam::111122223333:role/web";

const ACTIONS = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:Get*",
  "secretsmanager:?etSecretValue",
  "SecretsManager:getsecretvalue",
  "secretsmanager:PutSecretValue",
  "secretsmanager:*",
  "ssm:GetParameters",
  "*",
];
const RESOURCES = [
  `${SECRET}:app/db-??????`,
  `${SECRET}:app/db-abcdef`,
  `${SECRET}:app/*`,
  `${SECRET}:app/db-*`,
  `${SECRET}:\${aws:PrincipalTag/team}/*`,
  "arn:aws:secretsmanager:*:111122223333:secret:app/*",
  "arn:aws:secretsmanager:eu-*",
  `${SECRET}:app/mail-abcdef`,
  "*",
];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:PrincipalTag/team": ["app", "api", "ap*", "a?i"],
  "aws:SourceArn": ["arn:aws:ecs:eu-west-1:1:task/a", "arn:aws:ecs:*:1:task/*"],
};
const OPERATORS = [
  "StringEquals",
  "StringLike",
  "StringNotEquals",
  "StringNotLike",
  "ArnLike",
  "ArnEquals",
  "StringEqualsIfExists",
  "StringLikeIfExists",
  "ForAnyValue:StringEquals",
  "ForAllValues:StringLike",
  "ForAllValues:StringNotEquals",
];

/** Every request that the policies are compared by. */
export const REQUESTS: readonly AccessRequest[] = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:GetRandomPassword",
  "secretsmanager:PutSecretValue",
  "ssm:GetParameters",
].flatMap((action) =>
  [
    `${SECRET}:app/db-abcdef`,
    `${SECRET}:app/db-abcdefg`,
    `${SECRET}:app/mail-abcdef`,
    `${SECRET}:api/db-abcdef`,
  ].flatMap((resource) =>
    [undefined, "app", "api", "other"].flatMap((team) =>
      [undefined, "arn:aws:ecs:eu-west-1:1:task/a", "arn:aws:ecs:eu-west-1:2:task/a"].map(
        (source) => ({
          principal: { arn: ROLE },
          action,
          resource,
          context: {
            ...(team === undefined ? {} : { "aws:PrincipalTag/team": team }),
            ...(source === undefined ? {} : { "aws:SourceArn": source }),
          },
        }),
      ),
    ),
  ),
);

/** One statement of an identity policy. */
export function arbitraryStatement(): fc.Arbitrary<StatementJson> {
  const effect = fc.oneof(
    { weight: 4, arbitrary: fc.constant("Allow") },
    { weight: 1, arbitrary: fc.constant("Deny") },
  );
  const list = (values: readonly string[]): fc.Arbitrary<string[]> =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
  const element = (name: string, values: readonly string[]): fc.Arbitrary<StatementJson> =>
    fc.oneof(
      { weight: 7, arbitrary: list(values).map((some) => ({ [name]: some })) },
      { weight: 1, arbitrary: list(values).map((some) => ({ [`Not${name}`]: some })) },
    );
  const condition = fc
    .tuple(fc.constantFrom(...OPERATORS), fc.constantFrom(...Object.keys(KEYS)))
    .chain(([operator, key]) =>
      list(KEYS[key] ?? []).map((some) => ({ [operator]: { [key]: some } })),
    );
  const conditions = fc
    .array(condition, { maxLength: 2 })
    .map((some) => (some.length === 0 ? {} : { Condition: Object.assign({}, ...some) as object }));
  return fc
    .tuple(effect, element("Action", ACTIONS), element("Resource", RESOURCES), conditions)
    .map(([Effect, action, resource, extra]) => ({ Effect, ...action, ...resource, ...extra }));
}

/** A policy and what became of it: a few statements changed, or another policy. */
export function arbitraryChange(): fc.Arbitrary<PolicyChange> {
  const policy = fc.array(arbitraryStatement(), { minLength: 1, maxLength: 3 });
  return policy.chain((before) => {
    const edited = fc
      .tuple(
        ...before.map((statement) => edit(statement)),
        fc.array(arbitraryStatement(), { maxLength: 1 }),
      )
      .map((parts) => parts.flat() as StatementJson[]);
    return fc.oneof(edited, policy).map((after) => ({ before, after }));
  });
}

function edit(statement: StatementJson): fc.Arbitrary<readonly StatementJson[]> {
  const one = (arbitrary: fc.Arbitrary<StatementJson>): fc.Arbitrary<readonly StatementJson[]> =>
    arbitrary.map((changed) => [changed]);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant([statement]) },
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: one(arbitraryStatement().map((other) => mix(statement, other))),
    },
    { weight: 1, arbitrary: fc.constant([without(statement, "Condition")]) },
    { weight: 2, arbitrary: fc.constant(rewrite(statement)) },
  );
}

/** The same in other words: other Sids, another order, values in statements of their own. */
export function rewrite(statement: StatementJson): readonly StatementJson[] {
  const values = (name: string): readonly string[] => [statement[name] ?? []].flat() as string[];
  const name = values("Resource").length > 1 ? "Resource" : "Action";
  if (values(name).length < 2) return [{ Sid: "Renamed", ...statement }];
  return values(name)
    .map((value) => ({ ...statement, [name]: value }))
    .reverse();
}

function mix(statement: StatementJson, other: StatementJson): StatementJson {
  const name = ["Action", "Resource", "Condition"].find((one) => one in other && one in statement);
  return name === undefined ? other : { ...statement, [name]: other[name] };
}

function without(statement: StatementJson, name: string): StatementJson {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));
}
