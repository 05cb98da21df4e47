import { COMMENT_BUDGET, markdown, page } from "../../../../cli/src/review/render";
import { access, finding, report, stack } from "./sample-report";

const SAMPLE = report([
  stack("dev", {
    counts: { create: 3, update: 1, replace: 1, delete: 0, forget: 0, import: 0, move: 0 },
    findings: [
      finding("NO-CMK", { severity: "low", blocking: false, subject: "shop/old" }),
      finding("NO-ROTATION", {
        blocking: false,
        waived: { reason: "rotated by hand", expires: "2027-01-31" },
      }),
      finding("SECRET-REPLACED"),
    ],
    access: [
      access("role shop-execution"),
      access("role shop-task", {
        secret: "secret shop/files",
        before: "readable",
        difference: "same",
      }),
      access("role somebody", { after: "cannot prove", reason: "its policy is not known yet" }),
    ],
    statements: [
      {
        owner: "role shop-task",
        policy: "identity",
        kind: "widened",
        effect: "Allow",
        principals: [],
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::example-shop/*"],
        conditions: ["StringEquals aws:PrincipalTag/team orders"],
      },
    ],
    changes: [
      { label: "shop/key", type: "aws_kms_key", action: "create", notes: ["new revision"] },
    ],
    containers: [
      {
        taskDefinition: "shop",
        container: "web",
        difference: "changed",
        changes: ["image 1.7 → 1.8", "secret PAYMENT_KEY added"],
      },
    ],
    drift: [{ label: "shop/role", type: "aws_iam_role", action: "update", notes: [] }],
    valuesNeeded: [{ variable: "payment_key", secret: "parameter /shop/payment-key" }],
  }),
  stack("staging", { sameAs: "dev" }),
  stack("production", {
    differsFrom: { stack: "dev", differences: ["no secret is replaced"] },
    provisional: "it reads the outputs of network",
  }),
]);

/** In this order a reader needs them. */
const EVERYTHING = [
  "1 blocking finding, 1 other finding, 1 waived",
  "After this change 1 more principal reads 1 secret: role shop-execution reads parameter /shop/payment-key; " +
    "1 pair of principal and secret undecided; 1 grant is not explained by any reference.",
  "role shop-execution",
  "parameter /shop/payment-key",
  "can read it now",
  "PAYMENT_KEY",
  "cannot prove: its policy is not known yet",
  "SECRET-REPLACED",
  "shop/database",
  "NO-CMK",
  "NO-ROTATION",
  "Waived until 2027-01-31: rotated by hand",
  "TF_VAR_payment_key",
  "staging",
  "same as dev",
  "production",
  "no secret is replaced",
  "provisional: it reads the outputs of network",
  "1 IAM statement",
  "s3:GetObject",
  "arn:aws:s3:::example-shop/*",
  "StringEquals aws:PrincipalTag/team orders",
  "1 container",
  "image 1.7 → 1.8",
  "shop/key",
  "new revision",
  "1 resource changed outside Terraform",
  "role shop-task",
  "secret shop/files",
];

/** What a reader sees of Markdown or HTML. */
function seen(text: string): string {
  return text
    .replace(/<!-- -->|<[^>]+>/g, " ")
    .replace(/\\(?=\W)/g, "")
    .replaceAll("`", "")
    .replace(/\s+/g, " ");
}

function expectInOrder(text: string): void {
  let from = 0;
  for (const expected of EVERYTHING) {
    const at = text.indexOf(expected, from);
    if (at < 0) throw new Error(`"${expected}" is missing, or stands too early, in:\n${text}`);
    from = at;
  }
}

describe("the comment", () => {
  const comment = markdown(SAMPLE, COMMENT_BUDGET);

  it("says everything, what matters most first", () => {
    expectInOrder(seen(comment));
  });

  it("opens what must be read and folds the rest", () => {
    const open = comment.replace(/<details>.*?<\/details>/gs, "");
    expect(open).toContain("SECRET-REPLACED");
    expect(open).toContain("TF_VAR_payment_key");
    expect(open).toContain("role shop-execution");
    expect(open).not.toContain("s3:GetObject");
    expect(open).not.toContain("mermaid");
  });

  it("draws who reads what", () => {
    expect(comment).toMatch(/```mermaid\nflowchart LR\n(.*\n)+```/);
    expect(comment).toContain('n0[("parameter /shop/payment-key")]');
  });

  it("says of a statement whether more or less gets through, and where short values are", () => {
    const [statement] = SAMPLE.stacks[0]?.statements ?? [];
    const statements = statement && [statement, { ...statement, kind: "narrowed" as const }];
    const parts = { ...(statements ? { statements } : {}), unguarded: ["var.pin"] };
    const text = seen(markdown(report([stack("dev", parts)]), COMMENT_BUDGET));
    expect(text).toContain("| + identity: widened |");
    expect(text).toContain("| − identity: narrowed |");
    expect(text).toMatch(/fewer than 8 characters: this report could not be searched.*var\.pin/);
  });

  it("says in one line that nothing was found", () => {
    const clean = markdown(report([stack("dev")]), COMMENT_BUDGET);
    expect(clean).toContain("✅ Secrets review: no findings");
  });

  it("says in the heading that something is undecided, and shows no green mark above it", () => {
    const open = {
      id: "CANNOT-PROVE",
      severity: "medium",
      subject: "app",
      text: "Its policy is known only after apply.",
      remedy: "Make it known.",
      blocking: false,
    } as const;
    const one = report([{ ...stack("dev"), findings: [open] }]);
    expect(markdown(one, COMMENT_BUDGET)).toContain("❔ Secrets review: 1 finding, 1 undecided");
    expect(page(one)).toContain('<h1 class="undecided">');
    const waived = { ...open, waived: { reason: "looked at it", expires: "2030-01-01" } };
    expect(
      markdown(report([{ ...stack("dev"), findings: [waived] }]), COMMENT_BUDGET),
    ).not.toContain("undecided");
  });
});

describe("the page", () => {
  it("says the same as the comment, and draws it", () => {
    const text = page(SAMPLE);
    const withoutGraph = text.replace(/<h2>Who can read which secret<\/h2>.*?<\/svg><\/div>/s, "");
    expectInOrder(seen(withoutGraph));
    expect(text.match(/<path class="(\w+)"/g)).toEqual([
      '<path class="added"',
      '<path class="same"',
      '<path class="unproven"',
    ]);
  });

  it("loads nothing and runs nothing", () => {
    const text = page(SAMPLE);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|<link|<img|src=|href=|url\(|\son\w+=/i);
  });
});

describe("the budget of the comment", () => {
  const services = Array.from({ length: 500 }, (_, index) => index);
  const large = report([
    stack("production", {
      findings: services.map((index) => finding("IAM-WIDENED", { subject: `service-${index}` })),
      access: services.map((index) => access(`role orders-service-${index}-execution`)),
      statements: services.map((index) => ({
        owner: `role orders-service-${index}-execution`,
        policy: "identity",
        kind: "widened",
        effect: "Allow",
        principals: [],
        actions: ["ssm:GetParameters"],
        resources: [`arn:aws:ssm:eu-central-1:111111111111:parameter/service-${index}/key`],
        conditions: [],
      })),
    }),
  ]);

  it("is held with 500 changed services, and what matters most stays", () => {
    const comment = markdown(large, COMMENT_BUDGET);
    expect(comment.length).toBeLessThanOrEqual(COMMENT_BUDGET);
    expect(comment).toContain("500 blocking findings");
    expect(comment.match(/IAM-WIDENED/g)?.length).toBeGreaterThan(300);
    expect(comment).toMatch(/\d+ more (findings|pairs of role and secret): see the job's summary/);
    expect(comment).toContain("500 more IAM statements: see");
  });

  it("is large enough for all of it in the summary", () => {
    expect(markdown(large, 250_000).match(/IAM-WIDENED/g)).toHaveLength(500);
  });
});
