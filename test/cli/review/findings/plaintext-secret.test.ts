import { madeInput } from "../fixtures/made-plan";
import { found } from "./found";

const TYPE = "aws_ecs_task_definition";

function definition(name: string, value: string): Record<string, unknown> {
  const web = { name: "web", environment: [{ name, value }] };
  return { family: "shop", container_definitions: JSON.stringify([web]) };
}

describe("a plain variable that holds a secret", () => {
  it("is found by its name, and its value is not said", () => {
    const after = definition("DB_PASSWORD", "made-up-value");
    const [finding] = found(
      "PLAINTEXT-SECRET",
      madeInput([{ type: TYPE, actions: ["create"], after }]),
    );
    expect(finding).toMatchObject({ severity: "high", subject: "shop/web/DB_PASSWORD" });
    expect(JSON.stringify(finding)).not.toContain("made-up-value");
  });

  it.each([
    ["the same", "made-up-value", "low"],
    ["another one", "made-up-other", "high"],
  ])("weighs by what was there before: %s", (_what, value, severity) => {
    const before = definition("DB_PASSWORD", value);
    const after = definition("DB_PASSWORD", "made-up-value");
    const input = madeInput([{ type: TYPE, actions: ["create", "delete"], before, after }]);
    expect(found("PLAINTEXT-SECRET", input)).toMatchObject([{ severity }]);
  });

  it("is nothing to say of a task definition that stays as it is", () => {
    const values = definition("DB_PASSWORD", "made-up-value");
    const input = madeInput([{ type: TYPE, actions: ["no-op"], before: values, after: values }]);
    expect(found("PLAINTEXT-SECRET", input)).toEqual([]);
  });
});

it.each([
  ["DB_PASSWORD", "${aws_secretsmanager_secret.database.arn}", false],
  ["DB_PASSWORD", "${aws_ssm_parameter.password.value}", true],
  ["URL", "postgres://shop:${random_password.shop.result}@db/shop", true],
])("judges %s=%s by what the expression refers to", (name, value, expected) => {
  // GIVEN containers that are known after apply, and the configuration that they come from
  const unknown = { container_definitions: true };
  const change = { type: TYPE, actions: ["create"], after: { family: "shop" }, unknown };
  const block = { container_definitions: definition(name, value)["container_definitions"] };
  const input = { ...madeInput([change]), synthesized: { resource: { [TYPE]: { it: block } } } };
  // WHEN
  const findings = found("PLAINTEXT-SECRET", input);
  // THEN
  expect(findings).toHaveLength(expected ? 1 : 0);
});
