import { found } from "../../../../cli/src/aws";
import { runChecks } from "../../../../cli/src/delivery";
import { formChecks } from "../../../../cli/src/delivery/checks/reference";
import { environmentVariables, secretFiles } from "../../../../cli/src/ways/ways";
import { ACCOUNT, OTHER, SECRET } from "../../policy/policies";
import { said, storedSecret, subjectOf } from "./subject";

describe("the text of a reference", () => {
  it.each([
    ["the ARN of a secret", SECRET],
    ["a JSON key of it", `${SECRET}:password::`],
    ["the name of a parameter", "/orders/api-key"],
  ])("is fine: %s", async (_what, valueFrom) => {
    expect(await said(formChecks, subjectOf({ valueFrom }))).toEqual([]);
  });

  it.each([
    [`arn:aws:sqs:eu-west-1:${ACCOUNT}:queue`, "sqs is no store of secrets"],
    [
      `${SECRET}:password`,
      "after the secret's name ECS takes nothing, or exactly :json-key:version-stage:version-id",
    ],
  ])("is malformed: %s", async (valueFrom, finding) => {
    const verdicts = await said(formChecks, subjectOf({ valueFrom }));
    expect(verdicts).toEqual([`reference-malformed problem: ${finding}`]);
  });

  it.each([SECRET.slice(0, -7), `${SECRET.slice(0, -7)}:password::`])(
    "is worth a hint, and no fault, where an ARN lacks its six characters: %s",
    async (valueFrom) => {
      const [verdict, ...more] = await runChecks(formChecks, subjectOf({ valueFrom }));
      expect(verdict).toMatchObject({
        check: "secret-arn-partial",
        state: "hint",
        finding: "the ARN lacks its six random characters",
        next: `name ${SECRET}`,
      });
      expect(more).toEqual([]);
    },
  );

  it("selects no JSON key where whole secrets are delivered", async () => {
    const valueFrom = `${SECRET}:password::`;
    expect(await said(formChecks, subjectOf({ valueFrom, way: secretFiles }))).toEqual([
      "reference-malformed problem: a file holds a whole secret, never one key of its JSON",
    ]);
    expect(await said(formChecks, subjectOf({ valueFrom, way: environmentVariables }))).toEqual([]);
  });

  it("names no parameter of another account, which is said once", async () => {
    const valueFrom = `arn:aws:ssm:eu-west-1:${OTHER}:parameter/orders/api-key`;
    expect(await said(formChecks, subjectOf({ valueFrom }))).toEqual([
      `parameter-of-other-account problem: ECS refuses parameters of another account (${OTHER})`,
    ]);
  });
});

describe("a reference to another Region", () => {
  const valueFrom = SECRET.replace("eu-west-1", "us-east-1");
  const missing = { state: "missing", why: "there is no secret" } as const;
  const here = found(storedSecret());

  it("is wrong where the secret is in the task's own Region only", async () => {
    const subject = subjectOf({ valueFrom, answers: { "us-east-1": missing, "eu-west-1": here } });
    const [verdict, ...more] = await runChecks(formChecks, subject);
    expect(verdict).toMatchObject({
      check: "wrong-region",
      state: "problem",
      finding: "there is no secret app/api in us-east-1, but one in eu-west-1, where the task runs",
      next: `name ${SECRET}`,
    });
    expect(more).toEqual([]);
  });

  it.each([
    ["the secret is there", { "us-east-1": here }],
    ["the secret is in neither", { "us-east-1": missing, "eu-west-1": missing }],
  ])("is right, or nothing for this check, where %s", async (_what, answers) => {
    expect(await said(formChecks, subjectOf({ valueFrom, answers }))).toEqual([]);
  });
});
