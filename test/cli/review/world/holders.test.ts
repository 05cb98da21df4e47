import { holdersOf } from "../../../../cli/src/review/world/holders";
import { allow, policy, roleValues, same } from "../access/made-world";
import { after, made } from "./made-side";

const READ = policy([allow("ssm:GetParameter", "*")]);

describe("users, groups and roles of other configurations", () => {
  it("have their own policies; a user also those of groups, by either kind of membership", () => {
    const holders = holdersOf(
      after([
        same("aws_iam_user", "ann", { name: "ann", arn: "arn:aws:iam::111122223333:user/ann" }),
        same("aws_iam_group", "ops", { name: "ops" }),
        same("aws_iam_group", "dev", { name: "dev" }),
        same("aws_iam_group_policy", "read", { group: "ops", name: "read", policy: READ }),
        same("aws_iam_user_group_membership", "ann", { user: "ann", groups: ["ops"] }),
        same("aws_iam_group_membership", "dev", { group: "dev", users: ["ann"] }),
      ]),
    );
    const [ann, ops] = holders;
    expect(ann).toMatchObject({ kind: "user", name: "user ann", own: [] });
    expect(ann?.groups.map(({ name }) => name)).toEqual(["ops", "dev"]);
    expect(ann?.identity.map(({ name }) => name)).toEqual(["aws_iam_group_policy.read"]);
    // A group makes no requests: one of its members does.
    expect(ops).toMatchObject({
      kind: "group",
      arn: expect.stringContaining("user/member-of-ops"),
    });
  });

  it("of a group outside the plan know what the plan gives it, and that the rest is not known", () => {
    const [bob] = holdersOf(
      after([
        same("aws_iam_user_group_membership", "bob", { user: "bob", groups: ["admins"] }),
        same("aws_iam_group_policy", "read", { group: "admins", name: "read", policy: READ }),
      ]),
    );
    expect(bob?.name).toBe("user bob");
    expect(bob?.identity.map(({ why }) => why)).toEqual([
      undefined,
      "group admins is not part of this plan, so what it allows is not known",
    ]);
  });

  it("are roles only where the plan does not hold the role", () => {
    const given = (role: string): ReturnType<typeof same> =>
      same("aws_iam_role_policy", role, { role, name: "read", policy: READ });
    const holders = holdersOf(
      after([same("aws_iam_role", "mine", roleValues("mine")), given("mine"), given("theirs")]),
    );
    expect(holders.map(({ name }) => name)).toEqual(["role theirs"]);
  });

  it("have a boundary and attached policies", () => {
    const arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const [ann] = holdersOf(
      after([
        same("aws_iam_user", "ann", { name: "ann", permissions_boundary: arn }),
        same("aws_iam_user_policy_attachments_exclusive", "ann", {
          user_name: "ann",
          policy_arns: [arn],
        }),
      ]),
    );
    expect([ann?.boundary, ...(ann?.own ?? [])].map((found) => found?.name)).toEqual([
      "AdministratorAccess",
      "AdministratorAccess",
    ]);
  });

  it("say where only the apply tells the name", () => {
    const [holder] = holdersOf(
      after([
        made(
          "aws_iam_role_policy.read",
          { name: "read", policy: READ },
          { role: true },
          { role: { references: ["module.other.role_name"] } },
        ),
      ]),
    );
    expect(holder?.name).toBe("role module.other.role_name (known after apply)");
  });
});
