import { looksSecret } from "cdktf-ecs-secrets/core";
import {
  holdsPlaintextSecret,
  namesSecret,
} from "../../../../cli/src/review/findings/looks-secret";
import { madeInput } from "../fixtures/made-plan";
import { found } from "./found";

const TYPE = "aws_ecs_task_definition";

function definition(name: string, value: string): Record<string, unknown> {
  const web = { name: "web", environment: [{ name, value }] };
  return { family: "shop", container_definitions: JSON.stringify([web]) };
}

describe("a plain variable that holds a secret", () => {
  it("is found by its name, and its value is not said", () => {
    const after = definition("DB_PASSWORD", "made-up-value");
    const [finding] = found(
      "PLAINTEXT-SECRET",
      madeInput([{ type: TYPE, actions: ["create"], after }]),
    );
    expect(finding).toMatchObject({ severity: "high", subject: "shop/web/DB_PASSWORD" });
    expect(JSON.stringify(finding)).not.toContain("made-up-value");
  });

  it.each([
    ["the same", "made-up-value", "low"],
    ["another one", "made-up-other", "high"],
  ])("weighs by what was there before: %s", (_what, value, severity) => {
    const before = definition("DB_PASSWORD", value);
    const after = definition("DB_PASSWORD", "made-up-value");
    const input = madeInput([{ type: TYPE, actions: ["create", "delete"], before, after }]);
    expect(found("PLAINTEXT-SECRET", input)).toMatchObject([{ severity }]);
  });

  it("is nothing to say of a task definition that stays as it is", () => {
    const values = definition("DB_PASSWORD", "made-up-value");
    const input = madeInput([{ type: TYPE, actions: ["no-op"], before: values, after: values }]);
    expect(found("PLAINTEXT-SECRET", input)).toEqual([]);
  });
});

describe("what looks like a secret", () => {
  it.each(
    [
      "password PASSWORD db_password dbPassword DB_PASS apiKey API_KEY splunk-token AWS_ACCESS_KEY_ID PWD OLDPWD",
      "AWS_SECRET_ACCESS_KEY PRIVATE_KEY publicKey PARTITION_KEY key TOKEN_URL MAX_TOKENS DB_PASSWORD_FILE secret",
      "SECRET_ARN client_secret credentials CREDENTIALS_PATH DB_PASSWORD2 TOKEN_EXPIRY compass bypass LOG_LEVEL",
      "passphrase PASSCODE signing_key webhookKey SECRET_NAME PASSWORD_HASH TOKENIZER licence_key",
    ].flatMap((line) => line.split(" ")),
  )("by its name is what the modules refuse at synthesis: %s", (name) => {
    expect(namesSecret(name)).toBe(looksSecret(name));
  });

  it.each([
    ["URL", "postgres://shop:made-up@db/shop", true],
    ["URL", "postgres://db/shop", false],
    ["CONFIG", "-----BEGIN RSA PRIVATE KEY-----", true],
    ["ID", "AKIAIOSFODNN7EXAMPLE", true],
    ["DB_PASSWORD", "", false],
    ["DB_PASSWORD", "true", false],
    ["DB_PASSWORD", "arn:aws:secretsmanager:eu-central-1:111111111111:secret:db", false],
    ["DB_PASSWORD", "/run/secrets/db", false],
    ["LOG_LEVEL", "info", false],
  ])("by its value: %s=%s is %s", (name, value, expected) => {
    expect(holdsPlaintextSecret(name, value)).toBe(expected);
  });
});
