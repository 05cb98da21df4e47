import { decide, parsePolicy, type Outcome } from "../../../cli/src/policy";
import { ACCOUNT, allow, policy, READ, ROLE, SECRET, without } from "./policies";

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Record<string, string | string[]>;
}

function outcomeOf(statement: object, asked: Asked = {}): Outcome {
  return decide(
    { principal: { arn: ROLE }, action: READ, resource: SECRET, ...asked },
    { identity: [policy(statement)], sameAccount: true },
  ).outcome;
}

describe("Action and NotAction", () => {
  it.each([
    [READ, "allowed"],
    ["SecretsManager:getSECRETvalue", "allowed"],
    ["secretsmanager:Get*", "allowed"],
    ["secretsmanager:GetSecretValu?", "allowed"],
    ["secretsmanager:GetSecretValue?", "denied"],
    ["secretsmanager:*", "allowed"],
    ["*", "allowed"],
    ["ssm:*", "denied"],
    ["secretsmanager:Get", "denied"],
    // AWS documents no wildcard in the service's name.
    ["secrets*:GetSecretValue", "undecided"],
    ["s3*:GetSecretValue", "denied"],
    ["secretsmanager*", "undecided"],
    ["${var.action}", "undecided"],
    ["ssm:${var.action}", "denied"],
  ])("%s is %s", (action, expected) => {
    expect(outcomeOf(allow({ Action: action }))).toBe(expected);
  });

  it("takes a list, and inverts it", () => {
    expect(outcomeOf(allow({ Action: ["ssm:GetParameters", READ] }))).toBe("allowed");
    const statement = without(allow(), "Action");
    expect(outcomeOf({ ...statement, NotAction: ["ssm:*", "s3:*"] })).toBe("allowed");
    expect(outcomeOf({ ...statement, NotAction: ["ssm:*", "secretsmanager:*"] })).toBe("denied");
    expect(outcomeOf({ ...statement, NotAction: "${var.action}" })).toBe("undecided");
  });

  it.each(["secretsmanager:*", "GetSecretValue", "secretsmanager:${x}", ""])(
    "the request itself must name one action, not %p",
    (action) => {
      expect(outcomeOf(allow({ Action: "*" }), { action })).toBe("undecided");
    },
  );
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
describe("Resource and NotResource", () => {
  const secret = (name: string): string =>
    `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:${name}`;

  it.each([
    [secret("app/api-??????"), "allowed"],
    [secret("app/api-?????"), "denied"],
    [secret("app/api-???????"), "denied"],
    [secret("app/API-abcdef"), "denied"],
    [secret("app/api"), "denied"],
    [secret("app/*"), "allowed"],
    [secret("*/api-*"), "allowed"],
    ["*", "allowed"],
    [`arn:aws:secretsmanager:*:*:secret:app/api-??????`, "allowed"],
    [`arn:*:secretsmanager:eu-west-?:${ACCOUNT}:*`, "allowed"],
    [`arn:aws-cn:secretsmanager:eu-west-1:${ACCOUNT}:*`, "denied"],
    // A * at the end of the pattern stands for all the rest …
    ["arn:aws:secretsmanager:*", "allowed"],
    ["arn:aws:ssm:*", "denied"],
    // … one at the end of another part "can expand" past its colon: AWS does not say when …
    ["arn:aws:secretsmanager:eu*:secret:app/api-abcdef", "undecided"],
    // … and one within a part cannot.
    ["arn:aws:secretsmanager:eu*1:secret:app/api-abcdef", "denied"],
    // No wildcard is documented in the service part.
    [`arn:aws:*:eu-west-1:${ACCOUNT}:secret:app/api-abcdef`, "undecided"],
    [`arn:aws:s*m:eu-west-1:${ACCOUNT}:secret:app/api-abcdef`, "denied"],
  ])("%s is %s", (resource, expected) => {
    expect(outcomeOf(allow({ Resource: resource }))).toBe(expected);
  });

  it("keeps app/api apart from app/api-staging", () => {
    const asked = { resource: secret("app/api-staging-abcdef") };
    expect(outcomeOf(allow({ Resource: secret("app/api-??????") }), asked)).toBe("denied");
    expect(outcomeOf(allow({ Resource: secret("app/api-*") }), asked)).toBe("allowed");
  });

  it("lets wildcards cross slashes, as in the bucket example", () => {
    const statement = allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*/test/*" });
    const ask = (key: string): Outcome =>
      outcomeOf(statement, { action: "s3:GetObject", resource: `arn:aws:s3:::bucket/${key}` });
    expect(ask("1/2/test/3/object.jpg")).toBe("allowed");
    expect(ask("1/test/")).toBe("allowed");
    expect(ask("1-test/object.jpg")).toBe("denied");
  });

  it("inverts, and knows the actions that have no resource", () => {
    const statement = without(allow(), "Resource");
    expect(outcomeOf({ ...statement, NotResource: secret("db-*") })).toBe("allowed");
    expect(outcomeOf({ ...statement, NotResource: ["*", secret("db-*")] })).toBe("denied");
    const login = { action: "ecr:GetAuthorizationToken", resource: "*" };
    expect(outcomeOf(allow({ Action: "ecr:*" }), login)).toBe("allowed");
    expect(outcomeOf(allow({ Action: "ecr:*", Resource: secret("*") }), login)).toBe("denied");
  });

  it("does not guess what an unresolved ARN is", () => {
    expect(outcomeOf(allow({ Resource: "${aws_kms_key.k.arn}" }))).toBe("undecided");
    expect(outcomeOf(allow({ Resource: "${aws_secret.s.arn}-x" }))).toBe("denied");
    expect(outcomeOf(allow({ Resource: secret("${random_id.r.hex}-abcdef") }))).toBe("undecided");
    expect(outcomeOf(allow({ Resource: secret("${random_id.r.hex}-zzzzzz") }))).toBe("denied");
    expect(outcomeOf(allow({ Resource: ["${aws_kms_key.k.arn}", SECRET] }))).toBe("allowed");
    const asked = { resource: "${aws_secretsmanager_secret.db.arn}" };
    expect(outcomeOf(allow({ Resource: "arn:aws:s3:::bucket" }), asked)).toBe("undecided");
    expect(outcomeOf(allow(), asked)).toBe("allowed");
    expect(outcomeOf(allow({ Resource: '${jsonencode({ a = "b" })}' }))).toBe("undecided");
  });

  it("refuses to judge an identity statement without a Resource or with a Principal", () => {
    expect(outcomeOf(without(allow(), "Resource"))).toBe("undecided");
    expect(outcomeOf(allow({ Principal: "*" }))).toBe("undecided");
  });

  it("takes time that grows with the pattern, not explodes", () => {
    const started = Date.now();
    const resource = secret(`${"a".repeat(2_000)}b`);
    expect(outcomeOf(allow({ Resource: secret(`${"*a".repeat(100)}c`) }), { resource })).toBe(
      "denied",
    );
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
describe("policy variables", () => {
  const secret = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret`;
  const team = (value: string | string[]): Asked => ({
    context: { "aws:PrincipalTag/team": value },
  });
  const statement = allow({ Resource: `${secret}:\${aws:PrincipalTag/team}/api-??????` });

  it("are filled in from the request", () => {
    expect(outcomeOf(statement, team("app"))).toBe("allowed");
    expect(outcomeOf(statement, team("web"))).toBe("denied");
    const upper = allow({ Resource: `${secret}:\${AWS:principaltag/TEAM}/api-??????` });
    expect(outcomeOf(upper, team("app"))).toBe("allowed");
  });

  it("without a value leave the matter undecided, unless nothing could fit", () => {
    expect(outcomeOf(statement)).toBe("undecided");
    expect(outcomeOf(allow({ Resource: `${secret}:\${aws:username}/db-*` }))).toBe("denied");
    expect(outcomeOf(statement, team(["app", "web"]))).toBe("undecided");
    expect(outcomeOf(statement, team("*"))).toBe("undecided");
  });

  it("take their default where the key is missing", () => {
    const preset = allow({ Resource: `${secret}:\${aws:PrincipalTag/team, 'app'}/api-??????` });
    expect(outcomeOf(preset)).toBe("allowed");
    expect(outcomeOf(preset, team("web"))).toBe("denied");
  });

  it("stand for literal characters as ${*}, ${?} and ${$}", () => {
    const like = (wanted: string): object =>
      allow({ Condition: { StringLike: { "aws:PrincipalTag/team": wanted } } });
    expect(outcomeOf(like("a${*}b"), team("a*b"))).toBe("allowed");
    expect(outcomeOf(like("a${*}b"), team("axb"))).toBe("denied");
    expect(outcomeOf(like("a${?}b"), team("axb"))).toBe("denied");
    expect(outcomeOf(like("${$}x*"), team("$xyz"))).toBe("allowed");
  });

  it("work in conditions, negated ones as well", () => {
    const condition = (operator: string): object =>
      allow({
        Condition: { [operator]: { "aws:PrincipalTag/team": "${aws:PrincipalTag/owner}" } },
      });
    const both = { context: { "aws:PrincipalTag/team": "app", "aws:PrincipalTag/owner": "app" } };
    expect(outcomeOf(condition("StringEquals"), both)).toBe("allowed");
    expect(outcomeOf(condition("StringNotEquals"), both)).toBe("denied");
    expect(outcomeOf(condition("StringNotEquals"), team("app"))).toBe("undecided");
  });

  it("are no variables before the resource part, nor in a 2008-10-17 policy", () => {
    const early = allow({ Resource: "arn:aws:secretsmanager:${aws:PrincipalTag/team}:*:*" });
    expect(outcomeOf(early, team("eu-west-1"))).toBe("undecided");
    expect(outcomeOf(early, team("us-east-1"))).toBe("denied");
    const old = (Version?: string): Outcome =>
      decide(
        { principal: { arn: ROLE }, action: READ, resource: SECRET, ...team("app") },
        { identity: [parsePolicy({ Version, Statement: statement })], sameAccount: true },
      ).outcome;
    expect(old("2012-10-17")).toBe("allowed");
    expect(old("2008-10-17")).toBe("denied");
    expect(old()).toBe("denied");
  });
});
