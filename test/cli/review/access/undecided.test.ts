import { analyseAccess } from "../../../../cli/src/review/access";
import type { JsonObject } from "../../../../cli/src/json";
import type { Finding } from "../../../../cli/src/review/model";
import { buildReport } from "../../../../cli/src/review/report";
import { readPlan } from "../../../../cli/src/review/plan";
import { madeInput, madePlan, type MadeChange } from "../fixtures/made-plan";
import { stackInput } from "../fixtures/read-fixture";
import {
  allow,
  changed,
  KEY_ARN,
  policy,
  REGION,
  roleValues,
  same,
  secret,
  secretArn,
} from "./made-world";

const NEW_SECRET: MadeChange = {
  address: "aws_secretsmanager_secret.new",
  type: "aws_secretsmanager_secret",
  actions: ["create"],
  after: { name: "new" },
  unknown: { arn: true, id: true },
};

const MADE_OF_NEW = {
  references: ["aws_secretsmanager_secret.new.arn", "aws_secretsmanager_secret.new"],
};

const role = same("aws_iam_role", "app", roleValues("app"));
const newRole = changed("aws_iam_role", "app", null, roleValues("app"));

/** An inline policy of the role `app` of which only the apply tells the text. */
const unknownPolicy: MadeChange = {
  address: "aws_iam_role_policy.read",
  type: "aws_iam_role_policy",
  actions: ["create"],
  after: { name: "read", role: "app" },
  unknown: { policy: true },
  expressions: { policy: MADE_OF_NEW },
};

const { assume_role_policy: trust, ...untrusted } = roleValues("app");
void trust;

/** By type, the attribute that only the apply tells, and the others. */
const OPEN: Readonly<Record<string, readonly [string, JsonObject]>> = {
  aws_iam_role: ["assume_role_policy", untrusted],
  aws_secretsmanager_secret_policy: ["policy", { secret_arn: secretArn("vault") }],
  aws_kms_key: ["policy", { arn: KEY_ARN, key_id: KEY_ARN.split("/")[1] }],
  aws_s3_bucket_policy: ["policy", { bucket: "files" }],
};

function undecided(changes: readonly MadeChange[]): readonly Finding[] {
  const [stack] = buildReport([madeInput(changes)], { today: "2026-01-01" }).stacks;
  return (stack?.findings ?? []).filter(({ id }) => id === "CANNOT-PROVE");
}

