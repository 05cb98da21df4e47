import { buildReport } from "../../../../cli/src/review";
import type { StackReport } from "../../../../cli/src/review/model";
import { COMMENT_BUDGET, markdown, sarif } from "../../../../cli/src/review/render";
import { allow, changed, policy, roleValues, same, secret, secretArn } from "../access/made-world";
import { madeInput, type MadeChange } from "../fixtures/made-plan";

const READ = allow("secretsmanager:GetSecretValue", secretArn("shop/db"));

/** A new role for machines with this statement. */
function machine(statement: Parameters<typeof policy>[0][number]): readonly MadeChange[] {
  const trust = {
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  return [
    secret("shop/db"),
    changed("aws_iam_role", "vm", null, roleValues("vm", { assume_role_policy: policy([trust]) })),
    changed("aws_iam_role_policy", "vm", null, {
      role: "vm",
      name: "read",
      policy: policy([statement]),
    }),
  ];
}

function review(changes: readonly MadeChange[]): StackReport {
  const [stack] = buildReport([madeInput(changes)]).stacks;
  if (stack === undefined) throw new Error("no stack");
  return stack;
}

describe("every fact is said once", () => {
  it("a new role for machines that reads a secret is one finding, with what came and the waiver", () => {
    expect(review(machine(READ)).findings).toEqual([
      expect.objectContaining({
        id: "IAM-WIDENED",
        severity: "high",
        subject: "vm",
        address: "aws_iam_role.vm",
        added: [
          `Allow secretsmanager:GetSecretValue on ${secretArn("shop/db")}`,
          "Allow ec2.amazonaws.com: sts:AssumeRole",
        ],
        waiver: expect.objectContaining({ finding: "IAM-WIDENED", subject: "vm" }) as object,
      }),
    ]);
  });

  it("where what is newly allowed reads nothing, the trust stays a finding of its own", () => {
    const ids = review(machine(allow("sqs:SendMessage", "*"))).findings.map(({ id }) => id);
    expect(ids).toEqual(["IAM-WIDENED", "TRUST-WIDENED"]);
  });

  it("reasons call a policy by its name", () => {
    const condition = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    const [entry] = review(machine({ ...READ, ...condition })).access;
    expect(entry?.after).toBe("cannot prove");
    expect(entry?.reason).toContain("statement 1 of policy aws_iam_role_policy.vm");
  });

  it("what is lost and what came stand in SARIF, too", () => {
    expect(sarif(buildReport([madeInput(machine(READ))]))).toContain(
      "+ Allow ec2.amazonaws.com: sts:AssumeRole",
    );
  });
});

describe("resources of no interest", () => {
  const instances = Array.from({ length: 5_000 }, (_none, at): MadeChange => {
    return changed("aws_instance", `web_${at}`, null, { ami: "ami-1" });
  });

  it("are counted by type, and those on which access hangs are told", () => {
    const text = markdown(
      buildReport([madeInput([...machine(READ), ...instances])]),
      COMMENT_BUDGET,
    );
    expect(text).toContain("| create | 5000 resources | `aws_instance` |");
    expect(text).toContain("`aws_iam_role.vm`");
    expect(text).not.toContain("aws_instance.web_4999");
    expect(text.length).toBeLessThan(4_000);
  });

  it("are told where they are few", () => {
    const text = markdown(buildReport([madeInput(instances.slice(0, 3))]), COMMENT_BUDGET);
    expect(text).toContain("`aws_instance.web_2`");
  });

  it("are none where they stay as they are", () => {
    const text = markdown(
      buildReport([madeInput([same("aws_instance", "it", {})])]),
      COMMENT_BUDGET,
    );
    expect(text).not.toContain("aws_instance");
  });
});
