import { TerraformVariable } from "cdktf";
import { ModuleDefaults, SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import {
  SecretsManagerSecret,
  type SecretsManagerSecretContent,
  type SecretsManagerSecretProps,
} from "cdktf-ecs-secrets/secretsmanager";
import { rendered, synth, testStack } from "../support/synth";

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

type Changes = Partial<Omit<SecretsManagerSecretProps, keyof SecretsManagerSecretContent>>;

function secretIn(
  stack: ReturnType<typeof testStack>,
  changes: Changes = {},
  content: SecretsManagerSecretContent = { value: SecretValue.generated(), revision: 3 },
) {
  return new SecretsManagerSecret(stack, "db", {
    secretName: "orders/dev/db",
    encryptionKey: EncryptionKey.fromKeyArn(stack, "key", KEY_ARN),
    ...changes,
    ...content,
  });
}

function resourceWith(changes?: Changes) {
  const stack = testStack();
  secretIn(stack, changes);
  return synth(stack).only("aws_secretsmanager_secret");
}

function refused(changes: Changes): () => void {
  return () => secretIn(testStack(), changes);
}

describe("SecretsManagerSecret", () => {
  it("is a secret, and a version whose value goes through the write-only argument", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    secretIn(stack);

    // THEN
    const [name] = Object.keys(synth(stack).resources("aws_secretsmanager_secret"));
    const [password] = Object.keys(synth(stack).ephemeral("aws_secretsmanager_random_password"));
    expect(synth(stack).only("aws_secretsmanager_secret")).toEqual({
      name: "orders/dev/db",
      kms_key_id: KEY_ARN,
      recovery_window_in_days: 30,
      lifecycle: { create_before_destroy: true, prevent_destroy: false },
    });
    expect(synth(stack).only("aws_secretsmanager_secret_version")).toEqual({
      secret_id: `\${aws_secretsmanager_secret.${name}.id}`,
      secret_string_wo: `\${ephemeral.aws_secretsmanager_random_password.${password}.random_password}`,
      secret_string_wo_version: 3,
      version_stages: ["AWSCURRENT", "terraform-revision-3"],
      lifecycle: { create_before_destroy: true, ignore_changes: ["version_stages"] },
    });
    expect(Object.keys(synth(stack).resources("terraform_data"))).toEqual([
      "replacements-begun",
      "replacements-made",
    ]);
  });

  it("is named in policies by a pattern that is known before it exists", () => {
    expect(secretIn(testStack()).secretArnPattern).toBe(
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/dev/db-??????",
    );
  });

  it("makes a task wait for its version, and asks for new tasks when that changes", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    const secret = secretIn(stack);

    // THEN
    const [version] = Object.keys(synth(stack).resources("aws_secretsmanager_secret_version"));
    expect(secret.dependables.map(({ fqn }) => rendered(stack, fqn))).toEqual([
      `\${aws_secretsmanager_secret_version.${version}}`,
    ]);
    expect(secret.revision).toBe("3");
  });
});

describe("an external value", () => {
  it("is not written: the secret is all there is to wait for", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    const secret = secretIn(stack, {}, { value: SecretValue.external() });

    // THEN
    const [name] = Object.keys(synth(stack).resources("aws_secretsmanager_secret"));
    expect(synth(stack).resources("aws_secretsmanager_secret_version")).toEqual({});
    expect(synth(stack).json["ephemeral"]).toBeUndefined();
    expect(secret.revision).toBeUndefined();
    expect(secret.dependables.map(({ fqn }) => rendered(stack, fqn))).toEqual([
      `\${aws_secretsmanager_secret.${name}}`,
    ]);
  });
});

describe("secretName", () => {
  it("may be a token", () => {
    // GIVEN
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" });

    // WHEN
    const secret = secretIn(stack, { secretName: name.stringValue });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret")).toMatchObject({
      name: '${join("", [var.name])}',
    });
    expect(rendered(stack, secret.secretArnPattern)).toBe(
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:${var.name}-??????",
    );
  });

  it.each(["a b", "", "ümlaut", "x".repeat(513)])("refuses %j", (secretName) => {
    const got = JSON.stringify(secretName);
    expect(refused({ secretName })).toThrow(
      "test/db: `secretName` must be 1 to 512 letters, digits or `/_+=.@-`, " +
        `got ${got.length > 120 ? `${got.slice(0, 117)}…` : got}. ` +
        "Use a path such as orders/dev/db. [secretsmanager-name]",
    );
  });

  it("refuses a name that reads like the end of an ARN", () => {
    expect(refused({ secretName: "orders-secret" })).toThrow(
      "test/db: `secretName` must not end in a hyphen and six characters: it looks like the random end of another " +
        'secret\'s ARN, got "orders-secret". Rename it, for example by moving the last word to the front. ' +
        "[secretsmanager-name-suffix]",
    );
    expect(refused({ secretName: "orders-secrets" })).not.toThrow();
    expect(refused({ secretName: "x".repeat(512) })).not.toThrow();
  });
});

