import type { MadeChange } from "../fixtures/made-plan";

export const SECRET = "aws_secretsmanager_secret";
export const KEY = "aws_kms_key";
export const secret = {
  name: "shop/db",
  kms_key_id: "arn:aws:kms:eu-central-1:111111111111:key/1",
};

/** A secret that goes, the one in its place, and a grant that goes. */
export const OLD = `${SECRET}.db_1A2B3C4D_aaaaaaaa`;
export const GONE: MadeChange = { address: OLD, type: SECRET, actions: ["delete"], before: secret };
export const NEW: MadeChange = {
  address: `${SECRET}.db_1A2B3C4D_bbbbbbbb`,
  type: SECRET,
  actions: ["create"],
  after: { ...secret, name: "shop/other" },
};
export const POLICY: MadeChange = {
  address: "aws_iam_role_policy.read_1A2B3C4D_aaaaaaaa",
  type: "aws_iam_role_policy",
  actions: ["delete"],
  before: { name: "read-secrets-0123abcd-1" },
};
