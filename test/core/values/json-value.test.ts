import { TerraformVariable } from "cdktf";
import { PlainText, SecretValue, type JsonFields } from "cdktf-ecs-secrets/core";
import { Construct } from "constructs";
import { describeWith } from "../../support/requires";
import { bareStack, rendered, synth } from "../../support/synth";
import { TerraformDirectory } from "../../support/terraform";
import { bound } from "../../support/values";

const refused = (fields: JsonFields) => () => bound(SecretValue.json(fields));

describe("SecretValue.json", () => {
  it("is one object of literals and values, its fields sorted", () => {
    // WHEN
    const { stack, expression } = bound(
      SecretValue.json({ username: "orders", password: SecretValue.generated() }),
    );

    // THEN
    const [password] = Object.keys(synth(stack).ephemeral("aws_secretsmanager_random_password"));
    expect(expression).toBe(
      `jsonencode({ "password" = ephemeral.aws_secretsmanager_random_password.${password}.random_password, ` +
        '"username" = "orders" })',
    );
  });

  it("takes tokens in its literals", () => {
    // GIVEN
    const stack = bareStack();
    const host = new TerraformVariable(stack, "host", { type: "string" });

    // WHEN
    const value = SecretValue.json({
      host: `}${host.stringValue}`,
      password: SecretValue.fromVariable("password"),
    });

    // THEN
    const text = `\${${value.bind(new Construct(stack, "store"))}}`;
    expect(rendered(stack, text)).toContain(
      '"host" = join("", ["\\u007d", var.host]), "password" =',
    );
  });

  it("knows its keys, and whether a part of it is drawn anew", () => {
    const variable = SecretValue.fromVariable("password");
    expect(SecretValue.json({ b: "x", a: variable })).toMatchObject({
      shape: { kind: "json", keys: ["a", "b"] },
      drawsAnew: false,
    });
    expect(SecretValue.json({ a: variable, b: SecretValue.generated() }).drawsAnew).toBe(true);
  });

  it("knows which of its texts are empty", () => {
    const token = new TerraformVariable(bareStack(), "host", { type: "string" }).stringValue;
    const fields = { d: "x", c: PlainText.of("", { reason: "an example" }), b: token, a: "" };
    expect(SecretValue.json({ ...fields, e: SecretValue.generated() }).shape).toMatchObject({
      emptyKeys: ["a", "c"],
    });
  });

  it("wants a reason for a literal that only looks secret", () => {
    const marked = (reason: string) => ({
      a: SecretValue.generated(),
      url: PlainText.of("redis://:public@cache", { reason }),
    });
    expect(refused(marked("none"))).toThrow(/\[plain-text-reason\]$/);
    expect(refused(marked("the password of a public sandbox"))).not.toThrow();
  });

  it("tells fields apart whatever their names are", () => {
    const value = SecretValue.generated();
    const { stack } = bound(SecretValue.json({ "a.b": value, "a-b": value, "a b": value }));
    expect(Object.keys(synth(stack).ephemeral("aws_secretsmanager_random_password"))).toHaveLength(
      3,
    );
  });

  it.each(["password", "DB_PASSWORD", "apiKey", "auth-token", "client.secret", "privateKey"])(
    "refuses a literal under %j",
    (field) => {
      const fields = { [field]: "hunter2", other: SecretValue.generated() };
      expect(refused(fields)).toThrow(
        "test/store: `value` must hold no literal that looks secret, by its name or by itself, " +
          `got a literal in field "${field}". ` +
          "Use SecretValue.fromVariable() or SecretValue.generated() for it. [value-json-literal]",
      );
      expect(refused(fields)).not.toThrow("hunter2");
    },
  );

  it("refuses a literal that is secret by its shape", () => {
    const url = "postgres://orders:hunter2@db.example.com/orders";
    expect(refused({ url, other: SecretValue.generated() })).toThrow(
      'got a text of 47 characters, with the password of a user in field "url". Use SecretValue.fromVariable()',
    );
  });

  it("refuses literals only, and nothing at all", () => {
    expect(refused({ username: "orders", host: "db" })).toThrow(
      "test/store: `value` must hold at least one field that is a SecretValue, " +
        "got only literals (host, username). " +
        "Use SecretValue.generated() or SecretValue.fromVariable() for the secret part. [value-json-fields]",
    );
    expect(refused({})).toThrow("got no field. Use");
  });

  it("refuses JSON in JSON", () => {
    const inner = SecretValue.json({ password: SecretValue.generated() });
    expect(refused({ db: inner })).toThrow(
      "test/store: `value` must hold text in every field, because ECS reads top-level strings only, " +
        'got JSON in field "db". Move the fields of the inner SecretValue.json() up. [value-json-nesting]',
    );
  });
});

describeWith("SecretValue.json in Terraform", ["terraform"], () => {
  it("is written as the JSON that its fields make, whatever they hold", async () => {
    // GIVEN
    const fields = { 'say "hi" ${x}': 'a"b \\ } ${c} %{d} \b ü 😀', host: "db" };
    const { stack, expression } = bound(
      SecretValue.json({ ...fields, password: SecretValue.fromVariable("password") }),
    );
    const directory = new TerraformDirectory();

    // WHEN
    const environment = { VALUE: `\${${expression}}` };
    const command = `printf %s "$VALUE" > written.json`;
    directory.write({
      ...synth(stack).json,
      resource: {
        terraform_data: { store: { provisioner: [{ "local-exec": { command, environment } }] } },
      },
    });
    const { ok } = await directory.apply({ password: 'p"$' });
    const written: unknown = ok && JSON.parse(directory.read("written.json"));
    directory.remove();

    // THEN
    expect(written).toEqual({ ...fields, password: 'p"$' });
  });
});