describe("encryptionKey", () => {
  it("may be a key of the same stack", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    secretIn(stack, { encryptionKey: new EncryptionKey(stack, "own") });

    // THEN
    const [name] = Object.keys(synth(stack).resources("aws_kms_key"));
    expect(synth(stack).only("aws_secretsmanager_secret")).toMatchObject({
      kms_key_id: `\${aws_kms_key.${name}.arn}`,
    });
  });
});

describe("description", () => {
  it("is written as it is meant, templates in it being text", () => {
    expect(resourceWith({ description: "of ${orders}" })).toMatchObject({
      description: "of $${orders}",
    });
  });

  it("may hold a token, whatever stands before it", () => {
    // GIVEN
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" });

    // WHEN
    secretIn(stack, { description: `\${ of ${team.stringValue}` });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret")).toMatchObject({
      description: '${"$"}{ of ${var.team}',
    });
  });

  it("refuses more than Secrets Manager takes", () => {
    expect(refused({ description: "x".repeat(2048) })).not.toThrow();
    expect(refused({ description: "x".repeat(2049) })).toThrow(
      "test/db: `description` must be at most 2048 characters, got 2049 characters. Shorten it. " +
        "[secretsmanager-description]",
    );
  });
});

describe("recoveryWindowDays", () => {
  it.each([0, 7, 30])("may be %d", (days) => {
    expect(resourceWith({ recoveryWindowDays: days })).toMatchObject({
      recovery_window_in_days: days,
    });
  });

  it("is the environment's, unless the secret has its own", () => {
    const windowOf = (recoveryWindowDays?: number) => {
      const stack = testStack();
      ModuleDefaults.set(stack, { secretRecoveryWindowDays: 0 });
      secretIn(stack, { recoveryWindowDays });
      return synth(stack).only("aws_secretsmanager_secret")["recovery_window_in_days"];
    };
    expect([windowOf(), windowOf(14)]).toEqual([0, 14]);
  });

  it("may be a token", () => {
    // GIVEN
    const stack = testStack();
    const days = new TerraformVariable(stack, "days", { type: "number" });

    // WHEN
    secretIn(stack, { recoveryWindowDays: days.numberValue });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret")).toMatchObject({
      recovery_window_in_days: "${var.days}",
    });
  });

  it.each([1, 6, 31, 7.5, -1, Number.NaN])("refuses %d", (days) => {
    expect(refused({ recoveryWindowDays: days })).toThrow(
      "test/db: `recoveryWindowDays` must be 0 (no recovery) or a whole number from 7 to 30 days, " +
        `got ${JSON.stringify(days)}. 30 is the default; 0 lets a name be used again at once. ` +
        "[secretsmanager-recovery-window]",
    );
  });
});

describe("revision", () => {
  it.each([0, -1, 1.5, 1_000_000])("refuses %d", (revision) => {
    const value = SecretValue.generated();
    expect(() => secretIn(testStack(), {}, { value, revision })).toThrow(
      "test/db: `revision` must be a whole number from 1 to 999999, " +
        `got ${revision}. Start at 1 and add 1 to write the value again. [value-revision]`,
    );
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
    secretIn(stack, { deletionProtection: row.own });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret")).toMatchObject({
      lifecycle: { prevent_destroy: row.expected },
    });
    // A version is replaced at every write, so protecting it would refuse every new revision.
    expect(synth(stack).only("aws_secretsmanager_secret_version")["lifecycle"]).not.toHaveProperty(
      "prevent_destroy",
    );
  });
});

describe("tags", () => {
  it("are the secret's, tokens included", () => {
    // GIVEN
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" });

    // WHEN
    secretIn(stack, { tags: { application: "orders", team: team.stringValue } });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret")).toMatchObject({
      tags: { application: "orders", team: '${join("", [var.team])}' },
    });
  });
});

it("needs a revision of what Terraform writes, and takes none of what it does not", () => {
  const stack = testStack();
  const key = new EncryptionKey(stack, "key");
  // As plain JavaScript has it.
  const make = (id: string, props: object): unknown =>
    new SecretsManagerSecret(stack, id, {
      secretName: `orders/${id}`,
      encryptionKey: key,
      ...props,
    } as unknown as SecretsManagerSecretProps);
  expect(() => make("written", { value: SecretValue.generated() })).toThrow(
    /test\/written: `revision` .*\[prop-needed\]/,
  );
  expect(() => make("external", { value: SecretValue.external(), revision: 4 })).toThrow(
    /`revision` must be left out with SecretValue.external\(\).*got 4\..*\[secretsmanager-external-revision\]/,
  );
});
