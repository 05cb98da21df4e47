import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformVariable, Token } from "cdktf";
import { defineRule, findRule, PlainText, ValidationError } from "cdktf-ecs-secrets";
import { allRules, holdsToken, isUnresolved } from "../../modules/core/rule";
import { SecretValue, type Rule } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { Construct } from "constructs";
// The registry holds the rules of what is loaded.
import "cdktf-ecs-secrets";
import { annotationsOf } from "../ecs/support/warnings";
import { bareStack, testStack } from "../support/synth";

const DECISIONS = join(__dirname, "../../docs/decisions");

/** Whether the rule cites a decision; the one of the rules of our own has a line for each. */
function isDecision({ id, source }: Rule): boolean {
  const [, number] = /^decision (\d+)$/.exec(source) ?? [];
  const file = readdirSync(DECISIONS).find((name) => name.startsWith(`00${number}-`));
  if (file === undefined || number !== "11") return file !== undefined;
  return readFileSync(join(DECISIONS, file), "utf8").includes(`| \`${id}\``);
}

const even = defineRule<number>({
  id: "test-even",
  demands: "be even",
  source: "https://example.com/even",
  remedy: "Double it.",
  broken: (value) => value % 2 !== 0,
});

const short = defineRule<string>({
  id: "test-short",
  demands: "be at most 200 characters",
  source: "https://example.com/short",
  remedy: "Shorten it.",
  broken: (value) => value.length > 200,
});

describe("defineRule", () => {
  it("refuses an id that is taken", () => {
    expect(() => defineRule({ ...even, broken: () => false })).toThrow(
      "rule test-even is defined twice",
    );
  });
});

describe("enforceAtSynthesis", () => {
  it("looks at the value when the app is complete, and names the construct", () => {
    // GIVEN
    const stack = bareStack();
    const scope = new Construct(stack, "counter");
    let count: number | undefined = 3;
    even.enforceAtSynthesis(scope, "count", () => count);
    // WHEN, THEN
    expect(scope.node.validate()).toEqual(["`count` must be even, got 3. Double it. [test-even]"]);
    count = 4;
    expect(scope.node.validate()).toEqual([]);
    count = undefined;
    expect(scope.node.validate()).toEqual([]);
  });
});

const round = defineRule<number>({
  id: "test-round",
  demands: "end in 0",
  source: "https://example.com/round",
  remedy: "Round it.",
  broken: (value) => value % 10 !== 0,
  warns: true,
});

describe("a rule that warns", () => {
  it("says what should be, and refuses nothing", () => {
    const stack = testStack();
    round.enforce(stack, "count", 10);
    round.enforce(stack, "count", 7);
    round.enforce(stack, "count", 7);
    expect(annotationsOf(stack).map(({ level, message }) => [level, message])).toEqual([
      ["@cdktf/warn", "`count` should end in 0, got 7. Round it. [test-round]"],
    ]);
  });

  it("warns when the app is complete, too", () => {
    const stack = testStack();
    round.enforceAtSynthesis(stack, "count", () => 7);
    expect(annotationsOf(stack)).toHaveLength(1);
  });
});

describe("findRule", () => {
  it("finds a rule by its id", () => {
    expect(findRule("test-even").problem("count", 3)?.rule).toBe("test-even");
  });

  it("says where the ids are when there is none", () => {
    expect(() => findRule("test-odd")).toThrow(
      "there is no rule test-odd: the ids are in docs/rules.md",
    );
  });
});

