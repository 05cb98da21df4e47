import { statementChanges } from "../../../../cli/src/review/iam/statement-changes";
import type { StatementChange } from "../../../../cli/src/review/model";
import { parsePolicy } from "../../../../cli/src/policy";

type Json = Readonly<Record<string, unknown>>;

const GET: Json = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const TLS = { Bool: { "aws:SecureTransport": "true" } };
const DENY: Json = { ...GET, Effect: "Deny" };
const either = { StringEquals: { "aws:PrincipalTag/team": ["app", "api"] } };
const one = (team: string): Json => ({ StringEquals: { "aws:PrincipalTag/team": team } });

describe("a changed policy", () => {
  it.each<[string, readonly Json[], readonly Json[]]>([
    ["a renamed Sid", [{ ...GET, Sid: "A" }], [{ ...GET, Sid: "B" }]],
    ["another case of an action", [GET], [{ ...GET, Action: "S3:getobject" }]],
    ["a list for one value", [GET], [{ ...GET, Action: ["s3:GetObject"] }]],
    ["another order", [GET, DENY], [DENY, GET]],
    ["a statement twice", [GET], [GET, { ...GET, Sid: "Again" }]],
    [
      "a split statement",
      [{ ...GET, Action: ["s3:GetObject", "s3:PutObject"] }],
      [GET, { ...GET, Action: "s3:PutObject" }],
    ],
    [
      "merged values of a condition",
      [
        { ...GET, Condition: one("app") },
        { ...GET, Condition: one("api") },
      ],
      [{ ...GET, Condition: either }],
    ],
    ["what a wildcard covers already", [GET], [GET, { ...GET, Resource: "arn:aws:s3:::b/x/*" }]],
    [
      "an unordered run of wildcards",
      [{ ...GET, Resource: "a:*?" }],
      [{ ...GET, Resource: "a:?*" }],
    ],
  ])("is cosmetic with %s", (_what, before, after) => {
    expect(kinds(before, after).filter((kind) => kind !== "cosmetic")).toEqual([]);
    expect(kinds(after, before).filter((kind) => kind !== "cosmetic")).toEqual([]);
  });

  it("is shown where a Sid is renamed", () => {
    expect(kinds([{ ...GET, Sid: "A" }], [{ ...GET, Sid: "B" }])).toEqual(["cosmetic"]);
    expect(kinds([GET], [GET])).toEqual([]);
  });

  it.each<[string, readonly Json[], readonly Json[]]>([
    ["a narrowed resource", [GET], [{ ...GET, Resource: "arn:aws:s3:::b/x/*" }]],
    ["fewer actions", [{ ...GET, Action: "s3:*" }], [GET]],
    ["a new condition", [GET], [{ ...GET, Condition: TLS }]],
    ["a new deny", [GET], [GET, DENY]],
    ["a statement less", [GET], []],
    ["more exceptions", [not("Action", "s3:*")], [not("Action", "s3:*", "kms:*")]],
  ])("narrows with %s", (_what, before, after) => {
    expect(kinds(before, after)).toEqual(["narrowed"]);
  });

  it.each<[string, readonly Json[], readonly Json[]]>([
    ["a removed deny", [GET, DENY], [GET]],
    [
      "a condition that holds without its key",
      [{ ...GET, Condition: one("app") }],
      [{ ...GET, Condition: { StringEqualsIfExists: { "aws:PrincipalTag/team": "app" } } }],
    ],
    ["a service where AWS allows no wildcard", [{ ...GET, Resource: "arn:aws:s*:::b/*" }], [GET]],
    ["a removed condition", [{ ...GET, Condition: TLS }], [GET]],
    [
      "a value more in a condition",
      [{ ...GET, Condition: one("app") }],
      [{ ...GET, Condition: either }],
    ],
    ["fewer exceptions", [not("Action", "s3:*", "kms:*")], [not("Action", "s3:*")]],
    [
      "an exception that overlaps",
      [not("Resource", "arn:aws:s3:::b/x*")],
      [{ ...GET, Action: "*" }],
    ],
    [
      "a wildcard past a colon",
      [{ ...GET, Resource: "arn:aws:s3:*" }],
      [{ ...GET, Resource: "arn:aws:*:::b/*" }],
    ],
    [
      "a variable for a name",
      [{ ...GET, Resource: "arn:aws:s3:::b/?" }],
      [{ ...GET, Resource: "arn:aws:s3:::b/${aws:username}" }],
    ],
  ])("widens with %s", (_what, before, after) => {
    expect(kinds(before, after)).toContain("widened");
  });

  it("says of a part that only the apply tells that nobody knows, and nothing of what it may hold", () => {
    const unknown = { ...GET, Resource: "${aws_s3_bucket.b.arn}" };

    expect(kinds([GET, DENY], [unknown, DENY])).toEqual(["cannot prove"]);
    expect(kinds([{ ...GET, Resource: "*" }], [{ ...GET, Resource: "*" }, unknown])).toEqual([
      "cosmetic",
    ]);
  });

  it("shows what an account and everyone are called, and which conditions hold", () => {
    const changes = compare(
      [],
      [
        { ...GET, Principal: { AWS: "arn:aws:iam::111122223333:root" }, Condition: TLS },
        { ...GET, Principal: "*" },
        { ...GET, Action: "s3:*", Principal: { AWS: "arn:aws:iam::000000000000:root" } },
      ],
    );

    expect(changes.map(({ principals }) => principals)).toEqual([
      ["account 111122223333"],
      ["everyone"],
      ["the account of this plan"],
    ]);
    expect(changes[0]?.conditions).toEqual(["Bool aws:SecureTransport true"]);
    expect(changes[0]?.actions).toEqual(["s3:GetObject"]);
  });
});

function not(element: "Action" | "Resource", ...values: readonly string[]): Json {
  const rest = element === "Action" ? { Resource: "arn:aws:s3:::b/*" } : { Action: "*" };
  return { Effect: "Allow", [`Not${element}`]: values, ...rest };
}

function kinds(before: readonly Json[], after: readonly Json[]): readonly string[] {
  return compare(before, after).map(({ kind }) => kind);
}

function compare(before: readonly Json[], after: readonly Json[]): readonly StatementChange[] {
  const source = (
    Statement: readonly Json[],
  ): { name: string; document: ReturnType<typeof parsePolicy> } => ({
    name: "p",
    document: parsePolicy({ Version: "2012-10-17", Statement }),
  });
  return statementChanges({
    owner: "web",
    policy: "identity",
    before: [source(before)],
    after: [source(after)],
  });
}
