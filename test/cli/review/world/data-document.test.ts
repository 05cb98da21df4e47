import type { JsonObject } from "../../../../cli/src/json";
import { dataDocument } from "../../../../cli/src/review/world/data-document";
import { same } from "../access/made-world";
import type { MadeChange } from "../fixtures/made-plan";
import { after, made } from "./made-side";

/** What a data source with these attributes will yield. */
function documentOf(
  values: JsonObject,
  unknown: JsonObject = {},
  expressions: JsonObject = {},
  ...others: readonly MadeChange[]
): unknown {
  const data = made("data.aws_iam_policy_document.it", values, unknown, expressions);
  const change = { ...data, type: "aws_iam_policy_document", entry: { mode: "data", name: "it" } };
  const side = after([change, ...others]);
  const [resource] = side.ofType("data.aws_iam_policy_document");
  if (!resource) throw new Error("there is no data source");
  return dataDocument(side, resource);
}

function statements(document: unknown): unknown {
  return (document as { readonly Statement: unknown }).Statement;
}

describe("the document of a data source", () => {
  it("is its JSON where that is known", () => {
    expect(documentOf({ json: "{}" })).toBe("{}");
  });

  it.each(["source_policy_documents", "override_policy_documents"])(
    "is not known where %s put it together from others",
    (name) => {
      expect(documentOf({ [name]: ["no JSON"] })).toBeUndefined();
      expect(documentOf({}, { [name]: true })).toBeUndefined();
    },
  );

  it("has the statements as planned, with policy variables in IAM's own spelling", () => {
    const block = {
      sid: "Own",
      effect: "Deny",
      not_actions: ["s3:GetObject"],
      resources: ["arn:aws:s3:::files/&{aws:username}/*"],
      principals: [
        { type: "AWS", identifiers: ["111122223333"] },
        { type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] },
      ],
      condition: [{ test: "StringEquals", variable: "aws:PrincipalTag/team", values: ["db"] }],
    };
    expect(statements(documentOf({ statement: [block] }))).toEqual([
      {
        Sid: "Own",
        Effect: "Deny",
        NotAction: ["s3:GetObject"],
        Resource: ["arn:aws:s3:::files/${aws:username}/*"],
        Principal: { AWS: ["111122223333"], Service: ["ecs-tasks.amazonaws.com"] },
        Condition: { StringEquals: { "aws:PrincipalTag/team": ["db"] } },
      },
    ]);
  });

  it("keeps open what dynamic blocks make, so that no deny counts as one without a condition", () => {
    const block = { effect: "Deny", actions: ["ssm:*"], resources: ["*"] };
    const unknown = { statement: [{ condition: true, principals: true }] };
    expect(statements(documentOf({ statement: [block] }, unknown))).toEqual([
      {
        Effect: "Deny",
        Action: ["ssm:*"],
        Resource: ["*"],
        Principal: { AWS: ["${known after apply}"] },
        Condition: {
          "${known after apply}": { "${known after apply}": ["${known after apply}"] },
        },
      },
    ]);
  });

  it("lets everyone in by a principal of its own kind", () => {
    const principals = [{ type: "*", identifiers: ["*"] }];
    expect(statements(documentOf({ statement: [{ principals }] }))).toEqual([
      { Effect: "Allow", Principal: "*" },
    ]);
  });

  const arn = "aws_secretsmanager_secret.db.arn";
  const other = "aws_secretsmanager_secret.api.arn";
  const db = made("aws_secretsmanager_secret.db", { name: "db" }, { arn: true });
  const standIn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:db-UNKNWN";

  it("has a stand-in for each whole ARN that is missing, known ones beside it", () => {
    const statement = [{ actions: ["secretsmanager:GetSecretValue"], resources: ["arn:x", null] }];
    const expressions = { statement: [{ resources: { references: [arn] } }] };
    expect(statements(documentOf({ statement }, {}, expressions, db))).toMatchObject([
      { Resource: ["arn:x", standIn] },
    ]);
  });

  it.each(["aws_s3_bucket.files", "aws_s3_access_point.files"])(
    "does not take %s for what is written: its objects are, behind its ARN",
    (address) => {
      const statement = [{ actions: ["s3:GetObject"], resources: [null] }];
      const expressions = { statement: [{ resources: { references: [`${address}.arn`] } }] };
      const files = made(address, { name: "files", bucket: "files" }, { arn: true });
      expect(statements(documentOf({ statement }, {}, expressions, files))).toMatchObject([
        { Resource: [`\${${address}.arn}`] },
      ]);
    },
  );

  it("is not known where more is referred to than is missing", () => {
    const statement = [{ resources: [null] }];
    const expressions = { statement: [{ resources: { references: [arn, other] } }] };
    const api = made("aws_secretsmanager_secret.api", { name: "api" }, { arn: true });
    expect(statements(documentOf({ statement }, {}, expressions, db, api))).toMatchObject([
      { Resource: [`\${${arn}, ${other}}`] },
    ]);
  });

  it("does not take the blocks of a dynamic one for those that are written", () => {
    const statement = [{ resources: [null] }, { resources: [null] }];
    const expressions = { statement: [{ resources: { references: [arn] } }] };
    expect(statements(documentOf({ statement }, {}, expressions, db))).toEqual([
      { Effect: "Allow", Resource: ["${known after apply}"] },
      { Effect: "Allow", Resource: ["${known after apply}"] },
    ]);
  });

  it("leaves what is known as it is", () => {
    const statement = [{ resources: ["arn:x"] }];
    const known = same("aws_secretsmanager_secret", "db", { arn: "arn:x" });
    expect(statements(documentOf({ statement }, {}, {}, known))).toMatchObject([
      { Resource: ["arn:x"] },
    ]);
  });
});
