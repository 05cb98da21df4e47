import type { MadeChange } from "../fixtures/made-plan";
import { GET, review } from "./attacks";
import { allow, changed, policy, roleValues, same, secret, secretArn } from "./made-world";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const ATTACHED = { managed_policy_arns: [ADMIN] };
const INLINE = { inline_policy: [{ name: "read", policy: policy([allow(GET, secretArn("db"))]) }] };

/** Of a role whose configuration no longer names them, the plan still tells the policies that AWS tells. */
function moved(told: Readonly<Record<string, unknown>>, into: MadeChange): readonly string[] {
  const role = same("aws_iam_role", "app", roleValues("app", told));
  const { findings, access } = review([secret("db"), role, into]);
  return [
    ...findings.map(({ id, added = [] }) => `${id} ${added.join()}`),
    ...access.map(({ principal, before, after }) => `${principal}: ${before}, ${after}`),
  ];
}

const attachment = (arn: string): MadeChange =>
  changed("aws_iam_role_policy_attachment", "app", null, { role: "app", policy_arn: arn });
const inline = (resource: string): MadeChange =>
  changed("aws_iam_role_policy", "app", null, {
    role: "app",
    name: "read",
    policy: policy([allow(GET, resource)]),
  });

describe("a policy that moves from a role into a resource of its own", () => {
  it.each<[string, Readonly<Record<string, unknown>>, MadeChange]>([
    ["managed_policy_arns", ATTACHED, attachment(ADMIN)],
    ["inline_policy", INLINE, inline(secretArn("db"))],
  ])("was there before: %s", (_what, told, into) => {
    expect(moved(told, into)).toEqual(["app: readable, readable"]);
  });

  it("is new where it says more than before", () => {
    expect(moved(INLINE, inline("*"))).toEqual([
      `IAM-WIDENED Allow ${GET} on *`,
      "app: readable, readable",
    ]);
  });

  it("is new where the role did not have it", () => {
    expect(moved({ managed_policy_arns: [] }, attachment(ADMIN))).toEqual([
      "IAM-WIDENED Allow * on *",
      "app: not readable, readable",
    ]);
  });
});
