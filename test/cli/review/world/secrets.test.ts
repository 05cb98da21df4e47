import { secretsOf } from "../../../../cli/src/review/world/secrets";
import { allow, KEY_ARN, parameter, policy, same, secret, secretArn } from "../access/made-world";
import type { MadeChange } from "../fixtures/made-plan";
import { after, made } from "./made-side";

const OPEN = policy([allow("secretsmanager:GetSecretValue", "*", { Principal: "*" })]);

describe("secrets and parameters", () => {
  it("have the policy of a resource of its own before the one in themselves", () => {
    const [found] = secretsOf(
      after([
        secret("db", { policy: policy([]) }),
        same("aws_secretsmanager_secret_policy", "db", {
          secret_arn: secretArn("db"),
          policy: OPEN,
        }),
      ]),
    );
    expect(found).toMatchObject({ title: "secret db", store: "secretsmanager", plainText: false });
    expect(found?.policy?.name).toBe("aws_secretsmanager_secret_policy.db");
  });

  it.each([
    ["a customer's key", KEY_ARN, KEY_ARN],
    ["an alias", "alias/orders", "alias/orders"],
    ["AWS's own key", "alias/aws/secretsmanager", undefined],
    ["none", "", undefined],
  ])("are encrypted with %s", (_what, kms_key_id, keyId) => {
    expect(secretsOf(after([secret("db", { kms_key_id })]))[0]?.keyId).toBe(keyId);
  });

  it("are plain text where a parameter is not a SecureString, and have then no key", () => {
    const [secure, plain] = secretsOf(
      after([
        parameter("/a", { key_id: KEY_ARN }),
        parameter("/b", { type: "String", key_id: KEY_ARN }),
      ]),
    );
    expect(secure).toMatchObject({ title: "parameter /a", plainText: false, keyId: KEY_ARN });
    expect(plain).toMatchObject({ title: "parameter /b", plainText: true });
    expect(plain).not.toHaveProperty("keyId");
  });

  it("are there once when a data source reads what the plan holds, too", () => {
    const data = (name: string): MadeChange => ({
      ...secret(name),
      address: `data.aws_secretsmanager_secret.${name}`,
      entry: { mode: "data" },
    });
    const titles = secretsOf(after([secret("db"), data("db"), data("vendor")])).map(
      ({ title }) => title,
    );
    expect(titles).toEqual(["secret db", "secret vendor"]);
  });

  it("have a stand-in for the ARN that only the apply tells", () => {
    const side = after([
      made("aws_secretsmanager_secret.db", { name: "orders/db" }, { arn: true }),
    ]);
    expect(secretsOf(side)[0]?.arn).toBe(
      "arn:aws:secretsmanager:us-east-1:000000000000:secret:orders/db-UNKNWN",
    );
  });

  it("have the policy that names them without the six characters, also where AWS makes them for a database", () => {
    const arn = secretArn("rds!db-1");
    const database = same("aws_db_instance", "db", {
      manage_master_user_password: true,
      master_user_secret: [{ secret_arn: arn }],
    });
    const policies = [secretArn("db").slice(0, -7), arn].map((secret_arn, at) =>
      same("aws_secretsmanager_secret_policy", `p${at}`, { secret_arn, policy: OPEN }),
    );
    const found = secretsOf(after([secret("db"), database, ...policies]));
    expect(found.map((one) => [one.title, one.policy?.name])).toEqual([
      ["secret db", "aws_secretsmanager_secret_policy.p0"],
      ["secret of aws_db_instance.db", "aws_secretsmanager_secret_policy.p1"],
    ]);
  });
});
