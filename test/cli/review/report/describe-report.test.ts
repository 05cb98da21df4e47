import { analyseAccess } from "../../../../cli/src/review/access";
import { buildReport, originOf } from "../../../../cli/src/review/report";
import { allow, changed, policy, roleValues, same, secret, secretArn } from "../access/made-world";
import { madeInput, type MadeChange } from "../fixtures/made-plan";

const NOW = new Date("2026-11-28T23:45:59Z");

/** A role for a service that gets to read a secret. */
function reader(service: string): readonly MadeChange[] {
  const trust = policy([
    {
      Effect: "Allow",
      Principal: { Service: `${service}.amazonaws.com` },
      Action: "sts:AssumeRole",
    },
  ]);
  const values = roleValues("reader", { assume_role_policy: trust });
  const read = allow("secretsmanager:GetSecretValue", secretArn("db"));
  return [
    secret("db"),
    changed("aws_iam_role", "reader", null, values),
    changed("aws_iam_role_policy", "reader", null, {
      role: "reader",
      name: "read",
      policy: policy([read]),
    }),
  ];
}

describe("where a review was made", () => {
  it("is told by GitHub, GitLab and Jenkins", () => {
    const time = "2026-11-28 23:45 UTC";
    const github = {
      GITHUB_SHA: "0123456789abcdef",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "shop/orders",
      GITHUB_RUN_ID: "42",
    };
    expect(originOf(github, NOW)).toEqual({
      commit: "0123456789abcdef",
      run: "https://github.com/shop/orders/actions/runs/42",
      time,
    });
    const gitlab = {
      CI_COMMIT_SHA: "abcdef0",
      CI_PIPELINE_URL: "https://gitlab.com/a/-/pipelines/1",
    };
    expect(originOf(gitlab, NOW)).toEqual({
      commit: "abcdef0",
      run: "https://gitlab.com/a/-/pipelines/1",
      time,
    });
    expect(originOf({ BUILD_URL: "http://jenkins:8080/job/a/1/" }, NOW)).toMatchObject({
      run: "http://jenkins:8080/job/a/1/",
    });
  });

  it("is not told outside a pipeline, nor by what is no commit and no address", () => {
    expect(originOf({}, NOW)).toBeUndefined();
    expect(originOf({ GIT_COMMIT: "main](x)", BUILD_URL: "javascript:x" }, NOW)).toBeUndefined();
  });
});

describe("a finding", () => {
  const [stack] = buildReport([madeInput(reader("ec2"))], { today: "2026-11-28" }).stacks;

  it("names the resource by its address, and the waiver that lets it pass where it blocks", () => {
    expect(stack?.findings.find(({ id }) => id === "IAM-WIDENED")).toMatchObject({
      subject: "reader",
      address: "aws_iam_role.reader",
      blocking: true,
      waiver: {
        finding: "IAM-WIDENED",
        subject: "reader",
        stack: "dev",
        reason: "",
        expires: "2026-12-28",
      },
    });
  });

  it("has no waiver where it does not block", () => {
    const others = stack?.findings.filter(({ blocking }) => !blocking) ?? [];
    expect(others.every(({ waiver }) => waiver === undefined)).toBe(true);
  });

  it("says what a statement takes the place of", () => {
    const [before, after] = ["s3:GetObject", "s3:*"].map((action) => ({
      role: "reader",
      name: "files",
      policy: policy([allow(action, action === "s3:*" ? "arn:aws:s3:::b/*" : "arn:aws:s3:::a/*")]),
    }));
    const role = changed("aws_iam_role", "reader", roleValues("reader"), roleValues("reader"));
    const input = madeInput([
      role,
      changed("aws_iam_role_policy", "files", before ?? null, after ?? null),
    ]);
    const found = buildReport([input]).stacks[0]?.findings.find(({ id }) => id === "IAM-WIDENED");
    expect(found?.removed).toEqual(["Allow s3:GetObject on arn:aws:s3:::a/*"]);
  });
});

describe("the kind of a principal", () => {
  it("stands in the name of a user, and a role of the same name keeps its own", () => {
    const read = policy([allow("secretsmanager:GetSecretValue", secretArn("db"))]);
    const arn = "arn:aws:iam::111122223333:user/reader";
    const values = { user: "reader", name: "read", policy: read };
    const input = madeInput([
      ...reader("lambda"),
      same("aws_iam_user", "reader", { name: "reader", arn }),
      changed("aws_iam_user_policy", "reader", null, values),
    ]);
    const rows = buildReport([input]).stacks[0]?.access ?? [];
    expect(rows.map(({ principal, kind }) => [principal, kind])).toEqual([
      ["reader", "function"],
      ["user reader", undefined],
    ]);
  });

  it.each([
    ["ecs-tasks", "task"],
    ["lambda", "function"],
    ["ec2", "instance"],
    ["codebuild", "build"],
    ["glue", "job"],
    ["somethingnew", "somethingnew"],
  ])("of a role that %s may assume is %s", (service, kind) => {
    const input = madeInput(reader(service));
    expect(analyseAccess(input).access).toHaveLength(1);
    expect(buildReport([input]).stacks[0]?.access).toMatchObject([{ principal: "reader", kind }]);
  });
});