describe("a policy that changes and that nobody can decide", () => {
  it("blocks where its role was there before", () => {
    expect(undecided([secret("vault"), NEW_SECRET, role, unknownPolicy])).toEqual([
      expect.objectContaining({ subject: "app", severity: "high", blocking: true }),
    ]);
  });

  it("blocks in a block of the role itself, below which an unknown mark stands", () => {
    const inline = { name: "read" };
    const changing: MadeChange = {
      address: "aws_iam_role.app",
      type: "aws_iam_role",
      actions: ["update"],
      before: roleValues("app"),
      after: roleValues("app", { inline_policy: [inline] }),
      unknown: { inline_policy: [{ policy: true }] },
      expressions: { inline_policy: [{ policy: MADE_OF_NEW }] },
    };
    expect(undecided([secret("vault"), NEW_SECRET, changing])).toEqual([
      expect.objectContaining({ subject: "app", severity: "high", blocking: true }),
    ]);
  });

  it("blocks where a dynamic block makes it, of which the plan shows no more than that it is open", () => {
    const open: MadeChange = {
      address: "aws_iam_role.app",
      type: "aws_iam_role",
      actions: ["update"],
      before: roleValues("app"),
      after: roleValues("app"),
      unknown: { inline_policy: true },
    };
    expect(undecided([secret("vault"), open])).toMatchObject([
      { subject: "app", severity: "high", blocking: true },
    ]);
    // Of a new role, AWS tells after the apply which ones it has.
    expect(undecided([{ ...open, actions: ["create"], before: null }])).toEqual([]);
  });

  describe("in dynamic blocks of a new role, of which the plan shows only what they are made of,", () => {
    const open = {
      ...changed("aws_iam_role", "app", null, roleValues("app")),
      unknown: { inline_policy: true, managed_policy_arns: true },
      expressions: { name: { constant_value: "app" } },
    };
    const relevant_attributes = [{ resource: NEW_SECRET.address ?? "", attribute: ["arn"] }];
    const said = (
      changes: readonly MadeChange[],
      more: JsonObject = { relevant_attributes },
      synthesized?: JsonObject,
    ): readonly unknown[] => {
      const input = { ...madeInput(changes, more), ...(synthesized ? { synthesized } : {}) };
      const [stack] = buildReport([input]).stacks;
      return (stack?.findings ?? [])
        .filter(({ id }) => id === "CANNOT-PROVE")
        .map(({ subject, severity }) => [subject, severity]);
    };
    const referring = (type: string, attribute: string, reference: string): MadeChange => ({
      address: `${type}.other`,
      type,
      actions: ["create"],
      after: {},
      unknown: { [attribute]: true },
      expressions: { [attribute]: { references: [reference] } },
    });

    it("blocks", () => {
      expect(said([NEW_SECRET, open])).toEqual([["app", "high"]]);
      const { access } = analyseAccess(madeInput([NEW_SECRET, open], { relevant_attributes }));
      expect(access).toMatchObject([
        { principal: "app", secret: "secret new", after: "cannot prove" },
      ]);
    });

    it("is silent where something else in the plan refers to it, or may", () => {
      const seen = referring("aws_lambda_function", "role", "aws_secretsmanager_secret.new.arn");
      const local = referring("aws_lambda_function", "role", "local.arn");
      const block: MadeChange = {
        ...referring("aws_security_group", "ingress", ""),
        after: { ingress: [{}] },
        unknown: { ingress: [{ cidr_blocks: true }] },
        expressions: {},
      };
      for (const other of [seen, local, block]) expect(said([NEW_SECRET, open, other])).toEqual([]);
      expect(said([NEW_SECRET, open], {})).toEqual([]);
      const known = { ...NEW_SECRET, after: { name: "new", arn: secretArn("new") }, unknown: {} };
      expect(said([known, open])).toEqual([]);
    });

    it("is told by the synthesized configuration where there is one", () => {
      const role = (more: JsonObject): JsonObject => ({
        resource: { aws_iam_role: { app: more } },
      });
      expect(said([NEW_SECRET, open], { relevant_attributes }, role({ name: "app" }))).toEqual([]);
      const dynamic = { inline_policy: { for_each: "${x}", content: {} } };
      expect(said([NEW_SECRET, open], {}, role({ dynamic }))).toEqual([["app", "high"]]);
    });
  });

  describe("where a secret is", () => {
    const far: MadeChange = {
      ...NEW_SECRET,
      address: "aws_secretsmanager_secret.far",
      after: { name: "shop/db" },
      entry: { provider_config_key: "aws.far" },
    };
    const reads = (region: string): readonly MadeChange[] => [
      role,
      changed("aws_iam_role_policy", "read", null, {
        role: "app",
        name: "read",
        policy: policy([
          allow(
            "secretsmanager:GetSecretValue",
            `arn:aws:secretsmanager:${region}:*:secret:shop/*`,
          ),
        ]),
      }),
    ];
    const said = (region: string, setting: JsonObject): readonly unknown[] => {
      const plan = madePlan([...reads(region), secret("vault"), far]);
      const configured = {
        address: far.address,
        mode: "managed",
        type: far.type,
        name: "far",
        provider_config_key: "aws.far",
        expressions: {},
      };
      const configuration = {
        provider_config: { "aws.far": { name: "aws", alias: "far", expressions: setting } },
        root_module: { resources: [configured] },
      };
      const input = { name: "dev", plan: readPlan({ ...plan, configuration }) };
      const [stack] = buildReport([input]).stacks;
      const findings = (stack?.findings ?? []).filter(({ id }) => id === "CANNOT-PROVE");
      const rows = (stack?.access ?? []).filter(({ secret: one }) => one === "secret shop/db");
      return [
        findings.map(({ subject, severity }) => [subject, severity]),
        rows.map(({ after }) => after),
      ];
    };
    const local = { region: { references: ["local.far"] } };

    it("blocks where nothing tells, and a policy names a Region", () => {
      const blocked = [["secret shop/db", "high"]];
      expect(said(REGION, local)).toEqual([blocked, ["cannot prove"]]);
      expect(said("us-east-1", local)).toEqual([blocked, []]);
    });

    it("is decided where the provider tells, or no policy asks", () => {
      expect(said(REGION, { region: { constant_value: REGION } })).toEqual([[], ["readable"]]);
      expect(said(REGION, {})).toEqual([[], ["readable"]]);
      expect(said("*", local)).toEqual([[], ["readable"]]);
    });
  });

  it.each<[string, string, MadeChange]>([
    ["a trust policy", "app", { type: "aws_iam_role", actions: ["update"] }],
    [
      "the policy of a secret",
      "secret vault",
      { type: "aws_secretsmanager_secret_policy", actions: ["create"] },
    ],
    ["the policy of a key", "key aws_kms_key.key", { type: "aws_kms_key", actions: ["update"] }],
    [
      "the policy of a bucket",
      "bucket files",
      { type: "aws_s3_bucket_policy", actions: ["create"] },
    ],
  ])("blocks in %s", (_what, subject, { type, actions }) => {
    const [attribute, values] = OPEN[type] ?? ["policy", {}];
    const before = actions.includes("update") ? { ...values, [attribute]: policy([]) } : null;
    const change: MadeChange = {
      address: type === "aws_kms_key" ? "aws_kms_key.key" : `${type}.app`,
      type,
      actions,
      before,
      after: values,
      unknown: { [attribute]: true },
      expressions: { [attribute]: MADE_OF_NEW },
    };
    const files = same("aws_s3_bucket", "files", { bucket: "files", arn: "arn:aws:s3:::files" });
    expect(undecided([secret("vault"), files, NEW_SECRET, change])).toMatchObject([
      { subject, severity: "high", blocking: true },
    ]);
  });

  it.each(["without what it is made of", "with it"])("blocks in a plan %s", (how) => {
    const { expressions, ...bare } = unknownPolicy;
    const change = how === "with it" ? { ...bare, expressions: expressions ?? {} } : bare;
    expect(undecided([secret("vault"), NEW_SECRET, role, change])).toMatchObject([
      { severity: "high", blocking: true },
    ]);
  });

  it("says so and lets pass what is made with its role, of what the plan makes", () => {
    expect(undecided([NEW_SECRET, newRole, unknownPolicy])).toEqual([
      expect.objectContaining({ subject: "app", severity: "medium", blocking: false }),
    ]);
  });

  it("blocks for a new role, too, where it is made of what the plan does not make", () => {
    const elsewhere = { policy: { references: ["data.http.policy.body", "data.http.policy"] } };
    expect(undecided([newRole, { ...unknownPolicy, expressions: elsewhere }])).toEqual([
      expect.objectContaining({ severity: "high" }),
    ]);
  });

  it("blocks where a policy outside of the plan is attached, and says how to read it", () => {
    const attached = { role: "app", policy_arn: "arn:aws:iam::111122223333:policy/shared" };
    const [found] = undecided([
      role,
      changed("aws_iam_role_policy_attachment", "x", null, attached),
    ]);
    expect(found).toMatchObject({ severity: "high" });
    expect(found?.remedy).toContain('data "aws_iam_policy"');
  });

  it("is no finding where it was as unknown before", () => {
    const attached = { role: "app", policy_arn: "arn:aws:iam::111122223333:policy/shared" };
    expect(undecided([role, same("aws_iam_role_policy_attachment", "x", attached)])).toEqual([]);
  });

  it("is judged by what is known of its statements", () => {
    const document: MadeChange = {
      address: "data.aws_iam_policy_document.all",
      type: "aws_iam_policy_document",
      actions: ["read"],
      after: { statement: [{ actions: ["*"], resources: ["*", null] }] },
      unknown: { json: true, statement: [{ resources: [false, true] }] },
      entry: { mode: "data", name: "all" },
      expressions: { statement: [{ resources: { references: ["data.http.x.body"] } }] },
    };
    const policy = { references: ["data.aws_iam_policy_document.all.json"] };
    const input = madeInput([
      secret("vault"),
      role,
      document,
      { ...unknownPolicy, expressions: { policy } },
    ]);
    expect(analyseAccess(input).access).toEqual([
      expect.objectContaining({ principal: "app", secret: "secret vault", after: "readable" }),
    ]);
  });

  it("blocks where a statement of it may be about more than is known", () => {
    const statement = { actions: ["secretsmanager:GetSecretValue"], resources: [null] };
    const document: MadeChange = {
      address: "data.aws_iam_policy_document.some",
      type: "aws_iam_policy_document",
      actions: ["read"],
      after: { statement: [statement] },
      unknown: { json: true, statement: [{ resources: [true] }] },
      entry: { mode: "data", name: "some" },
      expressions: { statement: [{ resources: { references: ["data.http.x.body"] } }] },
    };
    const of = (actions: readonly string[]): readonly Finding[] =>
      undecided([
        role,
        { ...document, after: { statement: [{ ...statement, actions }] } },
        {
          ...unknownPolicy,
          expressions: { policy: { references: ["data.aws_iam_policy_document.some.json"] } },
        },
      ]);
    expect(of(statement.actions)).toEqual([
      expect.objectContaining({ severity: "high", text: expect.stringMatching(/GetSecretValue/) }),
    ]);
    expect(of(["sqs:SendMessage"])).toEqual([]);
  });
});

it.each(["with", "without"])(
  "leaves nothing open in the first plan of an environment, %s its synthesized configuration",
  (how) => {
    const input = stackInput("cdktf");
    const { name, plan } = input;
    const { stacks } = buildReport([how === "with" ? input : { name, plan }]);
    expect(stacks[0]?.findings.filter(({ id }) => id === "CANNOT-PROVE")).toEqual([]);
  },
);

it("knows nothing to be undecided of a policy that is known", () => {
  const read = { role: "app", name: "read", policy: policy([allow("s3:GetObject", "*")]) };
  expect(undecided([role, changed("aws_iam_role_policy", "read", null, read)])).toEqual([]);
});
