import { found, type Reading } from "../../../../cli/src/aws";
import { roleChecks } from "../../../../cli/src/delivery";
import { needsOf } from "../../../../cli/src/delivery/task";
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

  it("is needed for more than secrets: what Fargate pulls and logs, and what a task mounts", async () => {
    const container = (image: string, logDriver?: "awslogs" | "splunk") => {
      return { name: "web", image, ...(logDriver && { logConfiguration: { logDriver } }) };
    };
    const ecr = container("123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1");
    const fargate = { requiresCompatibilities: ["FARGATE" as const] };
    expect(needsOf({ ...fargate, containerDefinitions: [ecr] }).execution).toEqual([
      "pulls the image of web from ECR",
    ]);
    const logging = [container("nginx", "awslogs"), container("nginx", "splunk")];
    expect(needsOf({ ...fargate, containerDefinitions: logging }).execution).toEqual([
      "writes the log of web",
    ]);
    // An instance has a role of its own for both.
    expect(needsOf({ containerDefinitions: [ecr, ...logging] }).execution).toEqual([]);
    expect(needsOf({ ...fargate, containerDefinitions: [container("nginx")] }).execution).toEqual(
      [],
    );
    const efs = (iam: "ENABLED" | "DISABLED") => {
      const authorizationConfig = { iam };
      return {
        name: "data",
        efsVolumeConfiguration: { fileSystemId: "fs-1", authorizationConfig },
      };
    };
    expect(needsOf({ volumes: [efs("ENABLED")] }).task).toEqual(["mounts the file system of data"]);
    expect(needsOf({ volumes: [efs("DISABLED"), { name: "tmp" }] }).task).toEqual([]);
    const neededFor = needsOf({ ...fargate, containerDefinitions: [ecr] }).execution;
    const unnamed = {
      reader: "execution",
      location: LOCATION,
      read: role(REFUSED).read,
      neededFor,
    } as const;
    expect(await said(roleChecks, unnamed)).toEqual([
      "role-missing problem: the task definition has no execution role, which pulls the image of web from ECR",
    ]);
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
