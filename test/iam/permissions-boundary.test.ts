import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { App, Aspects, TerraformResource, TerraformVariable } from "cdktf";
import { collectProblems, ValidationError } from "cdktf-ecs-secrets/core";
import { PermissionsBoundary, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { Construct } from "constructs";
import { newApp, stackOf, synthApp } from "../support/app";
import { synth, testStack } from "../support/synth";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const OTHER = "arn:aws:iam::123456789012:policy/other";

/** Boundaries of all roles and users by their construct ids. */
function boundaries(stack: ReturnType<typeof testStack>): Readonly<Record<string, unknown>> {
  const { resources } = synth(stack);
  const bounded = [resources("aws_iam_role"), resources("aws_iam_user")].flatMap(Object.entries);
  return Object.fromEntries(
    bounded.map(([name, block]) => [
      name.replace(/(_role)?_[0-9A-F]{8}(_[0-9a-dfg]{8})?$/, ""),
      (block as Record<string, unknown>)["permissions_boundary"],
    ]),
  );
}

/** A role that another library made, in the shape that cdktf's own class for any resource takes. */
function untypedRole(scope: Construct, id: string): TerraformResource {
  const role = new TerraformResource(scope, id, { terraformResourceType: "aws_iam_role" });
  role.addOverride("assume_role_policy", "{}");
  return role;
}

describe("PermissionsBoundary", () => {
  it("limits every role and user below the scope, no matter what made it, before or after", () => {
    // GIVEN
    const stack = testStack();
    new TaskRole(stack, "before");
    // WHEN
    PermissionsBoundary.of(stack).apply(BOUNDARY);
    // THEN
    new TaskExecutionRole(stack, "after");
    new IamRole(stack, "typed", { assumeRolePolicy: "{}" });
    new IamRole(new Construct(stack, "deep"), "typed", { assumeRolePolicy: "{}" });
    new IamUser(stack, "user", { name: "user" });
    untypedRole(stack, "untyped");
    expect(boundaries(stack)).toEqual({
      after: BOUNDARY,
      before: BOUNDARY,
      deep_typed: BOUNDARY,
      typed: BOUNDARY,
      untyped: BOUNDARY,
      user: BOUNDARY,
    });
  });

  it("leaves what is beside the scope, and every other resource, alone", () => {
    // GIVEN
    const stack = testStack();
    const part = new Construct(stack, "part");
    // WHEN
    PermissionsBoundary.of(part).apply(BOUNDARY);
    // THEN
    new TaskRole(part, "inside").addToPolicy("read-secrets", {
      actions: ["ssm:GetParameters"],
      resources: ["arn:a"],
    });
    new TaskRole(stack, "beside");
    expect(boundaries(stack)).toEqual({ part_inside: BOUNDARY, beside: undefined });
    expect(Object.keys(synth(stack).only("aws_iam_role_policy")).sort()).toEqual([
      "lifecycle",
      "name_prefix",
      "policy",
      "role",
    ]);
  });

  it("lets the nearest scope decide, whatever the order", () => {
    // GIVEN
    const stack = testStack();
    const role = new TaskRole(stack, "exception");
    // WHEN
    PermissionsBoundary.of(role).apply(OTHER);
    PermissionsBoundary.of(stack).apply(BOUNDARY);
    // THEN
    new TaskRole(stack, "usual");
    expect(boundaries(stack)).toEqual({ exception: OTHER, usual: BOUNDARY });
  });

  it("takes the last of two for the same scope", () => {
    // GIVEN
    const stack = testStack();
    new TaskRole(stack, "role");
    // WHEN
    PermissionsBoundary.of(stack).apply(OTHER);
    expect(boundaries(stack)).toEqual({ role: OTHER });
    PermissionsBoundary.of(stack).apply(BOUNDARY);
    // THEN
    expect(boundaries(stack)).toEqual({ role: BOUNDARY });
  });

  it("is content with a role that names the same one", () => {
    // GIVEN
    const stack = testStack();
    new TaskRole(stack, "role", { permissionsBoundaryArn: BOUNDARY });
    // WHEN
    PermissionsBoundary.of(stack).apply(BOUNDARY);
    // THEN
    expect(boundaries(stack)).toEqual({ role: BOUNDARY });
  });

  it("names every role and user that carries another one, each once", () => {
    // GIVEN
    const stack = testStack();
    const part = new Construct(stack, "part");
    new TaskRole(part, "task", { permissionsBoundaryArn: OTHER });
    new IamUser(part, "user", { name: "user", permissionsBoundary: "" });
    untypedRole(part, "untyped").addOverride("permissions_boundary", OTHER);
    // WHEN
    PermissionsBoundary.of(stack).apply(OTHER);
    PermissionsBoundary.of(part).apply(BOUNDARY);
    // THEN
    const line = (path: string, own: string): string =>
      `  [${path}] \`permissions_boundary\` must be the boundary that is applied to its scope, got "${own}" instead of "${BOUNDARY}". Leave it out, or make the exception with \`PermissionsBoundary.of(role).apply(…)\`: the nearest decides. [iam-permissions-boundary-own]`;
    expect(() => synth(stack)).toThrow(
      [
        "Validation failed with the following errors:",
        line("test/part/task/role", OTHER),
        line("test/part/user", ""),
        line("test/part/untyped", OTHER),
        "\n",
      ].join("\n"),
    );
  });

  it("takes a boundary that only Terraform knows, and keeps one", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    const part = new Construct(stack, "part");
    new IamRole(part, "own", { assumeRolePolicy: "{}", permissionsBoundary: given });
    // WHEN
    PermissionsBoundary.of(stack).apply(given);
    PermissionsBoundary.of(part).apply(BOUNDARY);
    // THEN
    new TaskRole(stack, "role");
    const role = '${join("", [var.given])}';
    expect(boundaries(stack)).toEqual({ part_own: "${var.given}", role });
  });

  it("refuses what is no policy's ARN, and reports it where problems are collected", () => {
    const message =
      'test: `PermissionsBoundary.apply` must be the ARN of a managed policy (`arn:…:iam::ACCOUNT:policy/NAME`), got "boundary". `aws iam list-policies --scope Local` prints the ARNs. [iam-permissions-boundary-arn]';
    // GIVEN
    const [throws, collects] = [testStack(), testStack()];
    const problems = collectProblems(collects);
    // WHEN
    const applying = (): void => PermissionsBoundary.of(throws).apply("boundary");
    PermissionsBoundary.of(collects).apply("boundary");
    // THEN
    expect(applying).toThrow(new Error(message));
    expect(new ValidationError(problems).message).toBe(message);
  });

  it.each<[string, (role: IamRole) => void]>([
    ["by its prop", (role) => (role.permissionsBoundary = OTHER)],
    ["by an override", (role) => role.addOverride("permissions_boundary", OTHER)],
    ["none, by an override", (role) => role.addOverride("permissions_boundary", undefined)],
  ])("fails where a later Aspect gives another one, %s", (_, change) => {
    const stack = testStack();
    PermissionsBoundary.of(stack).apply(BOUNDARY);
    const role = new IamRole(stack, "typed", { assumeRolePolicy: "{}" });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === role) change(role);
      },
    });
    expect(() => synth(stack)).toThrow(
      /\[test\/typed\] `permissions_boundary` must be the boundary .*\[iam-permissions-boundary-own\]/,
    );
  });

  it("takes the same one from a later Aspect", () => {
    const stack = testStack();
    PermissionsBoundary.of(stack).apply(BOUNDARY);
    const role = new IamRole(stack, "typed", { assumeRolePolicy: "{}" });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === role) role.permissionsBoundary = BOUNDARY;
      },
    });
    expect(() => synth(stack)).not.toThrow();
  });

  it("refuses an app, whose aspects cdktf never runs", () => {
    const applying = (): void => PermissionsBoundary.of(App.of(testStack())).apply(BOUNDARY);
    expect(applying).toThrow(
      new Error(
        ": `PermissionsBoundary.of` must be given a stack, or a construct in one, got what holds stacks. Apply it to each stack. [iam-permissions-boundary-scope]",
      ),
    );
  });

  it("holds in the files that an app writes, byte for byte the same each time", () => {
    // GIVEN
    const written = [1, 2].map(() => {
      const stack = testStack();
      PermissionsBoundary.of(stack).apply(BOUNDARY);
      new TaskRole(stack, "role");
      untypedRole(stack, "untyped");
      // WHEN
      const app = App.of(stack);
      app.synth();
      return readFileSync(join(app.outdir, "stacks/test/cdk.tf.json"), "utf8");
    });
    // THEN
    const [first, second] = written;
    expect(first?.match(/"permissions_boundary": "arn:/g)).toHaveLength(2);
    expect(second).toBe(first);
  });
});

it("may be what another stack makes, also of a raw role", () => {
  // GIVEN
  const app = newApp();
  const [platform, own] = [stackOf(app, "platform"), stackOf(app, "own")];
  const policy = new IamPolicy(platform, "boundary", { policy: "{}" });
  // WHEN
  PermissionsBoundary.of(own).apply(policy.arn);
  new TaskRole(own, "task");
  // THEN
  const made = synthApp(app).get("own");
  expect(made?.dependencies).toEqual(["platform"]);
  expect(made?.only("aws_iam_role")["permissions_boundary"]).toMatch(
    /^\$\{join\("", \[local\.permissions-boundary\]\)\}$|^\$\{local\.permissions-boundary\}$/,
  );
  expect(JSON.stringify(made?.json["locals"])).toContain("data.terraform_remote_state");
});
