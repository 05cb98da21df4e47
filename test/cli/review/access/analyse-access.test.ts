import { analyseAccess } from "../../../../cli/src/review/access";
import type { AccessAnalysis } from "../../../../cli/src/review/model";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { NO_ACCESS } from "../fixtures/read-fixture";
import {
  ACCOUNT,
  allow,
  changed,
  execution,
  key,
  KEY_ARN,
  parameter,
  parameterArn,
  policy,
  REGION,
  roleValues,
  same,
  secret,
  secretArn,
  service,
  task,
  TASKS,
} from "./made-world";

const GET = "secretsmanager:GetSecretValue";
const { facts: NOTHING } = NO_ACCESS;

const decrypt = (name: string): ReturnType<typeof allow> =>
  allow("kms:Decrypt", KEY_ARN, {
    Condition: {
      StringEquals: { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com` },
      StringLike: { "kms:EncryptionContext:SecretARN": secretArn(name) },
    },
  });

describe("who can read which secret", () => {
  it("is the same where nothing changes", () => {
    const { access, statements, facts } = analyse([
      secret("db", { kms_key_id: KEY_ARN }),
      key(),
      ...execution("web", [allow(GET, secretArn("db")), decrypt("db")]),
      service("web", "web", { DB: `${secretArn("db")}:password::` }),
    ]);

    expect(access).toEqual([
      {
        principal: "web",
        secret: "secret db",
        before: "readable",
        after: "readable",
        difference: "same",
        uses: [{ taskDefinition: "web", container: "app", way: "variable", target: "DB" }],
      },
    ]);
    expect({ statements, facts }).toEqual({ statements: [], facts: NOTHING });
  });

  it.each([
    [
      "by its name as a registry login",
      {},
      { repositoryCredentials: { credentialsParameter: "db" } },
    ],
    ["by its ARN without the six characters", { DB: secretArn("db").slice(0, -7) }, {}],
    ["by a part of such an ARN's secret", { DB: `${secretArn("db").slice(0, -7)}:password::` }, {}],
  ])("finds a secret of the plan %s", (_how, secrets, container) => {
    const { access, facts } = analyse([
      secret("db"),
      ...execution("web", [allow(GET, secretArn("db"))]),
      same("aws_ecs_task_definition", "web", task("web", "web", secrets, container)),
    ]);

    expect(access).toEqual([
      expect.objectContaining({ principal: "web", secret: "secret db", after: "readable" }),
    ]);
    expect(access[0]?.uses).toHaveLength(1);
    expect(facts).toEqual(NOTHING);
  });

  it("takes a secret that is named without its six characters, and not in the plan, for one that has them", () => {
    const partial = secretArn("vendor").slice(0, -7);
    const { access } = analyse([
      ...execution("web", [allow(GET, `${partial}-??????`)]),
      service("web", "web", { VENDOR: partial }),
    ]);

    expect(access).toEqual([
      expect.objectContaining({ principal: "web", secret: "secret vendor" }),
    ]);
  });

  it("needs the key as well as the secret", () => {
    const { access, facts } = analyse([
      secret("db", { kms_key_id: KEY_ARN }),
      key(),
      ...execution("web", [allow(GET, secretArn("db"))]),
      service("web", "web", { DB: "db" }),
    ]);

    expect(access).toEqual([]);
    expect(facts.unreadable).toEqual([
      expect.objectContaining({
        principal: "web",
        secret: "secret db",
        before: true,
        reason: expect.stringContaining("kms:Decrypt") as string,
      }),
    ]);
  });

  it("says added and removed when grants come and go", () => {
    const grants = [allow(GET, secretArn("old")), allow(GET, secretArn("new"))];
    const { access, facts } = analyse([
      secret("old"),
      secret("new"),
      ...execution("web", grants.slice(0, 1), grants.slice(1)),
      changed(
        "aws_ecs_task_definition",
        "web",
        task("web", "web", { X: "old" }),
        task("web", "web", { X: "new" }),
      ),
    ]);

    expect(access.map(({ secret: name, difference }) => [name, difference])).toEqual([
      ["secret new", "added"],
      ["secret old", "removed"],
    ]);
    expect(facts).toEqual(NOTHING);
  });

  it("finds a parameter that a role reads in another way than ECS does", () => {
    const { access } = analyse([
      parameter("/orders/dev/key"),
      ...execution("lister", [allow("ssm:GetParametersByPath", parameterArn("/orders"))]),
    ]);

    expect(access).toEqual([expect.objectContaining({ principal: "lister", after: "readable" })]);
  });

  it("counts trust, boundary and the secret's own policy", () => {
    const of = (role: object, more: object = {}): string | undefined =>
      analyse([
        secret("db", { ...more }),
        same("aws_iam_role", "web", roleValues("web", { ...role })),
        same("aws_iam_role_policy", "web", {
          role: "web",
          name: "read",
          policy: policy([allow(GET, "*")]),
        }),
        same("aws_iam_policy", "limit", {
          arn: `arn:aws:iam::${ACCOUNT}:policy/limit`,
          policy: policy([allow("ssm:*", "*")]),
        }),
        service("web", "web", { DB: "db" }),
      ]).access[0]?.after;
    const deny = { Effect: "Deny", Principal: "*", Action: GET, Resource: "*" };
    const nobody = policy([
      { ...TASKS, Condition: { StringEquals: { "aws:SourceAccount": "1" } } },
    ]);

    expect(of({})).toBe("readable");
    expect(of({ permissions_boundary: `arn:aws:iam::${ACCOUNT}:policy/limit` })).toBeUndefined();
    expect(of({}, { policy: policy([deny]) })).toBeUndefined();
    expect(of({ assume_role_policy: nobody })).toBeUndefined();
  });

  it("knows nothing of what is not in the plan, and says so", () => {
    const outside = secretArn("vendor");
    const { access, facts } = analyse([
      ...execution("web", [allow(GET, outside)]),
      service("web", "web", { VENDOR: outside }),
      service("foreign", "elsewhere", { VENDOR: outside }),
    ]);

    expect(access).toEqual([
      expect.objectContaining({
        principal: "elsewhere",
        after: "cannot prove",
        reason: expect.stringContaining("role elsewhere is not part of this plan") as string,
      }),
      expect.objectContaining({
        principal: "web",
        secret: "secret vendor",
        after: "cannot prove",
        reason:
          "the role's own policies allow it; its own policy and its key are not part of this plan",
      }),
    ]);
    expect(facts.unreadable).toEqual([]);
  });

  it("does not take an inline policy for two when the role shows it, too", () => {
    const read = policy([allow(GET, "*")]);
    const { statements, access } = analyse([
      secret("db"),
      same(
        "aws_iam_role",
        "web",
        roleValues("web", { inline_policy: [{ name: "read", policy: read }] }),
      ),
      changed("aws_iam_role_policy", "web", { role: "web", name: "read", policy: read }, null),
    ]);

    expect(statements).toEqual([expect.objectContaining({ kind: "narrowed", actions: [GET] })]);
    expect(access).toEqual([expect.objectContaining({ difference: "removed" })]);
  });

  it("keeps what Terraform only forgets", () => {
    const [role, inline] = execution("web", [allow(GET, secretArn("db"))]);
    const forgotten = { ...(inline as MadeChange), actions: ["forget"], after: null };
    const { statements, access } = analyse([secret("db"), role as MadeChange, forgotten]);

    expect(statements).toEqual([]);
    expect(access).toEqual([expect.objectContaining({ difference: "same" })]);
  });
});

describe("what is not known before the apply", () => {
  it("is never shown as a removal", () => {
    const [role, inline] = execution("web", [allow(GET, secretArn("db"))]);
    const unknown = {
      ...(inline as MadeChange),
      actions: ["update"],
      after: { role: "web", name: "read" },
      unknown: { policy: true },
      expressions: { policy: { references: ["aws_kms_key.key.arn", "aws_kms_key.key"] } },
    };
    const { access, statements, facts } = analyse([
      secret("db"),
      role as MadeChange,
      unknown,
      service("web", "web", { DB: "db" }),
    ]);

    expect(statements.map(({ kind }) => kind)).toEqual(["cannot prove"]);
    expect(access).toEqual([
      expect.objectContaining({ before: "readable", after: "cannot prove", difference: "changed" }),
    ]);
    expect(facts).toEqual({
      ...NOTHING,
      unproven: [
        expect.objectContaining({
          subject: "web",
          reason: expect.stringContaining("built from aws_kms_key.key.arn") as string,
        }),
      ],
    });
  });
});

function analyse(changes: readonly MadeChange[]): AccessAnalysis {
  return analyseAccess(madeInput(changes));
}
