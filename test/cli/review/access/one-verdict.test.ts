import { analyseAccess } from "../../../../cli/src/review/access";
import { madeInput } from "../fixtures/made-plan";
import { allow, changed, policy, roleValues, secret, secretArn, TASKS, task } from "./made-world";

/** A task whose role these may be. */
function analysed(services: readonly string[]): ReturnType<typeof analyseAccess> {
  const trust = policy(
    services.map((name) => ({ ...TASKS, Principal: { Service: `${name}.amazonaws.com` } })),
  );
  const values = roleValues("web", { assume_role_policy: trust });
  const read = policy([allow("secretsmanager:GetSecretValue", secretArn("db"))]);
  return analyseAccess(
    madeInput([
      secret("db"),
      changed("aws_iam_role", "web", null, values),
      changed("aws_iam_role_policy", "web", null, { role: "web", name: "read", policy: read }),
      changed("aws_ecs_task_definition", "web", null, task("web", "web", { DB_PASSWORD: "db" })),
    ]),
  );
}

describe("a task whose role ECS cannot assume", () => {
  it("is never said to receive what the finding says it cannot read", () => {
    const { access, facts } = analysed(["ec2"]);
    expect(facts.unreadable).toHaveLength(1);
    // An instance with this role reads it; the task does not.
    expect(access).toMatchObject([{ principal: "web", after: "readable", uses: [] }]);
  });

  it("reads it where ECS is among those who can", () => {
    const { access, facts } = analysed(["ec2", "ecs-tasks"]);
    expect(facts.unreadable).toEqual([]);
    expect(access).toMatchObject([{ after: "readable", uses: [{ target: "DB_PASSWORD" }] }]);
  });
});