describe("allRules", () => {
  it("has every rule of all modules once, sorted by id", () => {
    const ids = allRules().map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const module of ["ecs", "iam", "kms", "logs", "secretsmanager", "ssm", "value"]) {
      expect(ids.filter((id) => id.startsWith(`${module}-`))).not.toEqual([]);
    }
  });

  const rules = allRules().map((rule) => [rule.id, rule] as const);
  it.each(rules)("%s says what it demands, where that is written and what to do", (id, rule) => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
    // It continues "must …", and "got …" continues it.
    expect(rule.demands).toMatch(/^[a-z].*[^.]$/s);
    expect(rule.remedy).toMatch(/^[A-Z0-9`].*\.$/s);
    const known = isDecision(rule);
    expect({ source: rule.source, ok: known || rule.source.startsWith("https://") }).toEqual({
      source: rule.source,
      ok: true,
    });
  });
});

describe("Rule", () => {
  it("passes what keeps it, and what is not given", () => {
    expect(even.problem("count", 2)).toBeUndefined();
    expect(even.problem("count", undefined)).toBeUndefined();
  });

  it("tells prop, demand, value got and remedy", () => {
    expect(even.problem("count", 3)).toEqual({
      prop: "count",
      rule: "test-even",
      message: "must be even, got 3. Double it.",
    });
  });

  it("cuts a value that would fill the screen", () => {
    const { message } = short.problem("name", "x".repeat(500)) ?? {};
    expect(message).toBe(`must be at most 200 characters, got "${"x".repeat(116)}…. Shorten it.`);
  });

  it("shows no secret that stands in the wrong place", () => {
    const secret = `DB_PASSWORD=${"hunter2".repeat(30)}`;
    expect(short.problem("name", secret)?.message).toBe(
      "must be at most 200 characters, got a text of 222 characters, with a value for DB_PASSWORD. Shorten it.",
    );
  });

  it("throws with the construct's path", () => {
    const part = new Construct(bareStack(), "part");
    expect(() => even.enforce(part, "count", 3)).toThrow(ValidationError);
    expect(() => even.enforce(part, "count", 3)).toThrow(
      "test/part: `count` must be even, got 3. Double it. [test-even]",
    );
  });

  it("skips what only Terraform knows", () => {
    const variable = new TerraformVariable(bareStack(), "count", { type: "number" });
    expect(even.problem("count", variable.numberValue)).toBeUndefined();
    expect(short.problem("name", `${"x".repeat(500)}${variable.stringValue}`)).toBeUndefined();
  });
});

describe("a rule for what is marked as plain text", () => {
  const plain = PlainText.of("x".repeat(201), { reason: "it is about its length" });
  const one = defineRule<readonly string[]>({
    ...short,
    id: "test-one",
    broken: ([a]) => a !== "a",
  });

  it("judges what it says, and shows that", () => {
    expect(short.problem("name", plain)?.message).toContain(`got "${"x".repeat(116)}…`);
    expect(short.problem("name", PlainText.of("x", { reason: "short enough" }))).toBeUndefined();
    expect(one.problem("names", [plain])?.message).toContain(`got ["xxx`);
    expect(one.problem("names", [PlainText.of("a", { reason: "the one" })])).toBeUndefined();
  });

  it("skips it where it holds what only Terraform knows", () => {
    const { stringValue } = new TerraformVariable(bareStack(), "v", { type: "string" });
    const unknown = PlainText.of(`${"x".repeat(201)}${stringValue}`, { reason: "it is unknown" });
    expect(short.problem("name", unknown)).toBeUndefined();
  });

  it("refuses a name of a secret that AWS would", () => {
    const stack = testStack();
    const encryptionKey = new EncryptionKey(stack, "key");
    const secretName = PlainText.of("bad name!", { reason: "the name of a secret" });
    const value = SecretValue.external();
    expect(
      () => new SecretsManagerSecret(stack, "s", { secretName, encryptionKey, value }),
    ).toThrow("`secretName` must");
  });
});

describe("isUnresolved", () => {
  it("knows tokens of every type, and lists that hold one", () => {
    const { stringValue, numberValue, listValue } = new TerraformVariable(bareStack(), "v", {});
    const tokens = [stringValue, `a ${stringValue}`, numberValue, listValue, ["a", stringValue]];
    expect(tokens.map(isUnresolved)).toEqual([true, true, true, true, true]);
    expect(isUnresolved(Token.asString("plain"))).toBe(false);
    expect(["${plain}", 1, ["a"], {}, undefined].map(isUnresolved)).not.toContain(true);
  });
});

describe("whether a value is a token", () => {
  const token = { resolve: () => "value", creationStack: [], toString: () => "token" };
  const values: readonly unknown[] = [
    ...[
      undefined,
      null,
      true,
      "",
      "text",
      "TfToken[",
      "${TfToken[TOKEN.1]}",
      0,
      -0,
      1.5,
      NaN,
      1e300,
    ],
    ...[[], [1], ["a"], ["a", "b"], {}, { a: 1 }, { "a.b": "TfToken[" }, new Date(0), () => 1],
    ...[token, { resolve: 1 }, [token], Object.create(null)],
    ...[Token.asString(token), `a ${Token.asString(token)} b`, Token.asNumber(token)],
    ...[Token.asList(token), [...Token.asList(token), "b"], Token.asNumberList(token)],
    ...[Token.asStringMap(token), Token.asNumberMap(token), Token.asBooleanMap(token)],
    ...[Token.asAnyMap(token), Token.asAny(token)],
  ];

  it.each(values.map((value, at) => [at, value]))("is said as cdktf says it: %s", (_at, value) => {
    expect(holdsToken(value)).toBe(Token.isUnresolved(value));
  });
});
