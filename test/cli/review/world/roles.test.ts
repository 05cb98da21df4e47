import { governedBy, otherPolicies, rolesOf } from "../../../../cli/src/review/world/roles";
import type { RoleInWorld } from "../../../../cli/src/review/world/world";
import { allow, policy, roleValues, same } from "../access/made-world";
import type { MadeChange } from "../fixtures/made-plan";
import { after, made } from "./made-side";

const READ = policy([allow("secretsmanager:GetSecretValue", "*")]);
const WRITE = policy([allow("s3:PutObject", "*")]);

function role(changes: readonly MadeChange[]): RoleInWorld {
  const side = after(changes);
  const [only] = rolesOf(side, governedBy(side));
  if (!only) throw new Error("there is no role");
  return only;
}

function actions({ identity }: RoleInWorld): readonly string[] {
  return identity.flatMap(({ document }) =>
    document.statements.flatMap(({ action }) => action.values),
  );
}

describe("the roles of one side of a plan", () => {
  it.each([
    ["its name", "exec"],
    ["its ARN", "arn:aws:iam::111122223333:role/app/exec"],
  ])("have inline policies whose resource gives %s", (_what, named) => {
    const inline = { role: named, name: "read", policy: READ };
    const found = role([
      same("aws_iam_role", "exec", roleValues("exec")),
      same("aws_iam_role_policy", "read", inline),
    ]);
    expect(actions(found)).toEqual(["secretsmanager:GetSecretValue"]);
  });

  it("have what they say themselves, unless a resource of its own says it", () => {
    const blocks = [
      { name: "read", policy: READ },
      { name: "by-hand", policy: WRITE },
    ];
    const found = role([
      same("aws_iam_role", "exec", roleValues("exec", { inline_policy: blocks })),
      same("aws_iam_role_policy", "read", { role: "exec", name: "read", policy: READ }),
    ]);
    expect(actions(found)).toEqual(["secretsmanager:GetSecretValue", "s3:PutObject"]);
    expect(found.identity.map(({ name }) => name)).toEqual([
      "aws_iam_role_policy.read",
      "aws_iam_role.exec/by-hand",
    ]);
  });

  it("have attached policies once, those of the plan with their text", () => {
    const arn = "arn:aws:iam::111122223333:policy/read";
    const found = role([
      same("aws_iam_role", "exec", roleValues("exec", { managed_policy_arns: [arn] })),
      same("aws_iam_policy", "read", { arn, name: "read", policy: READ }),
      same("aws_iam_role_policy_attachment", "read", { role: "exec", policy_arn: arn }),
      same("aws_iam_policy_attachment", "all", { roles: ["exec"], policy_arn: arn }),
    ]);
    expect(actions(found)).toEqual(["secretsmanager:GetSecretValue"]);
  });

  it("say of attachments that only the apply tells that they are not known", () => {
    const found = role([
      made(
        "aws_iam_role.exec",
        { name: "exec", assume_role_policy: READ },
        { managed_policy_arns: true },
        { managed_policy_arns: { references: ["var.arns"] } },
      ),
    ]);
    expect(found.identity).toMatchObject([
      { name: "managed_policy_arns of aws_iam_role.exec", why: expect.any(String) },
    ]);
    expect(found.trust.document.statements).toHaveLength(1);
  });

  it("have the boundary that is named", () => {
    const arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const values = roleValues("exec", { permissions_boundary: arn });
    expect(role([same("aws_iam_role", "exec", values)]).boundary?.name).toBe("AdministratorAccess");
  });

  it("trust nobody where no trust policy is known", () => {
    const values = roleValues("exec", { assume_role_policy: "" });
    expect(role([same("aws_iam_role", "exec", values)]).trust.document.statements).toEqual([]);
  });
});

it("managed policies are listed, no matter who has them", () => {
  const side = after([same("aws_iam_policy", "read", { name: "read", policy: READ })]);
  expect(otherPolicies(side).map(({ label }) => label)).toEqual(["aws_iam_policy.read"]);
});
