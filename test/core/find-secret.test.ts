import { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret";
import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { DataAwsKmsSecrets } from "@cdktf/provider-aws/lib/data-aws-kms-secrets";
import {
  DataAwsSsmParameter,
  type DataAwsSsmParameterConfig,
} from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { IamAccessKey } from "@cdktf/provider-aws/lib/iam-access-key";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SsmParameter, type SsmParameterConfig } from "@cdktf/provider-aws/lib/ssm-parameter";
import { PlainText } from "cdktf-ecs-secrets/core";
import { findSecret } from "../../modules/core/plain-text";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { refersToSecret } from "../../modules/facts";
import { bareStack } from "../support/synth";
import { BASE62, drawn, HARMLESS, SECRET_TEXTS } from "./plain-text-values";

const reason = "the key of a public sandbox";

/** What the longer patterns begin with. */
const PARTS = [
  "public",
  "public_key=",
  "mysql ",
  "mysql -p",
  "redis-cli -a",
  '"a:',
  "a:b@",
  "a.key",
  "<a>",
  "<password>",
  'key="a" ',
  "name:a ",
  "{a,",
  "password:a",
  "Server=a;Pwd=",
  "mongosh -p ",
  "htpasswd -b a ",
  "sqlplus -a ",
  "echo a|",
];

