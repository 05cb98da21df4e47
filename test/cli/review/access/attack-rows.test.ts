import { gzipSync } from "node:zlib";
import type { JsonObject } from "../../../../cli/src/json";
import { type MadeChange } from "../fixtures/made-plan";
import {
  allow,
  changed,
  execution,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  type StatementJson,
} from "./made-world";

import { ANYBODY, GET, given, review, secretPolicy, UNLESS } from "./attacks";

/** Who reads `secret db`, written down before the review was asked. */
const ROWS: Readonly<Record<string, readonly [string, readonly MadeChange[]]>> = {
  "app: all but another secret": [
    "readable",
    given(policy([{ Effect: "Allow", Action: GET, NotResource: secretArn("mail") }])),
  ],
  "app: all but this secret": [
    "nobody",
    given(policy([{ Effect: "Allow", Action: GET, NotResource: secretArn("db") }])),
  ],
  "app: without a tag that it does not have": [
    "readable",
    [
      secret("db"),
      same("aws_iam_role", "app", roleValues("app", { tags: {}, tags_all: {} })),
      ...execution("app", [
        allow(GET, "*", { Condition: { Null: { "aws:PrincipalTag/team": "true" } } }),
      ]).slice(1),
    ],
  ],
  // A request that reads brings none, and all of none are these.
  "app: all of no tags": [
    "readable",
    given(
      policy([
        allow(GET, "*", { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } } }),
      ]),
    ),
  ],
  "app: an old document, with a variable that is text there": [
    "nobody",
    given(
      JSON.stringify({
        Version: "2008-10-17",
        Statement: [allow(GET, "arn:aws:secretsmanager:*:*:secret:${aws:username}*")],
      }),
    ),
  ],
  "app: denied to all but itself": [
    "readable",
    [...given(policy([allow(GET, "*")])), ...secretPolicy(null, policy([UNLESS("app")])).slice(2)],
  ],
  "app: denied to all but another": [
    "nobody",
    [...given(policy([allow(GET, "*")])), ...secretPolicy(null, policy([UNLESS("x")])).slice(2)],
  ],
  "app: by listing the root of all parameters": [
    "nobody",
    given(policy([allow("ssm:GetParametersByPath", "arn:aws:ssm:*:*:parameter/")])),
  ],
  "app: any single characters": [
    "readable",
    given(policy([allow(GET, secretArn("db").replace("db", "??"))])),
  ],
  "app: a name that only begins alike": [
    "nobody",
    given(policy([allow(GET, secretArn("db-two"))])),
  ],
};

it.each(Object.entries(ROWS))("says of %s", (_what, [access, changes]) => {
  const rows = review(changes).access.filter(({ secret: one }) => one === "secret db");
  const now = rows.filter(({ after }) => after !== "not readable");
  expect(now.map(({ after }) => after)).toEqual(access === "nobody" ? [] : [access]);
});

it("does not block a limit that is added to a control policy of the organization", () => {
  const deny = { Effect: "Deny", Action: "*", Resource: "*" };
  const of = (...statements: readonly StatementJson[]): JsonObject => ({
    content: policy(statements),
  });
  const change = (before: JsonObject, after: JsonObject): readonly string[] =>
    review([changed("aws_organizations_policy", "x", before, after)]).findings.map(({ id }) => id);
  expect(change(of(deny), of({ ...deny, Action: "ec2:*" }, deny))).toEqual([]);
  expect(change(of(deny), of({ ...deny, Action: "ec2:*" }))).toEqual(["PROTECTION-REMOVED"]);
});

it("decides nothing by an account that nothing in the plan tells", () => {
  const { arn, ...values } = roleValues("app");
  void arn;
  const made = { ...secret("db"), actions: ["create"], before: null, after: { name: "db" } };
  const condition = { StringEquals: { "aws:PrincipalAccount": "444455556666" } };
  const changes = [
    { ...made, unknown: { arn: true, id: true } },
    { ...changed("aws_iam_role", "app", null, values), unknown: { arn: true } },
    {
      ...changed("aws_secretsmanager_secret_policy", "db", null, {
        policy: policy([ANYBODY({ Condition: condition })]),
      }),
      unknown: { secret_arn: true },
      expressions: { secret_arn: { references: ["aws_secretsmanager_secret.db.arn"] } },
    },
  ];
  expect(review(changes).access).toMatchObject([
    { principal: "account 444455556666", after: "cannot prove" },
    { principal: "app", after: "cannot prove" },
  ]);
});

it.each(["base64gzip", "base64encode"])("finds a password in user data of %s()", (how) => {
  const text = "#!/bin/sh\nexport DB_PASSWORD=correct-horse-battery-5\n";
  const bytes = how === "base64gzip" ? gzipSync(text) : Buffer.from(text);
  const template = changed("aws_launch_template", "x", null, {
    user_data: bytes.toString("base64"),
  });
  expect(review([template]).findings.map(({ id }) => id)).toContain("PLAINTEXT-SECRET");
});

it("finds a password in an item that is written with the types of DynamoDB", () => {
  const item = JSON.stringify({ name: { S: "db" }, password: { S: "correct-horse-battery-5" } });
  const found = review([changed("aws_dynamodb_table_item", "x", null, { item })]).findings;
  expect(found.map(({ id, subject }) => [id, subject])).toEqual([
    ["PLAINTEXT-SECRET", "aws_dynamodb_table_item.x/item.password"],
  ]);
});
