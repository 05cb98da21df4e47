import { decides, outcomeOf, TAG } from "./condition-table";
import { decide } from "../../../cli/src/policy";
import { allow, deny, policy, READ, ROLE, SECRET } from "./policies";

describe("condition keys", () => {
  decides([
    [{ StringEquals: { "AWS:principaltag/TEAM": "app" } }, { [TAG]: "app" }, "allowed"],
    [
      { StringEquals: { "kms:EncryptionContext:secretarn": SECRET } },
      { "kms:EncryptionContext:SecretARN": SECRET },
      "allowed",
    ],
    [
      { StringEquals: { [TAG]: "app", "aws:PrincipalTag/stage": "dev" } },
      { [TAG]: "app" },
      "denied",
    ],
    [{ StringEquals: { [TAG]: "app" }, StringLike: { [TAG]: "b*" } }, { [TAG]: "app" }, "denied"],
    [
      { StringEquals: { [TAG]: "app" } },
      { [TAG]: "app", "AWS:PrincipalTag/team": "api" },
      "undecided",
    ],
  ]);

  it("that follow from the caller are filled in, unless the request has them", () => {
    const account = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
    expect(outcomeOf({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app/*" } }, {})).toBe(
      "allowed",
    );
    expect(outcomeOf(account, {})).toBe("allowed");
    expect(outcomeOf({ Bool: { "aws:PrincipalIsAWSService": "false" } }, {})).toBe("allowed");
    expect(outcomeOf(account, { "aws:PrincipalAccount": "444455556666" })).toBe("denied");
  });

  it("of which all are known are absent where they are not given", () => {
    const request = { principal: { arn: ROLE }, action: READ, resource: SECRET };
    const asked = { StringEquals: { [TAG]: "app" } };
    const judged = (more: object): string =>
      decide(
        { ...request, unknownKeys: ["aws:PrincipalTag/*"], ...more },
        { identity: [policy(allow({ Condition: asked }))], sameAccount: true },
      ).outcome;
    expect(judged({})).toBe("undecided");
    expect(judged({ completeKeys: ["aws:principaltag/*"] })).toBe("denied");
    expect(judged({ completeKeys: ["aws:PrincipalTag/*"], context: { [TAG]: "app" } })).toBe(
      "allowed",
    );
  });

  it("that the caller sets as it likes keep it from nothing, and protect nothing", () => {
    const request = { principal: { arn: ROLE }, action: READ, resource: SECRET };
    const pending = { StringEquals: { "secretsmanager:VersionStage": "AWSPENDING" } };
    const judged = (freeKeys: readonly string[], ...statements: readonly object[]): string =>
      decide(
        { ...request, unknownKeys: ["secretsmanager:*"], freeKeys },
        { identity: [policy(...statements)], sameAccount: true },
      ).outcome;
    const only = allow({ Condition: pending });
    const denied = deny({ Condition: pending });
    expect(judged([], only)).toBe("undecided");
    expect(judged(["secretsmanager:versionstage"], only)).toBe("allowed");
    expect(judged(["secretsmanager:versionstage"], allow(), denied)).toBe("allowed");
    expect(judged([], allow(), denied)).toBe("undecided");
  });

  it("that the caller cannot know decide nothing, whatever the operator", () => {
    for (const operator of ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "Null"]) {
      const condition = { [operator]: { "aws:SourceVpce": "true" } };
      expect(outcomeOf(condition, {}, ["aws:SourceVpc*"])).toBe("undecided");
      expect(outcomeOf(condition, {}, ["AWS:sourcevpce"])).toBe("undecided");
      expect(outcomeOf(condition, {}, ["aws:SourceVpc"])).not.toBe("undecided");
    }
  });

  it("whose value is not known yet decide nothing", () => {
    const key = "kms:EncryptionContext:SecretARN";
    const context = { [key]: "${aws_secretsmanager_secret.db.arn}" };
    expect(outcomeOf({ StringNotEquals: { [key]: SECRET } }, context)).toBe("undecided");
    expect(outcomeOf({ Null: { [key]: "false" } }, context)).toBe("undecided");
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe("missing keys", () => {
  decides([
    [{ StringEquals: { [TAG]: "app" } }, {}, "denied"],
    [{ StringNotEquals: { [TAG]: "app" } }, {}, "allowed"],
    [{ ArnNotLike: { "aws:SourceArn": "arn:aws:ecs:*:*:*" } }, {}, "allowed"],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, {}, "allowed"],
    [{ NumericNotEquals: { "aws:MultiFactorAuthAge": "1" } }, {}, "allowed"],
    [{ DateNotEquals: { "aws:TokenIssueTime": "2025-01-01" } }, {}, "allowed"],
    [{ Bool: { "aws:SecureTransport": "false" } }, {}, "denied"],
    [{ StringEqualsIfExists: { [TAG]: "app" } }, {}, "allowed"],
    [{ StringEqualsIfExists: { [TAG]: "app" } }, { [TAG]: "api" }, "denied"],
    [{ StringNotEqualsIfExists: { [TAG]: "app" } }, {}, "allowed"],
    [{ StringNotEqualsIfExists: { [TAG]: "app" } }, { [TAG]: "app" }, "denied"],
    [{ BoolIfExists: { "aws:SecureTransport": "true" } }, {}, "allowed"],
    [{ Null: { [TAG]: "true" } }, {}, "allowed"],
    [{ Null: { [TAG]: "true" } }, { [TAG]: "" }, "denied"],
    [{ Null: { [TAG]: "false" } }, {}, "denied"],
    [{ Null: { [TAG]: false } }, { [TAG]: "app" }, "allowed"],
    [{ Null: { [TAG]: "yes" } }, {}, "undecided"],
  ]);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
describe("sets", () => {
  const keys = "aws:TagKeys";
  decides([
    [{ "ForAllValues:StringEquals": { [keys]: ["a", "b"] } }, { [keys]: ["a", "b"] }, "allowed"],
    [{ "ForAllValues:StringEquals": { [keys]: ["a", "b"] } }, { [keys]: ["a", "c"] }, "denied"],
    [{ "ForAllValues:StringEquals": { [keys]: ["a"] } }, {}, "allowed"],
    [{ "ForAllValues:StringEquals": { [keys]: ["a"] } }, { [keys]: [] }, "allowed"],
    // Documented: an empty string is an empty data set. The simulator of the oracle test says no.
    [{ "ForAllValues:StringEquals": { [keys]: ["a"] } }, { [keys]: [""] }, "allowed"],
    [{ "ForAllValues:StringNotEquals": { [keys]: ["a"] } }, { [keys]: ["b", "c"] }, "allowed"],
    [{ "ForAllValues:StringNotEquals": { [keys]: ["a"] } }, { [keys]: ["a", "c"] }, "denied"],
    [{ "ForAnyValue:StringLike": { [keys]: ["a*"] } }, { [keys]: ["b", "ab"] }, "allowed"],
    [{ "ForAnyValue:StringLike": { [keys]: ["a*"] } }, { [keys]: ["b"] }, "denied"],
    [{ "ForAnyValue:StringEquals": { [keys]: ["a"] } }, {}, "denied"],
    [{ "ForAnyValue:StringEquals": { [keys]: ["a"] } }, { [keys]: [] }, "denied"],
    [{ "ForAnyValue:StringNotEquals": { [keys]: ["a"] } }, { [keys]: ["a", "b"] }, "allowed"],
    [{ "ForAnyValue:StringNotEquals": { [keys]: ["a"] } }, { [keys]: ["a"] }, "denied"],
    [{ "ForAnyValue:StringNotEquals": { [keys]: ["a"] } }, {}, "denied"],
    [{ "ForAllValues:StringEqualsIfExists": { [keys]: ["a"] } }, {}, "allowed"],
    [{ "ForAnyValue:StringEqualsIfExists": { [keys]: ["a"] } }, {}, "undecided"],
    [{ "ForAnyValue:StringEquals": { [keys]: [""] } }, { [keys]: [""] }, "undecided"],
    // Several values need one of the two qualifiers; AWS does not say what happens without.
    [{ StringEquals: { [keys]: ["a"] } }, { [keys]: ["a", "a"] }, "undecided"],
    [{ StringNotEquals: { [keys]: ["a"] } }, { [keys]: ["b", "c"] }, "undecided"],
    [{ StringEquals: { [keys]: ["a"] } }, { [keys]: ["a"] }, "allowed"],
    [{ StringNotEquals: { [keys]: ["a"] } }, { [keys]: [] }, "undecided"],
  ]);
});

describe("what is not known", () => {
  decides([
    [{ StringMatches: { [TAG]: "app" } }, { [TAG]: "app" }, "undecided"],
    [{ BinaryEquals: { [TAG]: "YXBw" } }, { [TAG]: "app" }, "undecided"],
    [{ "ForSomeValues:StringEquals": { [TAG]: "app" } }, { [TAG]: "app" }, "undecided"],
    [{ NullIfExists: { [TAG]: "true" } }, {}, "undecided"],
    [{ StringEquals: { [TAG]: [] } }, { [TAG]: "app" }, "undecided"],
    // … unless another condition settles the statement anyway.
    [{ StringMatches: { [TAG]: "a" }, StringEquals: { [TAG]: "api" } }, { [TAG]: "app" }, "denied"],
  ]);
});
