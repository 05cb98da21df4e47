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

  it("a role that reads by assuming another one is told as a reader everywhere", () => {
    const trusting = (who: string): Record<string, unknown> => ({
      assume_role_policy: policy([
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::111122223333:${who}` },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    const { findings, access } = review([
      secret("shop/db"),
      changed("aws_iam_role", "middle", null, roleValues("middle", trusting("role/deployer"))),
      changed("aws_iam_role", "reader", null, roleValues("reader", trusting("role/middle"))),
      changed("aws_iam_role_policy", "read", null, {
        role: "reader",
        name: "read",
        policy: policy([READ]),
      }),
    ]);
    expect(access.map(({ principal, kind }) => [principal, kind])).toContainEqual([
      "middle through role reader",
      "every principal that may assume it",
    ]);
    expect(findings.find(({ subject }) => subject === "middle")).toMatchObject({
      id: "TRUST-WIDENED",
      severity: "high",
      text: expect.stringContaining("reads every secret that this role reads") as string,
    });
  });

  it("a secret that is replaced and cannot be restored any more gets weaker, and that is all", () => {
    const [before, after] = [30, 0].map((days) => ({ name: "db", recovery_window_in_days: days }));
    const replaced = changed("aws_secretsmanager_secret", "db", before ?? {}, after ?? {});
    const ids = review([{ ...replaced, actions: ["delete", "create"] }]).findings.map(
      ({ id }) => id,
    );
    expect(ids.sort()).toEqual(["NO-CMK", "PROTECTION-REMOVED", "SECRET-REPLACED"]);
  });

  it.each(["String", "StringList"])(
    "a parameter that becomes a %s is encrypted by no key",
    (type) => {
      const before = { name: "/shop/key", type: "SecureString", key_id: "alias/shop" };
      const clear = changed("aws_ssm_parameter", "key", before, { ...before, type, key_id: null });
      const idsOf = (change: MadeChange): readonly string[] =>
        review([change]).findings.map(({ id }) => id);
      expect(idsOf(clear)).toEqual(["PROTECTION-REMOVED"]);
      expect(idsOf({ ...clear, actions: ["delete", "create"] })).not.toContain("NO-CMK");
    },
  );

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

describe("what repeats a row of a table", () => {
  const task = (name: string, secrets: readonly object[]): MadeChange =>
    same("aws_ecs_task_definition", name, {
      family: name,
      execution_role_arn: "arn:aws:iam::111122223333:role/exec",
      container_definitions: JSON.stringify([{ name: "web", image: "nginx", secrets }]),
    });
  const exec = same("aws_iam_role", "exec", roleValues("exec"));
  const grant = { role: "exec", name: "read", policy: policy([READ]) };

  it("is no finding: a pair of which the plan does not tell whether one reads the other", () => {
    const condition = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    const report = buildReport([madeInput(machine({ ...READ, ...condition }))]);
    expect(report.stacks[0]?.findings.map(({ id }) => id)).not.toContain("CANNOT-PROVE");
    expect(markdown(report, COMMENT_BUDGET)).toMatch(/1 undecided[^]*\| cannot prove: /);
  });

  it("is no finding: a grant that no task needs, new or old", () => {
    const unneeded = task("web", []);
    const now = review([
      secret("shop/db"),
      exec,
      unneeded,
      changed("aws_iam_role_policy", "read", null, grant),
    ]);
    expect(now.findings.map(({ id }) => id)).toEqual(["IAM-WIDENED"]);
    const always = [secret("shop/db"), exec, unneeded, same("aws_iam_role_policy", "read", grant)];
    const before = buildReport([madeInput(always)]);
    expect(before.stacks[0]?.findings).toEqual([]);
    expect(before.stacks[0]?.access).toEqual([expect.objectContaining({ unused: true })]);
    expect(markdown(before, COMMENT_BUDGET)).toContain("no task of this role");
  });

  it("is a finding where a task named the secret, and does no longer", () => {
    const named = [{ name: "DB", valueFrom: secretArn("shop/db") }];
    const [was, is] = [task("web", named), task("web", [])];
    const changing: MadeChange = { ...was, actions: ["update"], after: is.after ?? {} };
    const now = review([
      secret("shop/db"),
      exec,
      changing,
      same("aws_iam_role_policy", "read", grant),
    ]);
    expect(now.findings.map(({ id }) => id)).toEqual(["UNUSED-GRANT"]);
  });

  it("is said once: a policy that lets everyone in is no widened one besides", () => {
    const open = policy([
      { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" },
    ]);
    const { findings } = review([
      secret("shop/db"),
      changed("aws_secretsmanager_secret_policy", "db", null, {
        secret_arn: secretArn("shop/db"),
        policy: open,
      }),
    ]);
    expect(findings).toEqual([
      expect.objectContaining({
        id: "PUBLIC-POLICY",
        added: ["Allow everyone: secretsmanager:GetSecretValue on *"],
      }),
    ]);
  });
});

describe("what changed stands beside a finding", () => {
  const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const of = (change: MadeChange): readonly unknown[] =>
    review([change]).findings.map(({ id, removed, added }) => [id, removed, added]);

  it.each<[string, MadeChange, unknown]>([
    [
      "a key that goes from a secret",
      changed(
        "aws_secretsmanager_secret",
        "db",
        { name: "db", kms_key_id: KEY },
        { name: "db", kms_key_id: null },
      ),
      ["NO-CMK", [`kms_key_id = ${KEY}`], undefined],
    ],
    [
      "a secret that goes",
      changed("aws_secretsmanager_secret", "db", { name: "db" }, null),
      ["SECRET-DESTROYED", ["secret db"], undefined],
    ],
    [
      "a key that goes",
      changed("aws_kms_key", "key", { arn: KEY }, null),
      ["KEY-DESTROYED", [`arn = ${KEY}`], undefined],
    ],
    [
      "a bucket that goes",
      changed("aws_s3_bucket", "files", { bucket: "files" }, null),
      ["BUCKET-DESTROYED", ["bucket files"], undefined],
    ],
    [
      "a rotation that ends",
      changed(
        "aws_secretsmanager_secret_rotation",
        "db",
        { rotation_rules: [{ automatically_after_days: 30 }] },
        null,
      ),
      ["NO-ROTATION", ["automatically_after_days = 30"], undefined],
    ],
    [
      "a new key that is not rotated",
      changed("aws_kms_key", "key", null, { enable_key_rotation: false }),
      ["NO-ROTATION", undefined, ["enable_key_rotation = false"]],
    ],
    [
      "a public access block that goes",
      changed(
        "aws_s3_bucket_public_access_block",
        "files",
        { block_public_acls: true, block_public_policy: false },
        null,
      ),
      ["PROTECTION-REMOVED", ["block_public_acls = true"], undefined],
    ],
    [
      "a boundary that goes",
      changed(
        "aws_iam_role",
        "app",
        roleValues("app", { permissions_boundary: "arn:aws:iam::111122223333:policy/limit" }),
        roleValues("app"),
      ),
      [
        "PROTECTION-REMOVED",
        ["permissions_boundary = arn:aws:iam::111122223333:policy/limit"],
        undefined,
      ],
    ],
  ])("%s", (_what, change, expected) => {
    expect(of(change)).toContainEqual(expected);
  });

  it("but no value that the plan marks, and no text that names nothing", () => {
    const before = { name: "db", recovery_window_in_days: 30 };
    const shown = changed("aws_secretsmanager_secret", "db", before, {
      ...before,
      recovery_window_in_days: 7,
    });
    const marked = { ...shown, sensitive: { recovery_window_in_days: true } };
    expect(of(shown)).toContainEqual([
      "PROTECTION-REMOVED",
      ["recovery_window_in_days = 30"],
      ["recovery_window_in_days = 7"],
    ]);
    expect(of(marked)).toContainEqual(["PROTECTION-REMOVED", undefined, undefined]);
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
