import { readPlan } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { madePlan, type MadeChange } from "../fixtures/made-plan";
import { NO_ACCESS } from "../fixtures/read-fixture";

const ARN = "arn:aws:iam::111111111111:policy/keep";
const OTHER = "arn:aws:iam::111111111111:policy/other";
const DENIED = "ssm:DeleteParameter arn:aws:ssm:eu-central-1:111111111111:parameter/shop/key";
const [Action, Resource] = DENIED.split(" ");
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action, Resource }],
});
const kept = { arn: ARN, policy };
const KEPT: MadeChange = { type: "aws_iam_policy", actions: ["no-op"], before: kept, after: kept };
const attached = { role: "deploys", policy_arn: ARN };
const bounded = { name: "deploys", permissions_boundary: ARN };
const ATTACHMENT = "aws_iam_role_policy_attachment";
const ROLE = "aws_iam_role";
const REPLACE = ["delete", "create"];

/** What is found in the plans of stacks that are reviewed together. */
function foundIn(...stacks: readonly (readonly MadeChange[])[]): readonly string[] {
  const inputs = stacks.map((changes, at) => {
    const made = changes.map((change, index) => ({
      address: `${change.type}.n${index}`,
      ...change,
    }));
    return { name: `stack-${at}`, plan: readPlan(madePlan(made)) };
  });
  return buildReport(inputs, { analyse: () => NO_ACCESS }).stacks.flatMap(({ findings }) =>
    findings
      .filter(({ id, severity }) => id === "DELETION-ALLOWED" && severity === "high")
      .map(({ text, removed }) => `${text} ${String(removed?.join())}`),
  );
}

const LET_GO = `It no longer has the policy that denies to delete what that protects. ${DENIED}`;

describe("a policy against deletion that stays, and binds no longer", () => {
  it.each<[string, MadeChange]>([
    ["is detached", { type: ATTACHMENT, actions: ["delete"], before: attached }],
    [
      "is replaced by another policy",
      {
        type: ATTACHMENT,
        actions: REPLACE,
        before: attached,
        after: { ...attached, policy_arn: OTHER },
      },
    ],
    [
      "goes to another role",
      {
        type: ATTACHMENT,
        actions: REPLACE,
        before: attached,
        after: { ...attached, role: "other" },
      },
    ],
    [
      "is detached from a user",
      {
        type: "aws_iam_user_policy_attachment",
        actions: ["delete"],
        before: { user: "deploys", policy_arn: ARN },
      },
    ],
    [
      "is a boundary no longer",
      { type: ROLE, actions: ["update"], before: bounded, after: { name: "deploys" } },
    ],
    [
      "is a boundary that another one replaces",
      {
        type: "aws_iam_user",
        actions: ["update"],
        before: bounded,
        after: { ...bounded, permissions_boundary: OTHER },
      },
    ],
  ])("blocks where it %s, by the plan of its own stack or of another one", (_, change) => {
    expect(foundIn([KEPT, change])).toEqual([LET_GO]);
    expect(foundIn([KEPT], [change])).toEqual([LET_GO]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "is attached by another resource",
      [
        { type: ATTACHMENT, actions: ["delete"], before: attached },
        { type: ATTACHMENT, actions: ["create"], after: attached },
      ],
    ],
    [
      "is replaced itself",
      [
        {
          type: ATTACHMENT,
          actions: REPLACE,
          before: attached,
          after: { role: "deploys" },
          unknown: { policy_arn: true },
        },
      ],
    ],
    [
      "binds a role that is changed otherwise",
      [
        {
          type: ROLE,
          actions: ["update"],
          before: bounded,
          after: { ...bounded, tags: { a: "b" } },
        },
      ],
    ],
    ["bound a role that goes", [{ type: ROLE, actions: ["delete"], before: bounded }]],
    [
      "is one that denies nothing",
      [{ type: ATTACHMENT, actions: ["delete"], before: { ...attached, policy_arn: OTHER } }],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(foundIn([KEPT, ...changes])).toEqual([]);
  });
});
