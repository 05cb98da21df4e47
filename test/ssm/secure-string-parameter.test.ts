import { TerraformVariable, type TerraformStack } from "cdktf";
import { ModuleDefaults, SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey, type IEncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter, type SecureStringParameterProps } from "cdktf-ecs-secrets/ssm";
import { rendered, synth, testStack } from "../support/synth";

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

type Changes = Partial<SecureStringParameterProps>;

function parameterIn(stack: ReturnType<typeof testStack>, changes: Changes = {}) {
  return new SecureStringParameter(stack, "api-key", {
    parameterName: "/orders/dev/api-key",
    encryptionKey: EncryptionKey.fromKeyArn(stack, "key", KEY_ARN),
    value: SecretValue.fromVariable("api_key"),
    revision: 3,
    ...changes,
  });
}

function resourceWith(changes?: Changes) {
  const stack = testStack();
  parameterIn(stack, changes);
  return synth(stack).only("aws_ssm_parameter");
}

function refused(changes: Changes): () => void {
  return () => parameterIn(testStack(), changes);
}

describe("SecureStringParameter", () => {
  it("is a SecureString whose value goes through the write-only argument", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    parameterIn(stack);

    // THEN
    const { value_wo, value_wo_version, depends_on, ...rest } =
      synth(stack).only("aws_ssm_parameter");
    expect(rest).toEqual({
      name: "/orders/dev/api-key",
      type: "SecureString",
      key_id: KEY_ARN,
      tier: "Standard",
      lifecycle: { create_before_destroy: true, prevent_destroy: false },
    });
    expect(depends_on).toEqual(["terraform_data.values-given"]);
    expect(value_wo).toMatch(/^\$\{\(terraform\.applying && .* : var\.api_key\)\}$/);
    expect(value_wo_version).toBeGreaterThanOrEqual(3_000_000_000);
    expect(value_wo_version).toBeLessThan(4_000_000_000);
  });
});

describe("parameterName", () => {
  it.each([
    ["/orders/dev/api-key", "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/dev/api-key"],
    ["api-key", "arn:aws:ssm:eu-central-1:123456789012:parameter/api-key"],
  ])("%s gives an ARN without a double slash", (parameterName, arn) => {
    expect(parameterIn(testStack(), { parameterName }).parameterArn).toBe(arn);
  });

  it("may be a token: Terraform makes the ARN, again without a double slash", () => {
    // GIVEN
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" });

    // WHEN
    const parameter = parameterIn(stack, { parameterName: name.stringValue });

    // THEN
    const { locals } = synth(stack);
    const [[local, path] = []] = Object.entries(locals);
    expect(path).toBe('${trimprefix(var.name, "/")}');
    expect(synth(stack).only("aws_ssm_parameter")).toMatchObject({
      name: '${join("", [var.name])}',
    });
    expect(rendered(stack, parameter.parameterArn)).toBe(
      `arn:aws:ssm:eu-central-1:123456789012:parameter/\${local.${local}}`,
    );
  });

  it("may hold a token: what is known of it stays literal", () => {
    // GIVEN
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" });

    // WHEN
    const parameter = parameterIn(stack, { parameterName: `/orders/${team.stringValue}/key` });

    // THEN
    expect(synth(stack).locals).toEqual({});
    expect(rendered(stack, parameter.parameterArn)).toBe(
      "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/${var.team}/key",
    );
  });

  it.each([
    ["a/b", '"a/b"'],
    ["/a b", '"/a b"'],
    ["/a//b", '"/a//b"'],
    ["/a/", '"/a/"'],
    ["", '""'],
    ["/aws/x", '"/aws/x"'],
    ["/SSM-x", '"/SSM-x"'],
    ["/a".repeat(16), "16 levels"],
  ])("refuses %j", (parameterName, got) => {
    expect(refused({ parameterName })).toThrow(
      "test/api-key: `parameterName` must be letters, digits, `.`, `-`, `_` and `/`; start with `/` when it has one; " +
        `at most 15 levels; not begin with \`aws\` or \`ssm\`, got ${got}. ` +
        "Use a path such as /orders/dev/api-key. [ssm-parameter-name]",
    );
  });

  it("may have 15 levels, and 1011 characters together with the ARN's prefix", () => {
    const prefix = "arn:aws:ssm:eu-central-1:123456789012:parameter";
    const longest = `/${"x".repeat(1010 - prefix.length)}`;
    expect(refused({ parameterName: "/a".repeat(15) })).not.toThrow();
    expect(refused({ parameterName: longest })).not.toThrow();
    expect(refused({ parameterName: `${longest}x` })).toThrow(
      "test/api-key: `parameterName` must be at most 1011 characters together with the ARN's prefix, " +
        "got 1012 characters. Shorten the path. [ssm-parameter-arn-length]",
    );
  });
});

describe("encryptionKey", () => {
  it("may be a key of the same stack", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    parameterIn(stack, { encryptionKey: new EncryptionKey(stack, "own") });

    // THEN
    const [name] = Object.keys(synth(stack).resources("aws_kms_key"));
    expect(synth(stack).only("aws_ssm_parameter")).toMatchObject({
      key_id: `\${aws_kms_key.${name}.arn}`,
    });
  });
});

