import { analyseAccess } from "../../../../cli/src/review/access";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  allow,
  changed,
  key,
  KEY_ARN,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  service,
  type StatementJson,
} from "./made-world";

const GET = "secretsmanager:GetSecretValue";

const ROLES = "arn:aws:iam::111122223333:role/";

/** Written down before the review was asked: whom a condition picks out of all that its statement names. */
const PICKED: readonly (readonly [unknown, object, readonly (readonly string[])[]])[] = [
  [
    "*",
    { StringEquals: { "aws:PrincipalAccount": ["111122223333", "999988887777"] } },
    [
      ["account 999988887777", "cannot prove"],
      ["everybody of account 111122223333", "readable"],
    ],
  ],
  [
    "*",
    { StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } },
    [["everybody of account 111122223333", "readable"]],
  ],
  [
    "*",
    { StringLike: { "aws:PrincipalAccount": "9999????7777" } },
    [["everybody of accounts 9999????7777", "cannot prove"]],
  ],
  [
    { AWS: "*" },
    { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
    [["everybody of the organization o-1", "readable"]],
  ],
  [
    "*",
    { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/r-1/ou-1/*" } },
    [["everybody of the part o-1/r-1/ou-1/* of the organization", "readable"]],
  ],
  ["*", { ArnEquals: { "aws:PrincipalArn": `${ROLES}app` } }, [["app", "readable"]]],
  ["*", { ArnEquals: { "aws:PrincipalArn": `${ROLES}theirs` } }, [["role theirs", "readable"]]],
  [
    "*",
    { ArnLike: { "aws:PrincipalArn": `${ROLES}a*` } },
    [
      ["app", "readable"],
      [`everybody whose ARN is like ${ROLES}a*`, "readable"],
    ],
  ],
  [
    "*",
    { ArnLike: { "aws:PrincipalArn": `${ROLES}*` } },
    [[`everybody whose ARN is like ${ROLES}*`, "readable"]],
  ],
  [
    "*",
    { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ops-*" } },
    [["everybody whose ARN is like arn:aws:iam::*:role/ops-*", "readable"]],
  ],
  [
    { AWS: "arn:aws:iam::999988887777:root" },
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::999988887777:role/ops-*" } },
    [["everybody whose ARN is like arn:aws:iam::999988887777:role/ops-*", "cannot prove"]],
  ],
  // The account's own policies must let them, too, and whom they let stands in no plan.
  [
    { AWS: "arn:aws:iam::111122223333:root" },
    { ArnLike: { "aws:PrincipalArn": `${ROLES}ops-*` } },
    [],
  ],
  [
    "*",
    {
      StringEquals: { "aws:PrincipalAccount": "111122223333" },
      ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ops-*" },
    },
    [["everybody whose ARN is like arn:aws:iam::*:role/ops-*", "readable"]],
  ],
];

/** Who is no account, role or user: the row, and what it says where AWS's own key encrypts the secret. */
const SPECIAL: readonly (readonly [object, string, string])[] = [
  [
    { AWS: "arn:aws:sts::999988887777:assumed-role/Ops/one" },
    "arn:aws:sts::999988887777:assumed-role/Ops/one",
    "cannot prove",
  ],
  [{ AWS: "arn:aws:sts::111122223333:assumed-role/Ops/one" }, "session Ops/one", "readable"],
  [
    { AWS: "arn:aws:sts::999988887777:federated-user/bob" },
    "arn:aws:sts::999988887777:federated-user/bob",
    "cannot prove",
  ],
  [{ AWS: "arn:aws:sts::111122223333:federated-user/bob" }, "federated user bob", "readable"],
  [{ Service: "lambda.amazonaws.com" }, "service lambda.amazonaws.com", "cannot prove"],
  [
    { Federated: "cognito-identity.amazonaws.com" },
    "everybody whom cognito-identity.amazonaws.com signs in",
    "readable",
  ],
  [{ CanonicalUser: "79a59df900b949e5" }, "canonical user 79a59df900b949e5", "cannot prove"],
  [
    { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" },
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
    "cannot prove",
  ],
];

/** Who reads the secret `db`, with the key of AWS, once its policy names these. */
function readers(principal: unknown, condition: object = {}): unknown {
  const statement = { Effect: "Allow", Principal: principal, Action: GET, Resource: "*" };
  return readersOf([{ ...statement, ...condition }]);
}

function readersOf(statements: readonly object[], more: readonly MadeChange[] = []): unknown {
  const values = {
    secret_arn: secretArn("db"),
    policy: policy(statements as readonly StatementJson[]),
  };
  const { access } = analyseAccess(
    madeInput([
      secret("db"),
      same("aws_iam_role", "app", roleValues("app")),
      changed("aws_secretsmanager_secret_policy", "db", null, values),
      ...more,
    ]),
  );
  return access.map(({ principal, after }) => [principal, after]);
}

describe("whom a secret's policy names and the plan does not hold", () => {
  it("is one row for everybody, and none for each role of the plan", () => {
    expect(readers("*")).toEqual([["everybody", "readable"]]);
    expect(readers({ AWS: "*" })).toEqual([["everybody", "readable"]]);
  });

  it("is another account, which the key of AWS keeps out as long as there is no other", () => {
    expect(readers({ AWS: "arn:aws:iam::999988887777:root" })).toEqual([
      ["account 999988887777", "cannot prove"],
    ]);
    expect(readers({ AWS: "999988887777" })).toEqual([["account 999988887777", "cannot prove"]]);
  });

  it("blocks: another account, and everybody", () => {
    const blocking = (principal: unknown): unknown => {
      const statement = { Effect: "Allow", Principal: principal, Action: GET, Resource: "*" };
      const values = { secret_arn: secretArn("db"), policy: policy([statement]) };
      const input = madeInput([
        secret("db"),
        changed("aws_secretsmanager_secret_policy", "db", null, values),
      ]);
      const [stack] = buildReport([input]).stacks;
      return stack?.findings.filter((one) => one.blocking).map(({ id, subject }) => [id, subject]);
    };
    expect(blocking({ AWS: "999988887777" })).toEqual([["IAM-WIDENED", "secret db"]]);
    expect(blocking("*")).toEqual([["PUBLIC-POLICY", "secret db"]]);
  });

  it("is a role of the account that is made elsewhere", () => {
    expect(readers({ AWS: "arn:aws:iam::111122223333:role/ops/theirs" })).toEqual([
      ["role theirs", "readable"],
    ]);
  });

  it("is everybody of the own account where a condition keeps to it, and none of its roles besides", () => {
    const own = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
    expect(readers("*", { Condition: own })).toEqual([
      ["everybody of account 111122223333", "readable"],
    ]);
  });

  it.each(PICKED)("is told by a condition: %j", (principal, Condition, expected) => {
    expect(readers(principal, { Condition })).toEqual(expected);
  });

  it("is everybody but for the others where a Deny keeps these out", () => {
    const statement = { Effect: "Allow", Principal: "*", Action: GET, Resource: "*" };
    const deny = (Condition: object): object => ({ ...statement, Effect: "Deny", Condition });
    const of = (Condition: object): unknown => readersOf([statement, deny(Condition)]);
    expect(of({ StringNotEquals: { "aws:PrincipalAccount": "111122223333" } })).toEqual([
      ["everybody of account 111122223333", "readable"],
    ]);
    expect(of({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })).toEqual([
      ["everybody of the organization o-1", "readable"],
    ]);
    expect(of({ ArnNotLike: { "aws:PrincipalArn": [`${ROLES}ops-*`, `${ROLES}app`] } })).toEqual([
      ["app", "readable"],
      [`everybody whose ARN is like ${ROLES}ops-*`, "readable"],
    ]);
    expect(of({ StringEquals: { "aws:PrincipalAccount": "999988887777" } })).toEqual([
      ["everybody", "readable"],
    ]);
  });

  it("is named once, by the largest group", () => {
    const allow = { Effect: "Allow", Principal: "*", Action: GET, Resource: "*" };
    const account = (id: string): object => ({
      ...allow,
      Condition: { StringEquals: { "aws:PrincipalAccount": id } },
    });
    const alike = { ...allow, Condition: { ArnLike: { "aws:PrincipalArn": `${ROLES}ops-*` } } };
    expect(readersOf([allow, account("999988887777"), alike])).toEqual([["everybody", "readable"]]);
    expect(readersOf([account("111122223333"), alike])).toEqual([
      ["everybody of account 111122223333", "readable"],
    ]);
  });

  it("is everybody of the own account where the key keeps all others out", () => {
    const caller = { StringEquals: { "kms:CallerAccount": "111122223333" } };
    const decrypt = { ...allow("kms:Decrypt", "*"), Principal: "*", Condition: caller };
    const values = {
      secret_arn: secretArn("db"),
      policy: policy([{ ...allow(GET, "*"), Principal: "*" }]),
    };
    const { access } = analyseAccess(
      madeInput([
        key([decrypt]),
        secret("db", { kms_key_id: KEY_ARN }),
        same("aws_iam_role", "app", roleValues("app")),
        changed("aws_secretsmanager_secret_policy", "db", null, values),
      ]),
    );
    expect(access.map(({ principal, after }) => [principal, after])).toEqual([
      ["everybody of account 111122223333", "readable"],
    ]);
  });

  it("leaves in the role of a task that needs it", () => {
    const Condition = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
    const statement = { Effect: "Allow", Principal: "*", Action: GET, Resource: "*", Condition };
    expect(readersOf([statement], [service("web", "app", { DB: "db" })])).toEqual([
      ["app", "readable"],
      ["everybody of account 111122223333", "readable"],
    ]);
  });

  it("may become a role by a condition of its trust", () => {
    const trust = {
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
    };
    const { access } = analyseAccess(
      madeInput([
        secret("db"),
        same("aws_iam_role", "app", roleValues("app", { assume_role_policy: policy([trust]) })),
        changed("aws_iam_role_policy", "app", null, {
          role: "app",
          name: "read",
          policy: policy([allow(GET, "*")]),
        }),
      ]),
    );
    expect(access.map(({ principal, after }) => [principal, after])).toEqual([
      ["app", "readable"],
      ["everybody of the organization o-1 through role app", "readable"],
    ]);
  });

  it("is no service that may become a role", () => {
    const become = { Effect: "Allow", Action: "sts:AssumeRole" };
    const Condition = { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } };
    const trust = [
      { ...become, Principal: { AWS: "*" }, Condition },
      { ...become, Principal: { Service: "lambda.amazonaws.com" } },
    ];
    const { access } = analyseAccess(
      madeInput([
        secret("db"),
        same("aws_iam_role", "app", roleValues("app", { assume_role_policy: policy(trust) })),
        same("aws_iam_role_policy", "app", {
          role: "app",
          name: "read",
          policy: policy([allow(GET, "*")]),
        }),
      ]),
    );
    expect(access.map(({ principal }) => principal)).toEqual(["app", "everybody through role app"]);
  });

  it("is not the account itself", () => {
    expect(readers({ AWS: "arn:aws:iam::111122223333:root" })).toEqual([]);
  });

  it.each(SPECIAL)("is %j, whose row is %s", (principal, name, byAwsKey) => {
    expect(readers(principal)).toEqual([[name, byAwsKey]]);
    const statement = { ...allow(GET, "*"), Principal: principal } as StatementJson;
    const own = same("aws_secretsmanager_secret_policy", "db", {
      secret_arn: secretArn("db"),
      policy: policy([statement]),
    });
    const decrypt = { ...allow("kms:Decrypt", "*"), Principal: "*" };
    const { access } = analyseAccess(
      madeInput([key([decrypt]), secret("db", { kms_key_id: KEY_ARN }), own]),
    );
    expect(access.map((one) => [one.principal, one.after])).toEqual([[name, "readable"]]);
  });

  it("is a service also where it has to say for whom it calls", () => {
    const Condition = { StringEquals: { "aws:SourceAccount": "111122223333" } };
    expect(readers({ Service: "lambda.amazonaws.com" }, { Condition })).toEqual([
      ["service lambda.amazonaws.com", "cannot prove"],
    ]);
  });

  it("is no service where a Deny keeps services out", () => {
    const one = { Effect: "Allow", Action: GET, Resource: "*" };
    const services = { Bool: { "aws:PrincipalIsAWSService": "true" } };
    expect(
      readersOf([
        { ...one, Principal: { Service: "lambda.amazonaws.com" } },
        { ...one, Effect: "Deny", Principal: "*", Condition: services },
      ]),
    ).toEqual([]);
  });

  it("is no service besides everybody", () => {
    const one = { Effect: "Allow", Action: GET, Resource: "*" };
    expect(
      readersOf([
        { ...one, Principal: { Service: "lambda.amazonaws.com" } },
        { ...one, Principal: "*" },
      ]),
    ).toEqual([["everybody", "readable"]]);
  });

  it.each(["StringEqualsIfExists", "ForAllValues:StringEquals"])(
    "is everybody where %s lets in who is in no organization",
    (operator) => {
      const condition = { Condition: { [operator]: { "aws:PrincipalOrgID": "o-1" } } };
      expect(readers("*", condition)).toEqual([["everybody", "readable"]]);
    },
  );
});
