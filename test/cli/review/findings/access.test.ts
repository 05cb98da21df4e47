import type { AccessAnalysis } from "../../../../cli/src/review/model";
import { buildReport } from "../../../../cli/src/review/report";
import type { AccessEntry, StatementChange } from "../../../../cli/src/review/model";
import { madeInput } from "../fixtures/made-plan";
import { NO_ACCESS } from "../fixtures/read-fixture";
import { found } from "./found";

const NOTHING = madeInput([]);
const statement: StatementChange = {
  owner: "shop-execution",
  policy: "identity",
  kind: "widened",
  effect: "Allow",
  principals: [],
  actions: ["ssm:GetParameters"],
  resources: ["*"],
  conditions: [],
};
const use = { taskDefinition: "shop", container: "web", way: "variable", target: "DB_PASSWORD" };

describe("findings about access", () => {
  it("IAM-WIDENED says what is newly allowed", () => {
    const [finding] = found("IAM-WIDENED", NOTHING, { widened: [statement] });
    expect(finding).toMatchObject({
      severity: "high",
      subject: "shop-execution",
      text: "More is allowed than before, and no reference to a secret needs it.",
      added: ["Allow ssm:GetParameters on *"],
    });
  });

  it.each([
    ["low", "new", "sqs:SendMessage"],
    ["high", "new", "s*:Get*"],
    ["high", "new", "kms:Decrypt"],
    ["high", "there before", "sqs:SendMessage"],
  ])("IAM-WIDENED is %s for a role that is %s and %s", (severity, when, action) => {
    const values = { name: "shop-execution" };
    const before = when === "new" ? null : values;
    const actions = [when === "new" ? "create" : "update"];
    const input = madeInput([{ type: "aws_iam_role", actions, before, after: values }]);
    const widened = [{ ...statement, actions: [action] }];
    expect(found("IAM-WIDENED", input, { widened })).toMatchObject([{ severity }]);
  });

  it("IAM-WIDENED says what is no longer denied, to whom and when", () => {
    const denied: StatementChange = {
      ...statement,
      effect: "Deny",
      principals: ["AWS *"],
      conditions: ["Bool aws:SecureTransport false"],
    };
    const [finding] = found("IAM-WIDENED", NOTHING, { widened: [denied] });
    expect(finding).toMatchObject({
      text: "Less is denied than before, and no reference to a secret needs it.",
      removed: ["Deny AWS *: ssm:GetParameters on *, when Bool aws:SecureTransport false"],
    });
  });

  it("TRUST-WIDENED says who may become the role", () => {
    const trust: StatementChange = {
      ...statement,
      policy: "trust",
      principals: ["AWS 222222222222"],
    };
    const [finding] = found("TRUST-WIDENED", NOTHING, { trustWidened: [trust] });
    expect(finding?.severity).toBe("high");
    expect(finding?.text).toContain("AWS 222222222222 may now assume shop-execution");
  });

  it.each([
    ["new and reads no secret", true, false, "low", "which reads no secret of this plan"],
    ["new and reads one", true, true, "high", "reads every secret that this role reads"],
    [
      "there before and reads no secret",
      false,
      false,
      "high",
      "which reads no secret of this plan",
    ],
  ])("TRUST-WIDENED weighs a role that is %s", (_what, isNew, reads, severity, text) => {
    const values = { name: "shop-execution" };
    const input = madeInput([
      {
        type: "aws_iam_role",
        actions: [isNew ? "create" : "update"],
        before: isNew ? null : values,
        after: values,
      },
    ]);
    const entry: AccessEntry = {
      principal: "shop-execution",
      secret: "secret shop/db",
      before: "not readable",
      after: "readable",
      difference: "added",
      uses: [],
    };
    const trust: StatementChange = {
      ...statement,
      policy: "trust",
      principals: ["AWS 222222222222"],
    };
    const analyse = (): AccessAnalysis => ({
      ...NO_ACCESS,
      access: reads ? [entry] : [],
      facts: { ...NO_ACCESS.facts, trustWidened: [trust] },
    });
    const [stack] = buildReport([input], { analyse }).stacks;
    // What the table of access says is no finding.
    expect(stack?.findings).toMatchObject([{ id: "TRUST-WIDENED", severity }]);
    expect(stack?.findings[0]?.text).toContain(text);
  });

  it.each([
    [
      false,
      "high",
      "shop-execution cannot read secret shop/db for DB_PASSWORD of the container web: no statement.",
    ],
    [true, "low", "no statement. It was so before this plan, too."],
  ])("UNREADABLE-SECRET, before: %s", (before, severity, text) => {
    const unreadable = [
      {
        use,
        principal: "shop-execution",
        secret: "secret shop/db",
        reason: "no statement.",
        before,
      },
    ];
    const [finding] = found("UNREADABLE-SECRET", NOTHING, { unreadable });
    expect(finding).toMatchObject({ severity, subject: "shop/web/DB_PASSWORD" });
    expect(finding?.text).toContain(text);
  });

  it("UNREADABLE-SECRET says when there is no role", () => {
    const unreadable = [
      { use, principal: undefined, secret: "secret shop/db", reason: "", before: false },
    ];
    const [finding] = found("UNREADABLE-SECRET", NOTHING, { unreadable });
    expect(finding?.text).toMatch(/^The task definition names no role that could read secret shop/);
  });

  it("UNUSED-GRANT names role and secret", () => {
    const unusedGrants = [
      { principal: "shop-execution", secret: "secret shop/old", before: false },
    ];
    const [finding] = found("UNUSED-GRANT", NOTHING, { unusedGrants });
    expect(finding).toMatchObject({ severity: "medium", subject: "shop-execution" });
    expect(finding?.text).toContain("secret shop/old");
  });

  it("PUBLIC-BUCKET and PUBLIC-POLICY are told apart", () => {
    const publicAccess = [
      { subject: "bucket files", kind: "bucket" as const, reason: "its ACL", before: false },
      { subject: "key k", kind: "policy" as const, reason: "aws_kms_key.k says so.", before: true },
    ];
    const facts = { publicAccess };
    expect(found("PUBLIC-BUCKET", NOTHING, facts)).toMatchObject([
      { subject: "bucket files", severity: "high", text: "Its ACL." },
    ]);
    expect(found("PUBLIC-POLICY", NOTHING, facts)).toMatchObject([
      { severity: "low", text: "aws_kms_key.k says so. It was so before this plan, too." },
    ]);
  });

  it("CANNOT-PROVE is never left out", () => {
    const unproven = [
      { subject: "shop-execution", reason: "the policy is known only after apply" },
    ];
    const [finding] = found("CANNOT-PROVE", NOTHING, { unproven });
    expect(finding).toMatchObject({
      severity: "medium",
      text: "The policy is known only after apply.",
    });
  });
});
