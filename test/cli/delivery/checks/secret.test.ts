import { found } from "../../../../cli/src/aws";
import { runChecks } from "../../../../cli/src/delivery";
import { secretChecks } from "../../../../cli/src/delivery/checks/secret";
import { ACCOUNT, SECRET } from "../../policy/policies";
import { REFUSED, said, storedSecret, subjectOf, type World } from "./subject";

const MISSING = { state: "missing", why: "there is none" } as const;

describe("what a reference names", () => {
  it.each<[string, World, readonly string[]]>([
    ["is as it should be", {}, []],
    [
      "is not there",
      { answers: { "eu-west-1": MISSING } },
      ["secret-missing problem: there is none"],
    ],
    [
      "may not be looked up",
      { answers: { "eu-west-1": REFUSED } },
      ["secret-missing unknown: it cannot be looked up: you may not call it"],
    ],
    [
      "is in another Region, of which another check speaks",
      {
        valueFrom: SECRET.replace("eu-west-1", "us-east-1"),
        answers: { "us-east-1": MISSING, "eu-west-1": found(storedSecret()) },
      },
      [],
    ],
    [
      "has another ARN",
      { secret: { otherArn: SECRET.replace(/......$/, "ZyXwVu") } },
      ["secret-arn-mistyped problem: the ARN of secret app/api ends in ZyXwVu"],
    ],
    [
      "is scheduled for deletion, whatever its version",
      { secret: { deleted: true, missingVersion: "AWSCURRENT" } },
      ["secret-pending-deletion problem: secret app/api is scheduled for deletion"],
    ],
    [
      "has no such version",
      { secret: { missingVersion: "AWSPENDING" } },
      ["version-missing problem: secret app/api has no version AWSPENDING"],
    ],
    [
      "is plain text",
      { secret: { title: "parameter /a", plainText: true } },
      ["parameter-plain-text problem: parameter /a is not a SecureString"],
    ],
    ["is malformed, of which another check speaks", { valueFrom: "arn:aws:sqs:a:b:c" }, []],
  ])("%s", async (_what, world, verdicts) => {
    expect(await said(secretChecks, subjectOf(world))).toEqual(verdicts);
  });

  it.each([
    [
      SECRET,
      "aws secretsmanager list-secrets --region eu-west-1 --filters Key=name,Values=app/api",
    ],
    ["/orders/key", "aws ssm describe-parameters --region eu-west-1"],
    [`arn:aws:s3:::bucket/${ACCOUNT}/a.env`, `aws s3 cp FILE s3://bucket/${ACCOUNT}/a.env`],
  ])("is looked for, or made: %s", async (valueFrom, command) => {
    const subject = subjectOf({ valueFrom, answers: { "eu-west-1": MISSING } });
    const [verdict] = await runChecks(secretChecks, subject);
    expect(verdict?.next).toContain(command);
  });

  it("needs a permission of the caller, which is named", async () => {
    const [verdict] = await runChecks(
      secretChecks,
      subjectOf({ answers: { "eu-west-1": REFUSED } }),
    );
    expect(verdict?.permission).toBe(REFUSED.permission);
    expect(verdict?.next).toBe("see --print-policy");
  });
});
