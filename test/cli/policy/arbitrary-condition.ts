import * as fc from "fast-check";
import { ACCOUNT, OTHER_ACCOUNT, REGION, type Target } from "./oracle-world";

const ROTATED = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:app/api-abcdef`;

/** The conditions and the context one case draws from; both sides share their values, so they meet. */
export interface ConditionWorld {
  readonly context: fc.Arbitrary<Record<string, string | string[]>>;
  readonly condition: fc.Arbitrary<Readonly<Record<string, unknown>>>;
}

interface Key {
  readonly name: string;
  readonly family: "String" | "Arn" | "Bool" | "Numeric" | "Date" | "Ip" | "Set";
  /** What the request may hold. */
  readonly own: readonly string[];
  /** What policies compare it with. */
  readonly wanted: readonly string[];
}

const OPERATORS: Readonly<Record<Key["family"], readonly string[]>> = {
  String: [
    "StringEquals",
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
  ],
  Arn: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike"],
  Bool: ["Bool"],
  Numeric: [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
  ],
  Date: [
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
  ],
  Ip: ["IpAddress", "NotIpAddress"],
  Set: [
    "ForAllValues:StringEquals",
    "ForAllValues:StringNotEquals",
    "ForAllValues:StringLike",
    "ForAnyValue:StringEquals",
    "ForAnyValue:StringNotEquals",
    "ForAnyValue:StringLike",
    "ForAnyValue:StringNotLike",
  ],
};

/** The condition world of one target: its encryption context, its service, and the global keys. */
export function conditionWorld(target: Target, principalArn: string): ConditionWorld {
  const keys = keysOf(target, principalArn);
  const context = fc.tuple(...keys.map((key) => present(key))).map((values) =>
    Object.fromEntries(
      keys.flatMap((key, at) => {
        const value = values[at];
        return value === undefined ? [] : [[key.name, value]];
      }),
    ),
  );
  const one = fc.constantFrom(...keys).chain((key) => conditionOn(key));
  const condition = fc.array(one, { minLength: 1, maxLength: 2 }).map(merge);
  return { context, condition };
}

function keysOf({ service, resource, near }: Target, principalArn: string): readonly Key[] {
  const tags = ["app", "App", "app-staging", "api"];
  const name = {
    kms: "SecretARN",
    ssm: "SecretARN",
    secretsmanager: "SecretARN",
    s3: "aws:s3:arn",
  };
  const arns = [resource, ...near];
  const via = ["ssm", "secretsmanager", "s3"].map((one) => `${one}.${REGION}.amazonaws.com`);
  const kms: readonly Key[] = [
    { name: "kms:ViaService", family: "String", own: via, wanted: [...via, "*.amazonaws.com"] },
    { name: "kms:EncryptionContext:SecretARN", family: "String", own: arns, wanted: arns },
    { name: "kms:EncryptionContext:PARAMETER_ARN", family: "Arn", own: arns, wanted: arns },
    { name: `kms:EncryptionContext:${name.s3}`, family: "String", own: arns, wanted: arns },
  ];
  return [
    ...(service === "kms" ? kms : []),
    {
      name: "aws:PrincipalTag/team",
      family: "String",
      own: tags,
      wanted: [
        ...tags,
        "app*",
        "ap?",
        "${aws:PrincipalTag/project}",
        "${aws:PrincipalTag/x, 'app'}",
      ],
    },
    { name: "aws:PrincipalTag/project", family: "String", own: tags, wanted: [...tags, "a${*}"] },
    {
      name: "aws:PrincipalArn",
      family: "Arn",
      own: [principalArn],
      wanted: [
        principalArn,
        `arn:aws:iam::${ACCOUNT}:role/app/*`,
        `arn:aws:iam::*:role/*`,
        `arn:aws:iam::${OTHER_ACCOUNT}:role/*`,
      ],
    },
    {
      name: "aws:SourceArn",
      family: "Arn",
      own: [`arn:aws:ecs:${REGION}:${ACCOUNT}:task/web/1`, ROTATED],
      wanted: [
        `arn:aws:ecs:${REGION}:${ACCOUNT}:*`,
        ROTATED,
        // Fits only if the * reached past its colon.
        "arn:aws:secretsmanager:*:secret:app/*",
      ],
    },
    {
      name: "aws:SecureTransport",
      family: "Bool",
      own: ["true", "false"],
      wanted: ["true", "false"],
    },
    {
      name: "aws:MultiFactorAuthAge",
      family: "Numeric",
      own: ["9.5", "10", "300"],
      wanted: ["10", "10.0", "60"],
    },
    {
      // Without epoch seconds, which AWS documents and the simulator does not read.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
      name: "aws:CurrentTime",
      family: "Date",
      own: ["2025-06-01T00:00:00Z", "2025-12-31T23:59:59Z"],
      wanted: ["2025-06-01T00:00:00Z", "2025-06-01", "2026-01-01T00:00:00Z"],
    },
    sourceIp(service === "s3" ? 6 : 4),
    { name: "aws:TagKeys", family: "Set", own: ["team", "stage"], wanted: ["team", "stage", "t*"] },
  ];
}

// Two inputs are left out because the simulator decides them against the documentation, which has the
// value "in the standard CIDR format" and NotIpAddress hold for "all IP addresses except the specified":
// - 0.0.0.0/0, which it takes for a range that holds nothing;
// - NotIpAddress across families: it denies that an IPv6 address is outside an IPv4 range.
// condition-operators.test.ts has both.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
function sourceIp(family: 4 | 6): Key {
  const shared = { name: "aws:SourceIp", family: "Ip" } as const;
  return family === 4
    ? {
        ...shared,
        own: ["203.0.113.9", "198.51.100.1"],
        wanted: ["203.0.113.0/24", "203.0.113.9", "192.0.0.0/2", "198.51.100.2"],
      }
    : {
        ...shared,
        own: ["2001:db8:1234:5678::1", "2001:db8::9"],
        wanted: ["2001:DB8:1234:5678::/64", "2001:db8:0:0:0:0:0:9/128", "2001:db8:1000::/36"],
      };
}

// AWS sends aws:PrincipalArn with every signed request, and the evaluator fills it in where it is missing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
function present(key: Key): fc.Arbitrary<string | string[] | undefined> {
  return key.name === "aws:PrincipalArn"
    ? ownValue(key)
    : fc.option(ownValue(key), { nil: undefined, freq: 5 });
}

// A set may be empty; it never holds the empty string, which AWS takes for an empty set and the simulator
// for a value.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
function ownValue(key: Key): fc.Arbitrary<string | string[]> {
  const one = fc.constantFrom(...key.own);
  return key.family === "Set" ? fc.array(one, { maxLength: 3 }) : one;
}

function conditionOn(key: Key): fc.Arbitrary<Readonly<Record<string, Record<string, unknown>>>> {
  const values = fc.uniqueArray(fc.constantFrom(...key.wanted), { minLength: 1, maxLength: 3 });
  const name = fc.constantFrom(key.name, key.name, key.name.toLowerCase());
  const operator = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...OPERATORS[key.family]) },
    { weight: 2, arbitrary: fc.constantFrom(...OPERATORS[key.family]).map(ifExists) },
  );
  const compared = fc.tuple(operator, name, values).map(([chosen, named, list]) => ({
    [chosen]: { [named]: list.length === 1 ? list[0] : list },
  }));
  const nullCheck = fc
    .tuple(name, fc.constantFrom("true", "false"))
    .map(([named, wanted]) => ({ Null: { [named]: wanted } }));
  return fc.oneof({ weight: 9, arbitrary: compared }, { weight: 1, arbitrary: nullCheck });
}

// ForAnyValue with IfExists is contradictory in AWS's own documentation (undecided by design).
function ifExists(operator: string): string {
  return operator.startsWith("ForAnyValue:") ? operator : `${operator}IfExists`;
}

function merge(
  conditions: readonly Readonly<Record<string, Record<string, unknown>>>[],
): Readonly<Record<string, unknown>> {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const [operator, keys] of conditions.flatMap((one) => Object.entries(one))) {
    // Two spellings of one key under one operator: AWS does not say which of them counts.
    const named = new Set(Object.keys(keys).map((key) => key.toLowerCase()));
    const others = Object.entries(merged[operator] ?? {}).filter(
      ([key]) => !named.has(key.toLowerCase()),
    );
    merged[operator] = { ...Object.fromEntries(others), ...keys };
  }
  return merged;
}
