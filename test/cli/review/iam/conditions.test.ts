import { analyseAccess } from "../../../../cli/src/review/access";
import { buildReport } from "../../../../cli/src/review/report";
import {
  allow,
  changed,
  policy,
  roleValues,
  same,
  secret,
  task,
  TASKS,
} from "../access/made-world";
import { madeInput } from "../fixtures/made-plan";

/** Conditions of a new statement, as a report shows them. */
function shown(condition: Record<string, unknown>): readonly string[] {
  const statement = allow("s3:GetObject", "arn:aws:s3:::cdn/*", { Condition: condition });
  const bucket = changed("aws_iam_policy", "cdn", null, {
    name: "cdn",
    policy: policy([statement]),
  });
  return analyseAccess(madeInput([bucket])).statements.flatMap(({ conditions }) => conditions);
}

describe("conditions in a report", () => {
  it.each([
    ["aws:Referer", "StringLike"],
    ["aws:UserAgent", "StringEquals"],
    ["sts:ExternalId", "StringEquals"],
    ["aws:ResourceTag/owner", "StringEquals"],
    ["vendor:whatever", "StringEquals"],
  ])("are shown without the values of %s", (key, operator) => {
    expect(shown({ [operator]: { [key]: "a-shared-password" } })).toEqual([
      `${operator} ${key} (values not shown)`,
    ]);
  });

  it.each([
    ["aws:SourceAccount", "111122223333"],
    ["kms:ViaService", "secretsmanager.eu-west-1.amazonaws.com"],
    ["token.actions.githubusercontent.com:sub", "repo:shop/orders:*"],
    ["kms:EncryptionContext:other", "arn:aws:s3:::shop/key"],
  ])("are shown with those of %s", (key, value) => {
    expect(shown({ StringEquals: { [key]: value } })).toEqual([`StringEquals ${key} ${value}`]);
  });

  it.each([
    ["sts:ExternalId", "sts:ExternalId (values not shown)"],
    ["a password | here", "something (values not shown)"],
  ])("say without their values why a task cannot use its role: %s", (key, said) => {
    const condition = { StringEquals: { [key]: "a-shared-password" } };
    const trust = policy([{ ...TASKS, Condition: condition }]);
    const report = buildReport([
      madeInput([
        secret("db"),
        same("aws_iam_role", "web", roleValues("web", { assume_role_policy: trust })),
        changed("aws_ecs_task_definition", "web", null, task("web", "web", { DB: "db" })),
      ]),
    ]);
    expect(JSON.stringify(report)).not.toContain("a-shared-password");
    expect(JSON.stringify(report)).toContain(said);
  });

  it("are shown without a key that is no key of AWS", () => {
    expect(shown({ StringEquals: { "a password | here": "x" } })).toEqual([
      "a condition whose key cannot be shown",
    ]);
  });
});
