import { TerraformVariable } from "cdktf";
import { ModuleDefaults } from "cdktf-ecs-secrets/core";
import { EncryptionKey, type EncryptionKeyProps } from "cdktf-ecs-secrets/kms";
import { policyOf, synth, testStack, type Attributes } from "../support/synth";

const ROOT = {
  Sid: "DelegateToIam",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "kms:*",
  Resource: "*",
};

function keyWith(props?: EncryptionKeyProps): Attributes {
  const stack = testStack();
  new EncryptionKey(stack, "key", props);
  return synth(stack).only("aws_kms_key");
}

function refused(props: EncryptionKeyProps): () => void {
  return () => new EncryptionKey(testStack(), "key", props);
}

describe("EncryptionKey without props", () => {
  it("rotates, can be restored, may be destroyed, and has no alias", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    new EncryptionKey(stack, "key");

    // THEN
    const { policy, ...rest } = synth(stack).only("aws_kms_key");
    expect(rest).toEqual({
      description: "Encrypts the secrets of test/key",
      enable_key_rotation: true,
      rotation_period_in_days: 365,
      deletion_window_in_days: 30,
      lifecycle: { create_before_destroy: true, prevent_destroy: false },
    });
    expect(policyOf(policy)).toEqual({ Version: "2012-10-17", Statement: [ROOT] });
    expect(synth(stack).resources("aws_kms_alias")).toEqual({});
  });
});

describe("alias", () => {
  it("is made for the key", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    new EncryptionKey(stack, "key", { alias: "orders/dev" });

    // THEN
    const [name] = Object.keys(synth(stack).resources("aws_kms_key"));
    expect(synth(stack).only("aws_kms_alias")).toEqual({
      name: "alias/orders/dev",
      target_key_id: `\${aws_kms_key.${name}.key_id}`,
      lifecycle: { create_before_destroy: true },
    });
  });

  it("may be a token", () => {
    // GIVEN
    const stack = testStack();
    const variable = new TerraformVariable(stack, "alias-name", { type: "string" });

    // WHEN
    new EncryptionKey(stack, "key", { alias: variable.stringValue });

    // THEN
    expect(synth(stack).only("aws_kms_alias")).toMatchObject({ name: "alias/${var.alias-name}" });
  });

  it.each(["alias/orders", "aws/orders", "a b", "", "x".repeat(251)])("refuses %j", (alias) => {
    const got = JSON.stringify(alias);
    expect(refused({ alias })).toThrow(
      "test/key: `alias` must be 1 to 250 letters, digits, `/`, `_` or `-`, without the prefix `alias/`, and not " +
        `start with \`aws/\`, got ${got.length > 120 ? `${got.slice(0, 117)}…` : got}. ` +
        "Name it after the application and environment, such as `orders-dev`. [kms-alias]",
    );
  });

  it("may be as long as KMS takes it, prefix included", () => {
    expect(refused({ alias: "x".repeat(250) })).not.toThrow();
  });
});

describe("description", () => {
  it("replaces the default, templates in it being text", () => {
    expect(keyWith({ description: "of ${orders}" })).toMatchObject({
      description: "of $${orders}",
    });
  });

  it("may hold a token", () => {
    // GIVEN
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" });

    // WHEN
    new EncryptionKey(stack, "key", { description: `of ${team.stringValue}` });

    // THEN
    expect(synth(stack).only("aws_kms_key")).toMatchObject({ description: "of ${var.team}" });
  });

  it("refuses more than KMS takes", () => {
    expect(refused({ description: "x".repeat(8192) })).not.toThrow();
    expect(refused({ description: "x".repeat(8193) })).toThrow(
      "test/key: `description` must be at most 8192 characters, got 8193 characters. Shorten it. [kms-description]",
    );
  });
});

describe.each([
  {
    prop: "rotationPeriodDays",
    argument: "rotation_period_in_days",
    good: [90, 2560],
    bad: [89, 2561, 100.5, Number.NaN],
    demand: "must be a whole number from 90 to 2560 days",
    rest: "365 is the default. [kms-rotation-period]",
  },
  {
    prop: "deletionWindowDays",
    argument: "deletion_window_in_days",
    good: [7, 30],
    bad: [6, 31, 7.5, 0],
    demand: "must be a whole number from 7 to 30 days",
    rest: "30 is the default; 7 is the shortest that KMS offers. [kms-deletion-window]",
  },
])("$prop", ({ prop, argument, good, bad, demand, rest }) => {
  it.each(good)("may be %d", (days) => {
    expect(keyWith({ [prop]: days })).toMatchObject({ [argument]: days });
  });

  it("may be a token", () => {
    // GIVEN
    const stack = testStack();
    const days = new TerraformVariable(stack, "days", { type: "number" });

    // WHEN
    new EncryptionKey(stack, "key", { [prop]: days.numberValue });

    // THEN
    expect(synth(stack).only("aws_kms_key")).toMatchObject({ [argument]: "${var.days}" });
  });

  it.each(bad)("refuses %d", (days) => {
    const got = JSON.stringify(days);
    expect(refused({ [prop]: days })).toThrow(
      `test/key: \`${prop}\` ${demand}, got ${got}. ${rest}`,
    );
  });
});

describe("deletionWindowDays", () => {
  it("is the environment's, unless the key has its own", () => {
    // GIVEN
    const stack = testStack();
    ModuleDefaults.set(stack, { keyDeletionWindowDays: 7 });

    // WHEN
    new EncryptionKey(stack, "inherits");
    new EncryptionKey(stack, "own", { deletionWindowDays: 14 });

    // THEN
    const keys = Object.values(synth(stack).resources("aws_kms_key"));
    const windows = keys.map((key) => [key["description"], key["deletion_window_in_days"]]);
    expect(windows.sort()).toEqual([
      ["Encrypts the secrets of test/inherits", 7],
      ["Encrypts the secrets of test/own", 14],
    ]);
  });
});

describe("deletionProtection", () => {
  it.each([
    { environment: undefined, own: true, expected: true },
    { environment: true, own: undefined, expected: true },
    { environment: true, own: false, expected: false },
  ])("$own in an environment with $environment gives $expected", (row) => {
    // GIVEN
    const stack = testStack();
    ModuleDefaults.set(stack, { deletionProtection: row.environment });

    // WHEN
    new EncryptionKey(stack, "key", { deletionProtection: row.own });

    // THEN
    expect(synth(stack).only("aws_kms_key")).toMatchObject({
      lifecycle: { prevent_destroy: row.expected },
    });
  });
});

describe("tags", () => {
  it("are the key's, tokens included", () => {
    // GIVEN
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" });

    // WHEN
    new EncryptionKey(stack, "key", { tags: { application: "orders", team: team.stringValue } });

    // THEN
    expect(synth(stack).only("aws_kms_key")).toMatchObject({
      tags: { application: "orders", team: '${join("", [var.team])}' },
    });
  });
});
