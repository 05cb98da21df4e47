import { SecretValue } from "cdktf-ecs-secrets/core";
import { synth } from "../../support/synth";
import { bound } from "../../support/values";

describe("SecretValue.registryCredentials", () => {
  it("is the JSON that ECS reads: a user name in the open, a password that is not", () => {
    // WHEN
    const { expression } = bound(
      SecretValue.registryCredentials("ci", SecretValue.fromVariable("registry_password")),
    );
    // THEN
    expect(expression).toMatch(/^jsonencode\(\{ "password" = \(terraform\.applying && /);
    expect(expression).toMatch(/var\.registry_password\), "username" = "ci" \}\)$/);
  });

  it("may hold a user name that is a secret, too", () => {
    // WHEN
    const { stack, expression } = bound(
      SecretValue.registryCredentials(
        SecretValue.fromVariable("registry_user"),
        SecretValue.generated(),
      ),
    );
    // THEN
    expect(expression).toContain('"username" = (terraform.applying');
    expect(Object.keys(synth(stack).variables)).toEqual(["registry_user"]);
  });

  it("knows its keys, and whether its password is drawn anew", () => {
    const variable = SecretValue.fromVariable("registry_password");
    expect(SecretValue.registryCredentials("ci", variable)).toMatchObject({
      kind: "written",
      shape: { kind: "json", keys: ["password", "username"] },
      drawsAnew: false,
    });
    expect(SecretValue.registryCredentials("ci", SecretValue.generated()).drawsAnew).toBe(true);
  });

  it("refuses an empty user name, which ECS refuses", () => {
    const value = SecretValue.registryCredentials("", SecretValue.generated());
    expect(() => bound(value)).toThrow(
      new Error(
        'test/store: `value` must have a user name that is not empty, got "". Registries that know tokens only say which name goes with them. [value-registry-user-name]',
      ),
    );
  });

  it("refuses JSON as password", () => {
    const value = SecretValue.registryCredentials(
      "ci",
      SecretValue.json({ password: SecretValue.generated() }),
    );
    expect(() => bound(value)).toThrow(/got JSON in field "password"\. .*\[value-json-nesting\]$/);
  });
});