describe("tier", () => {
  it("may be Advanced", () => {
    expect(resourceWith({ tier: "Advanced" })).toMatchObject({ tier: "Advanced" });
  });
});

describe.each([
  {
    prop: "description",
    argument: "description",
    demand: "must be at most 1024 characters, got 1025 characters. Shorten it.",
    rule: "ssm-parameter-description",
  },
  {
    prop: "allowedPattern",
    argument: "allowed_pattern",
    demand: "must be at most 1024 characters, got 1025 characters. Shorten it.",
    rule: "ssm-parameter-allowed-pattern",
  },
])("$prop", ({ prop, argument, demand, rule }) => {
  it("is left out by default", () => {
    expect(resourceWith()).not.toHaveProperty(argument);
  });

  it("is written as it is meant, templates in it being text", () => {
    expect(resourceWith({ [prop]: "^${a}%{b}$" })).toMatchObject({ [argument]: "^$${a}%%{b}$" });
  });

  it("may hold a token", () => {
    // GIVEN
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" });

    // WHEN
    parameterIn(stack, { [prop]: `${"(".repeat(2000)}${text.stringValue}` });

    // THEN
    expect(synth(stack).only("aws_ssm_parameter")).toMatchObject({
      [argument]: `${"(".repeat(2000)}\${var.text}`,
    });
  });

  it("refuses more than Parameter Store takes", () => {
    expect(refused({ [prop]: "x".repeat(1024) })).not.toThrow();
    expect(refused({ [prop]: "x".repeat(1025) })).toThrow(`test/api-key: \`${prop}\` ${demand}`);
    expect(refused({ [prop]: "x".repeat(1025) })).toThrow(`[${rule}]`);
  });
});

describe("allowedPattern", () => {
  it("takes Java's syntax, which JavaScript does not know", () => {
    expect(resourceWith({ allowedPattern: "(?i)key" })).toMatchObject({
      allowed_pattern: "(?i)key",
    });
  });
});

describe("revision", () => {
  it("changes what is written", () => {
    const version = (revision: number) => Number(resourceWith({ revision })["value_wo_version"]);
    expect(version(4) - version(3)).toBe(1_000_000_000);
  });

  it("is what readers are deployed again for", () => {
    expect(parameterIn(testStack(), { revision: 7 }).revision).toBe("7");
  });

  it.each([0, -1, 1.5, 1_000_000, Number.NaN])("refuses %d", (revision) => {
    expect(refused({ revision })).toThrow(
      "test/api-key: `revision` must be a whole number from 1 to 999999, " +
        `got ${JSON.stringify(revision)}. Start at 1 and add 1 to write the value again. [value-revision]`,
    );
  });
});

describe("the revision of a value that is drawn anew at every write", () => {
  const value = SecretValue.generated();
  const revisionOf = (changes: Changes = {}) =>
    parameterIn(testStack(), { value, ...changes }).revision;

  it("begins with the revision and is the same for the same settings", () => {
    expect(revisionOf()).toMatch(/^3\.[0-9a-f]{7}$/);
    expect(revisionOf()).toBe(revisionOf());
  });

  it.each<[string, Changes]>([
    ["description", { description: "new" }],
    ["tier", { tier: "Advanced" }],
    ["pattern", { allowedPattern: "." }],
  ])("changes with the %s, which draws another value", (_setting, changes) => {
    expect(revisionOf(changes)).not.toBe(revisionOf());
  });

  it("changes with the key, imported or new", () => {
    // GIVEN
    const keys: readonly ((stack: TerraformStack) => IEncryptionKey)[] = [
      (stack) => EncryptionKey.fromKeyArn(stack, "imported", KEY_ARN.replace("1111", "2222")),
      (stack) => new EncryptionKey(stack, "first"),
      (stack) => new EncryptionKey(stack, "second"),
    ];

    // WHEN
    const revisions = keys.map((keyIn) => {
      const stack = testStack();
      return parameterIn(stack, { value, encryptionKey: keyIn(stack) }).revision;
    });

    // THEN
    expect(new Set([...revisions, revisionOf()]).size).toBe(4);
  });

  it("does not change with how many tokens the app has made", () => {
    const withTokensBefore = (count: number) => {
      const stack = testStack();
      const variable = new TerraformVariable(stack, "text", { type: "string" });
      const texts = Array.from({ length: count }, () => `${variable.stringValue}`);
      return parameterIn(stack, { value, description: texts.at(-1) }).revision;
    };
    expect(withTokensBefore(1)).toBe(withTokensBefore(5));
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
    parameterIn(stack, { deletionProtection: row.own });

    // THEN
    expect(synth(stack).only("aws_ssm_parameter")).toMatchObject({
      lifecycle: { prevent_destroy: row.expected },
    });
  });
});

describe("tags", () => {
  it("are the parameter's, tokens included", () => {
    // GIVEN
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" });

    // WHEN
    parameterIn(stack, { tags: { application: "orders", team: team.stringValue } });

    // THEN
    expect(synth(stack).only("aws_ssm_parameter")).toMatchObject({
      tags: { application: "orders", team: '${join("", [var.team])}' },
    });
  });
});
