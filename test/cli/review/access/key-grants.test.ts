import { analyseAccess } from "../../../../cli/src/review/access";
import type { AccessAnalysis } from "../../../../cli/src/review/model";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  execution,
  key,
  KEY_ARN,
  secret,
  secretArn,
  service,
} from "./made-world";

const GRANTEE = `arn:aws:iam::${ACCOUNT}:role/web`;
const EQUALS = { encryption_context_equals: { SecretARN: secretArn("db") } };

describe("a grant of a key", () => {
  const grant = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    key_id: KEY_ARN.split("/")[1],
    grantee_principal: GRANTEE,
    operations: ["Decrypt", "DescribeKey"],
    constraints: [],
    ...more,
  });

  it("widens with principal, operations, key and constraints", () => {
    const { facts } = analysed([
      key(),
      changed("aws_kms_grant", "it", null, grant({ constraints: [EQUALS] })),
    ]);

    expect(facts.widened).toEqual([
      expect.objectContaining({
        owner: "key aws_kms_key.key",
        principals: [GRANTEE],
        actions: ["kms:Decrypt", "kms:DescribeKey"],
        resources: [KEY_ARN],
        conditions: expect.arrayContaining([
          `StringEquals kms:EncryptionContext:SecretARN ${secretArn("db")}`,
        ]),
      }),
    ]);
  });

  it("names a key that is no part of the plan", () => {
    const { facts } = analysed([changed("aws_kms_grant", "it", null, grant({ key_id: KEY_ARN }))]);

    expect(facts.widened).toEqual([
      expect.objectContaining({ owner: `key ${KEY_ARN}`, resources: [KEY_ARN] }),
    ]);
  });

  it("narrows when it goes, and when it is constrained", () => {
    const kinds = (after: Record<string, unknown> | null): readonly string[] =>
      analysed([key(), changed("aws_kms_grant", "it", grant(), after)]).statements.map(
        ({ kind }) => kind,
      );

    expect(kinds(null)).toEqual(["narrowed"]);
    expect(kinds(grant({ constraints: [EQUALS] }))).toEqual(["narrowed"]);
  });

  it("widens when more may stand in the context than what is given", () => {
    const subset = { encryption_context_subset: { SecretARN: secretArn("db") } };
    const [before, after] = [grant({ constraints: [EQUALS] }), grant({ constraints: [subset] })];
    const { statements } = analysed([key(), changed("aws_kms_grant", "it", before, after)]);

    expect(statements.map(({ kind }) => kind)).toEqual(["widened"]);
  });

  it("is constrained to the one resource that its constraints refer to", () => {
    const context = (value: unknown): unknown => [{ encryption_context_equals: { Arn: value } }];
    const { facts } = analysed([
      key(),
      secret("db"),
      {
        type: "aws_kms_grant",
        actions: ["create"],
        after: grant({ constraints: context(null) }),
        unknown: { constraints: context(true) },
        expressions: {
          constraints: [
            { encryption_context_equals: { references: ["aws_secretsmanager_secret.db.arn"] } },
          ],
        },
      },
    ]);

    expect(facts.widened.flatMap(({ conditions }) => conditions)).toContain(
      `StringEquals kms:EncryptionContext:Arn ${secretArn("db")}`,
    );
  });

  it("lets its grantee decrypt what the key policy does not", () => {
    const statements = [allow("secretsmanager:GetSecretValue", secretArn("db"))];
    const readable = (constraints: readonly unknown[]): unknown =>
      analysed([
        key([{ ...allow("kms:*", "*"), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/root` } }]),
        secret("db", { kms_key_id: KEY_ARN }),
        ...execution("web", statements),
        service("web", "web", { DB: "db" }),
        changed("aws_kms_grant", "it", null, grant({ constraints })),
      ]).access;

    const granted = { principal: "web", before: "not readable", after: "readable" };
    expect(readable([EQUALS])).toEqual([expect.objectContaining(granted)]);
    const other = { encryption_context_subset: { SecretARN: secretArn("mail") } };
    expect(readable([other])).toEqual([]);
  });

  it("cannot be proven while only the apply tells its constraints", () => {
    const { facts } = analysed([
      key(),
      {
        type: "aws_kms_grant",
        actions: ["create"],
        after: grant({ constraints: [{ encryption_context_equals: { SecretARN: null } }] }),
        unknown: { constraints: [{ encryption_context_equals: { SecretARN: true } }] },
      },
    ]);

    expect(facts.unproven).toEqual([
      {
        subject: "key aws_kms_key.key",
        reason: "what the grant aws_kms_grant.it allows is known only after apply",
        decisive: true,
        outside: false,
      },
    ]);
  });
});

function analysed(changes: readonly MadeChange[]): AccessAnalysis {
  return analyseAccess(madeInput(changes));
}
