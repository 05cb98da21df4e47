import { found, type Reading } from "../../../../cli/src/aws";
import { roleChecks } from "../../../../cli/src/delivery";
import type { RoleAsRead, TaskRole } from "../../../../cli/src/delivery/role";
import { ACCOUNT, OTHER, policy, ROLE } from "../../policy/policies";
import { LOCATION, REFUSED, roleAsRead, said } from "./subject";

const role = (read: Reading<RoleAsRead>): TaskRole => ({
  reader: "execution",
  location: LOCATION,
  arn: ROLE,
  read: async () => read,
});
const trusting = (Service: string, Condition?: object): Reading<RoleAsRead> => {
  const statement = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" };
  return found(
    roleAsRead({ trust: policy({ ...statement, ...(Condition ? { Condition } : {}) }) }),
  );
};
const ECS = "ecs-tasks.amazonaws.com";

describe("a role of a task", () => {
  it.each<[string, Reading<RoleAsRead>]>([
    ["trusts ECS", trusting(ECS)],
    [
      "trusts ECS for its account",
      trusting(ECS, { StringEquals: { "aws:SourceAccount": ACCOUNT } }),
    ],
  ])("is fine: it %s", async (_what, read) => {
    expect(await said(roleChecks, role(read))).toEqual([]);
  });

  it("is named by the task definition", async () => {
    const unnamed = { reader: "task", location: LOCATION, read: role(REFUSED).read } as const;
    const finding = "the task definition has no task role";
    expect(await said(roleChecks, unnamed)).toEqual([`role-missing problem: ${finding}`]);
  });

  it.each<[string, Reading<RoleAsRead>, string]>([
    [
      "is gone",
      { state: "missing", why: "no such entity" },
      `role-missing problem: the execution role ${ROLE} does not exist`,
    ],
    [
      "may not be seen",
      REFUSED,
      `role-missing unknown: the execution role ${ROLE} cannot be read: you may not call it`,
    ],
    ["trusts another service", trusting("ec2.amazonaws.com"), "role-trust problem: "],
    [
      "trusts ECS of another account",
      trusting(ECS, { StringEquals: { "aws:SourceAccount": OTHER } }),
      "role-trust problem: ",
    ],
    [
      "trusts ECS on a condition that cannot be told",
      trusting(ECS, { StringEquals: { "aws:PrincipalServiceName": ECS } }),
      "role-trust unknown: ",
    ],
  ])("%s", async (_what, read, verdict) => {
    const [first = "", ...more] = await said(roleChecks, role(read));
    expect(first.slice(0, verdict.length)).toBe(verdict);
    expect(first).not.toMatch(/\.$/);
    expect(more).toEqual([]);
  });
});
