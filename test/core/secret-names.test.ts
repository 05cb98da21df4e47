import { looksSecret } from "cdktf-ecs-secrets/core";

describe("looksSecret", () => {
  it.each([
    ...["password", "DB_PASSWORD", "dbPassword", "passwd", "passphrase", "client_secret"],
    ...["API_KEY", "apiKey", "api-key", "private_key", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY"],
    ...["splunk-token", "TOKEN", "credential", "CREDENTIALS"],
  ])("says so of %s", (name) => {
    expect(looksSecret(name)).toBe(true);
  });

  it.each(["username", "host", "PASSWORD_FILE", "tokenizer", "key", "SECRETARY", ""])(
    "does not say so of %j",
    (name) => {
      expect(looksSecret(name)).toBe(false);
    },
  );
});