describe("findSecret", () => {
  it.each(Object.entries(SECRET_TEXTS))("finds: %s", (_what, text) => {
    const found = findSecret(text, "SETTING");

    expect(found).toMatch(/^a text (of \d+ characters?|that only Terraform knows in full), with /);
    // Ten characters of it in a row, beyond the name that a value has within it.
    const told = found?.replace(/ a value for \S+/, "") ?? "";
    const parts = Array.from({ length: text.length - 9 }, (_, at) => text.slice(at, at + 10));
    expect(parts.filter((part) => told.includes(part))).toEqual([]);
    expect(found).not.toMatch(/hunter2|correct|horse/);
  });

  it.each(HARMLESS)("takes %s=%s", (name, text) => {
    expect(findSecret(text, name)).toBeUndefined();
  });

  it("was measured on as many secrets as harmless values", () => {
    expect(Object.keys(SECRET_TEXTS).length).toBeGreaterThanOrEqual(60);
    expect(HARMLESS.length).toBeGreaterThanOrEqual(60);
  });

  it.each([
    [20, 0.88],
    [32, 0.95],
    [40, 0.97],
  ])("sees random text of %d characters in at least %d of the cases", (length, least) => {
    const texts = Array.from({ length: 1000 }, (_, index) => drawn(`recall ${index}`, length));

    const seen = texts.filter((text) => findSecret(text) !== undefined);

    expect(seen.length / texts.length).toBeGreaterThanOrEqual(least);
  });

  it("takes hexadecimal digests and ids of small letters, which look random too", () => {
    for (const alphabet of ["0123456789abcdef", BASE62.toLowerCase().slice(26)]) {
      const texts = Array.from({ length: 200 }, (_, index) => drawn(`id ${index}`, 40, alphabet));
      expect(texts.filter((text) => findSecret(text) !== undefined)).toEqual([]);
    }
  });

  it("names the make, or the name that the value has", () => {
    expect(findSecret(SECRET_TEXTS["GitHub token"] ?? "")).toBe(
      "a text of 40 characters, with a GitHub token",
    );
    expect(findSecret("x", "DB_PASSWORD")).toBe(
      "a text of 1 character, whose name says that it is secret",
    );
    expect(findSecret("--db-password=hunter2")).toBe(
      "a text of 21 characters, with a value for db-password",
    );
  });

  it.each(["", "true", "no", "0", "None", "required", "arn:aws:s3:::b", "/run/secrets/pw"])(
    "takes %j under any name",
    (text) => {
      expect(findSecret(text, "DB_PASSWORD")).toBeUndefined();
    },
  );

  it("judges what only Terraform knows by its name, and the literals beside it", () => {
    const host = new TerraformVariable(bareStack(), "host", { type: "string" }).stringValue;

    expect(findSecret(host, "DB_HOST")).toBeUndefined();
    expect(findSecret(host, "DB_PASSWORD")).toBe(
      "a text that only Terraform knows in full, whose name says that it is secret",
    );
    expect(findSecret("orders", `com.example.${host}`)).toBeUndefined();
    expect(findSecret(host, `${host}.password`)).toContain("whose name says that it is secret");
    expect(findSecret(`postgres://orders@${host}`, "DB_URL")).toBeUndefined();
    expect(findSecret(`postgres://orders:hunter2@${host}`, "DB_URL")).toContain("the password");
    expect(findSecret(`postgres://orders:${host}@db`, "DB_URL")).toContain("the password");
  });

  it("takes what says only where a secret is, though only Terraform knows it", () => {
    const stack = bareStack();
    const secret = new SecretsmanagerSecret(stack, "secret", { name: "orders" });
    const found = new DataAwsSecretsmanagerSecret(stack, "found", { name: "orders" });
    const parameter = new SsmParameter(stack, "parameter", { name: "/orders", type: "String" });
    const pointers = [secret.arn, secret.name, secret.id, found.arn, found.name];

    for (const pointer of [...pointers, parameter.arn, parameter.name]) {
      expect(findSecret(pointer, "DB_SECRET")).toBeUndefined();
      expect(findSecret(`./serve --db-secret=${pointer}`)).toBeUndefined();
      expect(findSecret(`postgres://orders:${pointer}@db`)).toContain("the password of a user");
    }
  });

  it("does not take what only Terraform knows of a secret itself for where it is", () => {
    const stack = bareStack();
    const version = new DataAwsSecretsmanagerSecretVersion(stack, "read", { secretId: "orders" });
    const parameter = new SsmParameter(stack, "parameter", { name: "/orders", type: "String" });
    const key = new IamAccessKey(stack, "key", { user: "orders" });

    for (const value of [version.secretString, parameter.value, key.secret, key.id]) {
      expect(findSecret(value, "DB_SECRET")).toContain("whose name says that it is secret");
    }
  });

  it("takes what KMS has decrypted for a secret, whatever it is called", () => {
    const secret = [{ name: "url", payload: "AQIC" }];
    const { plaintext } = new DataAwsKmsSecrets(bareStack(), "orders", { secret });
    expect(findSecret(plaintext.lookup("url"), "SETTING")).toBe(
      'a text that only Terraform knows in full, with data.aws_kms_secrets.orders.plaintext["url"]',
    );
  });

  const read = { name: "/orders/url" };
  it.each<[string, (stack: TerraformStack) => SsmParameter | DataAwsSsmParameter, boolean]>([
    ["SecureString", (stack) => parameter(stack, { ...read, type: "SecureString" }), true],
    ["String", (stack) => parameter(stack, { ...read, type: "String" }), false],
    ["String with a secret", (s) => parameter(s, { name: "/orders/db-pw", type: "String" }), true],
    ["parameter of another make", (stack) => data(stack, read), false],
    ["public parameter", (stack) => data(stack, { name: "/aws/service/ami/image_id" }), false],
    ["parameter to decrypt", (stack) => data(stack, { ...read, withDecryption: true }), true],
    ["one left as it is", (s) => data(s, { name: "/db/password", withDecryption: false }), false],
    ["parameter with such a name", (stack) => data(stack, { name: "/orders/db/password" }), true],
    [
      "secret of Secrets Manager",
      (stack) => data(stack, { name: "/aws/reference/secretsmanager/orders" }),
      true,
    ],
    ["name that only Terraform knows", (stack) => data(stack, { name: unknown(stack) }), false],
  ])("tells by a parameter whether its value is one: %s", (_what, make, isOne) => {
    const stack = bareStack();
    const made = make(stack);
    const found = findSecret(`url=${made.value}`, "SETTING");
    expect(found !== undefined).toBe(isOne);
    // What the provider has for values that are no secrets.
    expect(findSecret(made.insecureValue, "SETTING")).toBeUndefined();
    expect(findSecret(made.arn, "SETTING")).toBeUndefined();
  });

  it.each([
    "aws_api_gateway_api_key.a.value",
    "aws_appsync_api_key.a.key",
    'data.aws_glue_connection.a.connection_properties["PASSWORD"]',
    "aws_grafana_workspace_service_account_token.a.key",
    "aws_kms_ciphertext.a.plaintext",
    "aws_mq_broker.a.user[0].password",
    "aws_transfer_server.a[0].host_key",
    "aws_vpn_connection.a.tunnel1_preshared_key",
    "aws_vpn_connection.a.customer_gateway_configuration",
    "aws_cloudwatch_event_connection.a.auth_parameters[0].api_key[0].value",
    'data.vault_kv_secret_v2.a.data["url"]',
    "ephemeral.aws_ssm_parameter.a.value",
  ])("knows that %s holds one", (reference) => {
    expect(refersToSecret(reference)).toBe(true);
  });

  it.each([
    "aws_api_gateway_api_key.a.name",
    'data.aws_glue_connection.a.connection_properties["HOST"]',
    "aws_dms_certificate.a.certificate_pem",
    "aws_iot_certificate.a.public_key",
    "aws_kms_ciphertext.a.ciphertext_blob",
    "aws_db_instance.a.master_user_secret[0].secret_arn",
    "aws_instance.a.tags",
  ])("does not say so of %s", (reference) => {
    expect(refersToSecret(reference)).toBe(false);
  });

  it.each([
    ["REDIS_AUTH", "hunter2"],
    ["REDISCLI_AUTH", "hunter2"],
    ["NPM_AUTH", "b3JkZXJzOmh1bnRlcjI="],
    ["BASIC_AUTH", "orders:hunter2"],
    ["DD_APP_KEY", "0123abcd"],
    ["HASH_SALT", "pepper"],
    ["PROXY_PASS", "hunter2"],
    ["PROXY_PASS", "http://orders:hunter2@backend"],
    ["BYPASS_PUBLIC_KEY", "-----BEGIN PRIVATE KEY-----"],
    ["JWT_PUBLIC_KEY", SECRET_TEXTS["Stripe key"] ?? ""],
  ])("finds %s=%s", (name, text) => {
    expect(findSecret(text, name)).toBeDefined();
  });

  it.each(["a", "a ", "a-", "aa-", "a=", "://", ":a@", "-a ", "A1b", "/a", '"a', "\n", ...PARTS])(
    "reads 64 KiB of %j at once",
    (part) => {
      const text = part.repeat(65_536 / part.length);
      const started = performance.now();
      findSecret(text, "DB_PASSWORD");
      findSecret(`${text}!`);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );

  it("leaves out what is marked as plain text, and nothing else", () => {
    const plain = PlainText.of("hunter2", { reason });

    expect(findSecret(plain, "DB_PASSWORD")).toBeUndefined();
    expect(findSecret(`--password=${plain}`)).toBeUndefined();
    expect(findSecret(`x${plain}`, "DB_PASSWORD")).toContain("a text of 1 character,");
    expect(findSecret(`--password=${plain} --token=t0k`)).toContain("a value for token");
  });
});

function parameter(stack: TerraformStack, config: SsmParameterConfig): SsmParameter {
  return new SsmParameter(stack, "parameter", config);
}

function data(stack: TerraformStack, config: DataAwsSsmParameterConfig): DataAwsSsmParameter {
  return new DataAwsSsmParameter(stack, "data", config);
}

function unknown(stack: TerraformStack): string {
  return new TerraformVariable(stack, "name", { type: "string" }).stringValue;
}
