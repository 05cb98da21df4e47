import { ValidationError } from "cdktf-ecs-secrets";
import { allRules } from "../../modules/core/rule";
import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import "../../environments";
import { image, Secrets, taskIn } from "../ecs/support/fixtures";
import { synth, testStack } from "../support/synth";
import { namesAndSizes } from "./names-and-sizes";
import { places, references } from "./references";

const rows = [...references, ...places, ...namesAndSizes];
const mistakes = rows.flatMap(({ row, rule, mistakes: of }) =>
  Object.entries(of).map(([mistake, build]) => ({ row, mistake, rule, build })),
);

/** The ids of rules that an error names. */
const rulesIn = (error: unknown): readonly string[] =>
  error instanceof ValidationError
    ? error.problems.map(({ rule }) => rule)
    : [...String(error).matchAll(/\[([a-z0-9]+(?:-[a-z0-9]+)+)\]$/gm)].map(([, id = ""]) => id);

/** What building and synthesizing a stack with the mistake throws. */
function refusal(build: (typeof mistakes)[number]["build"]): unknown {
  const stack = testStack();
  try {
    build(stack);
    synth(stack);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("what `terraform plan` passes and AWS rejects is refused at synthesis", () => {
  it.each(mistakes)("$row: $mistake → $rule", ({ rule, build }) => {
    expect(rulesIn(refusal(build))).toEqual([rule]);
  });

  it("by rules that are in the registry", () => {
    const known = allRules().map(({ id }) => id);
    expect(rows.map(({ rule }) => rule).filter((rule) => !known.includes(rule))).toEqual([]);
  });
});

describe("what cannot be written", () => {
  it("`secrets` needs `executionRoleArn`: the role follows from the secret", () => {
    // GIVEN
    const stack = testStack();
    const secrets = { A: SecretReference.fromSsmParameter(new Secrets(stack).parameter("a")) };
    // WHEN
    taskIn(stack, { executionRole: undefined }).addContainer("web", { image, secrets });
    // THEN
    const { only } = synth(stack);
    expect(only("aws_ecs_task_definition")["execution_role_arn"]).toMatch(/^\$\{aws_iam_role\./);
  });

  it("inline policies of more than 10,240 characters: they go on in managed ones", () => {
    // GIVEN
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role");
    // WHEN
    for (let index = 0; index < 40; index += 1) {
      const resources = [`arn:aws:s3:::orders/${String(index).padStart(1000, "x")}`];
      role.addToPolicy("read-secrets", { actions: ["s3:GetObject"], resources });
    }
    // THEN
    const sizes = (type: string) =>
      Object.values(synth(stack).resources(type)).map(({ policy }) => String(policy).length);
    expect(sizes("aws_iam_role_policy").every((length) => length <= 10_240)).toBe(true);
    expect(sizes("aws_iam_policy").length).toBeGreaterThan(3);
    expect(sizes("aws_iam_policy").every((length) => length <= 6144)).toBe(true);
  });
});

it("counts the rules and what they refuse here", () => {
  const labelled = rows.filter((row) => row.labelled).length;
  process.stderr.write(
    `${allRules().length} rules in the registry; ${rows.length} rows that plan passes (${labelled} called "not caught"), ${mistakes.length} mistakes refused at synthesis\n`,
  );
  expect(labelled).toBeGreaterThanOrEqual(16);
  expect(mistakes.length).toBeGreaterThanOrEqual(70);
});
