import { aliasesOf, keysOf, outsideGrants } from "../../../../cli/src/review/world/keys";
import { ACCOUNT, KEY_ARN, key, policy, same } from "../access/made-world";
import type { JsonObject } from "../../../../cli/src/json";
import type { MadeChange } from "../fixtures/made-plan";
import type { PolicySource } from "../../../../cli/src/review/world/policies";
import { after, made } from "./made-side";

const KEY_ID = KEY_ARN.split("/")[1] ?? "";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/exec`;

function grant(values: JsonObject): MadeChange {
  return same("aws_kms_grant", "it", {
    key_id: KEY_ID,
    grantee_principal: ROLE,
    operations: ["Decrypt"],
    ...values,
  });
}

function granted(change: MadeChange): PolicySource | undefined {
  return keysOf(after([key(), change]))[0]?.grants[0];
}

describe("keys", () => {
  it("have the policy of a resource of its own, by id or by ARN", () => {
    for (const key_id of [KEY_ID, KEY_ARN]) {
      const own = same("aws_kms_key_policy", "it", { key_id, policy: policy([]) });
      expect(keysOf(after([key(), own]))[0]?.policy.name).toBe("aws_kms_key_policy.it");
    }
  });

  it("without any have the one that AWS gives, for their account", () => {
    const [found] = keysOf(
      after([same("aws_kms_key", "key", { arn: KEY_ARN, key_id: KEY_ID, is_enabled: false })]),
    );
    expect(found?.enabled).toBe(false);
    expect(found?.policy.document.statements).toMatchObject([
      {
        action: { values: ["kms:*"] },
        principal: { values: [{ kind: "AWS", value: `arn:aws:iam::${ACCOUNT}:root` }] },
      },
    ]);
  });

  it("are what aliases stand for, by name and by ARN", () => {
    const arn = `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/orders`;
    const alias = same("aws_kms_alias", "it", { name: "alias/orders", arn, target_key_id: KEY_ID });
    expect([...aliasesOf(after([alias]))]).toEqual([
      ["alias/orders", KEY_ID],
      [arn, KEY_ID],
    ]);
  });
});

describe("grants", () => {
  it("are statements of the policy of their key", () => {
    const [found] = keysOf(after([key(), grant({})]));
    expect(found?.grants.map(({ document }) => document.statements)).toMatchObject([
      [
        {
          effect: "Allow",
          action: { values: ["kms:Decrypt"] },
          resource: { values: [KEY_ARN] },
          principal: { values: [{ kind: "AWS", value: ROLE }] },
          conditions: [],
        },
      ],
    ]);
  });

  it("to services name services", () => {
    const found = granted(grant({ grantee_principal: "ecs.amazonaws.com" }));
    expect(found?.document.statements[0]?.principal?.values).toEqual([
      { kind: "Service", value: "ecs.amazonaws.com" },
    ]);
  });

  it("have their constraints as conditions: all of the context, or part of it", () => {
    const conditions = (constraint: JsonObject): unknown =>
      granted(grant({ constraints: [constraint] }))?.document.statements[0]?.conditions;
    const context = { SecretARN: "arn:x" };
    expect(conditions({ encryption_context_subset: context })).toEqual([
      { operator: "StringEquals", key: "kms:EncryptionContext:SecretARN", values: ["arn:x"] },
    ]);
    expect(conditions({ encryption_context_equals: context })).toContainEqual({
      operator: "ForAllValues:StringEquals",
      key: "kms:EncryptionContextKeys",
      values: ["SecretARN"],
    });
  });

  it("to whom only the apply tells say so", () => {
    const unknown = { ...grant({}), unknown: { grantee_principal: true } };
    const values = { key_id: KEY_ID, operations: ["Decrypt"] };
    expect(granted({ ...unknown, after: values })?.why).toBe(
      "what the grant aws_kms_grant.it allows is known only after apply",
    );
  });

  it("of keys outside the plan are kept by the key", () => {
    const side = after([key(), grant({}), made("aws_kms_grant.other", { key_id: "elsewhere" })]);
    expect([...outsideGrants(side, keysOf(side)).keys()]).toEqual(["elsewhere"]);
  });
});
