import { looksSecret } from "../../modules/facts";

describe("looksSecret", () => {
  it.each([
    ...["password", "DB_PASSWORD", "dbPassword", "passwd", "passphrase", "client_secret"],
    ...["API_KEY", "apiKey", "api-key", "private_key", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY"],
    ...["splunk-token", "TOKEN", "credential", "CREDENTIALS"],
    // Trivy's AWS-0036 and Security Hub's ECS.8, in any position and spelling.
    ...["AWS_ACCESS_KEY_ID", "awsAccessKeyId", "aws.secret.access.key", "x_private_key_pem"],
    "ECS_ENGINE_AUTH_DATA",
    ...["PASSWORD_DB", "PASSWORD2", "dbpassword", "authtoken", "TOKEN_GITHUB", "SECRET_KEY_BASE"],
    ...[
      "GITHUB_TOKEN_1",
      "APIKey",
      "SIGNING_KEY",
      "LICENSE_KEY",
      "DB_PWD",
      "DB_PASS",
      "AccountKey",
      "DBPASS",
      "DBPWD",
      "DB_PW",
      "JWT_KEY",
      "SESSION_KEY",
      "OPENAI_MAX_TOKENS",
    ],
    ...["REDIS_AUTH", "redisAuth", "BASIC_AUTH", "HASH_SALT", "AUTH_SALT", "REDISCLI_AUTH"],
    ...["masterauth", "bindpw", "storepass", "srckeypass", "CRED", "WG_PRESHARED_KEY"],
    ...["DD_APP_KEY", "CONSUMER_KEY", "CLIENT_KEY", "PUBLIC_KEY_PASSWORD", "PUBLIC_PRIVATE_KEY"],
    ...["SITE_API_KEY", "PUBLIC_SECRET_KEY"],
  ])("says so of %s", (name) => {
    expect(looksSecret(name)).toBe(true);
  });

  it.each([
    ...["CLIENT_KEY_FILE", "APP_KEY_PREFIX", "SMTP_AUTH", "AUTH", "BASIC_AUTH_USER", "SALT_ROUNDS"],
    ...["SALT_MASTER", "VAPID_PUBLIC_KEY", "NEXT_PUBLIC_API_KEY", "publicApiKey"],
    ...["RECAPTCHA_SITE_KEY", "STRIPE_PUBLISHABLE_KEY"],
  ])("does not say so of %s, which is near", (name) => {
    expect(looksSecret(name)).toBe(false);
  });

  it.each([
    ...["username", "host", "PASSWORD_FILE", "tokenizer", "key", "SECRETARY", ""],
    ...["TOKEN_URL", "SECRET_ARN", "DB_SECRET_NAME", "API_KEY_ID", "TOKEN_TTL", "PASSWORD_POLICY"],
    ...["TOKENIZERS_PARALLELISM", "MAX_TOKENS", "PUBLIC_KEY", "PARTITION_KEY", "STORAGE_KEY"],
    ...["PWD", "OLDPWD", "COMPASS", "BYPASS", "PASSPORT_NUMBER", "SECRETS_MANAGER_ENDPOINT"],
    ...["SECRET_FILES_OWNER", "CREDENTIALS_PROVIDER", "PASSWORDLESS_LOGIN", "log_key", "Http_User"],
  ])("does not say so of %j", (name) => {
    expect(looksSecret(name)).toBe(false);
  });
});
