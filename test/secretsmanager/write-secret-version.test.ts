import type { TerraformStack } from "cdktf";
import { SecretValue, type WrittenValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { synth, testStack } from "../support/synth";

function written(value: WrittenValue): TerraformStack {
  const stack = testStack();
  new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey: new EncryptionKey(stack, "key"),
    value,
    revision: 2,
  });
  return stack;
}

describe("a value that is given", () => {
  it.each<[string, WrittenValue]>([
    ["of its own", SecretValue.fromVariable("token")],
    ["in a field of JSON", SecretValue.json({ token: SecretValue.fromVariable("token") })],
  ])("%s is asked for before the secret or its old version is touched", (_where, value) => {
    // WHEN
    const { only, resources } = synth(written(value));

    // THEN
    const data = resources("terraform_data");
    const ofStack = ["replacements-begun", "replacements-made", "values-given"];
    const guards = Object.keys(data).filter((name) => !ofStack.includes(name));
    expect(guards).toEqual([expect.stringMatching(/^db_value-guard_[0-9A-F]{8}_[0-9a-f]{10}$/)]);
    expect(data["values-given"]?.["depends_on"]).toEqual([`terraform_data.${guards[0]}`]);
    for (const type of ["aws_secretsmanager_secret", "aws_secretsmanager_secret_version"]) {
      expect(only(type)["depends_on"]).toEqual(["terraform_data.values-given"]);
    }
  });

  it.each<[string, WrittenValue]>([
    ["a generated value", SecretValue.generated()],
    ["JSON without a variable", SecretValue.json({ token: SecretValue.generated() })],
  ])("is not needed for %s, so nothing asks for one", (_what, value) => {
    const { only, resources } = synth(written(value));
    expect(Object.keys(resources("terraform_data"))).toEqual([
      "replacements-begun",
      "replacements-made",
    ]);
    expect(only("aws_secretsmanager_secret_version")).not.toHaveProperty("depends_on");
  });
});

describe("a version", () => {
  it("has a label of its own, so that AWS keeps it, and nobody moves labels back", () => {
    expect(
      synth(written(SecretValue.generated())).only("aws_secretsmanager_secret_version"),
    ).toMatchObject({
      version_stages: ["AWSCURRENT", "terraform-revision-2"],
      lifecycle: { create_before_destroy: true, ignore_changes: ["version_stages"] },
    });
  });
});
