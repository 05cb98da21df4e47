import { analyseAccess } from "../../../../cli/src/review/access";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput } from "../fixtures/made-plan";
import { changed, policy, roleValues, same, secret, secretArn } from "./made-world";

const GET = "secretsmanager:GetSecretValue";

/** Who reads the secret `db`, with the key of AWS, once its policy names these. */
function readers(principal: unknown, condition: object = {}): unknown {
  const statement = {
    Effect: "Allow",
    Principal: principal,
    Action: GET,
    Resource: "*",
  };
  const values = {
    secret_arn: secretArn("db"),
    policy: policy([{ ...statement, ...condition }]),
  };
  const { access } = analyseAccess(
    madeInput([
      secret("db"),
      same("aws_iam_role", "app", roleValues("app")),
      changed("aws_secretsmanager_secret_policy", "db", null, values),
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

  it("is nobody outside where a condition keeps to the own account", () => {
    const own = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
    expect(readers("*", { Condition: own })).toEqual([["app", "readable"]]);
  });

  it("is no service, and not the account itself", () => {
    expect(readers({ Service: "lambda.amazonaws.com" })).toEqual([]);
    expect(readers({ AWS: "arn:aws:iam::111122223333:root" })).toEqual([]);
  });
});
