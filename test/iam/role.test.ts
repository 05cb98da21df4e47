import { TerraformVariable } from "cdktf";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { policyOf, synth, testStack, plainName } from "../support/synth";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";

describe.each([
  [TaskExecutionRole, "Lets ECS start tasks: images, secrets, logs"],
  [TaskRole, "The application's own role"],
])("%p, as every role", (Role, ownDescription) => {
  it("needs no props", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new Role(stack, "role");
    // THEN
    const role = synth(stack).only("aws_iam_role");
    expect(role).toMatchObject({ name: "test-role", description: ownDescription });
    expect(Object.keys(role).sort()).toEqual([
      "assume_role_policy",
      "description",
      "lifecycle",
      "name",
    ]);
    expect(synth(stack).resources("aws_iam_role_policy")).toEqual({});
  });

  it("takes a name, a path, a boundary, a description and tags", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new Role(stack, "role", {
      roleName: "orders-dev",
      path: "/applications/",
      permissionsBoundaryArn: BOUNDARY,
      description: "For ${orders}",
      tags: { team: "orders" },
    });
    // THEN
    expect(synth(stack).only("aws_iam_role")).toMatchObject({
      name: "orders-dev",
      path: "/applications/",
      permissions_boundary: BOUNDARY,
      description: "For $${orders}",
      tags: { team: "orders" },
    });
  });

  it("refuses a description that IAM does not take, and takes one that only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const description = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    // THEN
    expect(() => new Role(stack, "role", { description: "orders – dev" })).toThrow(
      'test/role: `description` must be at most 1,000 characters of Latin-1: letters like é, but no dash or quote of typography, got a text with "–". Write - for a dash and \' or " for quotes, or shorten it. [iam-role-description]',
    );
    expect(() => new Role(stack, "other", { description })).not.toThrow();
  });

  it("takes statements of an app into a policy of any name", () => {
    // GIVEN
    const stack = testStack();
    const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders";
    // WHEN
    new Role(stack, "role").addToPolicy("write-orders", {
      actions: ["dynamodb:PutItem"],
      resources: [table],
    });
    // THEN
    const policy = synth(stack).only("aws_iam_role_policy");
    expect(plainName(policy["name_prefix"])).toBe("write-orders");
    expect(policy["name"]).not.toBe("write-orders");
    expect(policyOf(policy["policy"]).Statement).toEqual([
      { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table },
    ]);
  });

  it("refuses a name that IAM would, or that is its own", () => {
    const role = new Role(testStack(), "role");
    const statement = { actions: ["dynamodb:PutItem"], resources: ["*"] };
    for (const name of ["write orders", "role"]) {
      expect(() => role.addToPolicy(name, statement)).toThrow(
        "test/role: `addToPolicy` must be 1 to 60 letters",
      );
    }
  });

  it("is trusted by ECS tasks only", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new Role(stack, "role");
    // THEN
    const { Version, Statement } = policyOf(
      synth(stack).only("aws_iam_role")["assume_role_policy"],
    );
    expect(Version).toBe("2012-10-17");
    expect(Statement).toHaveLength(1);
    expect(Statement[0]).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
  });

  it("cuts a name that follows from a long path, and keeps two of them apart", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new Role(stack, `${"a".repeat(80)}-1`);
    new Role(stack, `${"a".repeat(80)}-2`);
    // THEN
    const names = Object.values(synth(stack).resources("aws_iam_role")).map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^test-a{50}-[0-9a-f]{8}$/);
  });

  it("leaves what only Terraform knows alone", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    // WHEN
    new Role(stack, "role", {
      roleName: given,
      path: given,
      permissionsBoundaryArn: given,
      description: `For ${given}`,
    });
    // THEN
    expect(synth(stack).only("aws_iam_role")).toMatchObject({
      name: '${join("", [var.given])}',
      path: '${join("", [var.given])}',
      permissions_boundary: '${join("", [var.given])}',
      description: "For ${var.given}",
    });
  });

  it.each([
    [
      { roleName: "my role" },
      'test/role: `roleName` must be 1 to 64 letters, digits or `_+=,.@-`, got "my role". Shorten it, for example to <application>-<environment>-execution. [iam-role-name]',
    ],
    [
      { path: "applications" },
      'test/role: `path` must be `/`, or begin and end with `/` around a name, and be at most 512 characters, got "applications". Write it like /applications/orders/. [iam-role-path]',
    ],
    [
      { permissionsBoundaryArn: "boundary" },
      'test/role: `permissionsBoundaryArn` must be the ARN of a managed policy (`arn:…:iam::ACCOUNT:policy/NAME`), got "boundary". `aws iam list-policies --scope Local` prints the ARNs. [iam-permissions-boundary-arn]',
    ],
  ])("refuses %j", (props, message) => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const making = (): unknown => new Role(stack, "role", props);
    // THEN
    expect(making).toThrow(new Error(message));
  });

  it("keeps each kind of grant in an inline policy of its own, merged and sorted", () => {
    // GIVEN
    const stack = testStack();
    const role = new Role(stack, "role");
    const read = { actions: ["ssm:GetParameters"] };
    // WHEN
    role.addToPolicy("read-secrets", { ...read, resources: ["arn:b"] });
    role.addToPolicy("write-logs", { actions: ["logs:PutLogEvents"], resources: ["arn:l"] });
    role.addToPolicy("read-secrets", { ...read, resources: ["arn:a"] });
    role.addToPolicy("read-secrets", { ...read, resources: ["arn:b"] });
    // THEN
    const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
    expect(
      policies
        .map(({ name_prefix, policy }) => [plainName(name_prefix), policyOf(policy).Statement])
        .sort(),
    ).toEqual([
      [
        "read-secrets",
        [{ Effect: "Allow", Action: "ssm:GetParameters", Resource: ["arn:a", "arn:b"] }],
      ],
      ["write-logs", [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "arn:l" }]],
    ]);
    expect(new Set(policies.map((policy) => policy["role"])).size).toBe(1);
    expect(policies[0]?.["role"]).toMatch(/^\$\{aws_iam_role\.\w+\.name\}$/);
  });
});
