import {
  ecsEmptyNetworkConfiguration,
  ecsServiceDefaults,
  ecsServiceTasks,
  ecsSteadyState,
} from "../../../../cli/src/local-aws/quirks/ecs";
import type { Quirk } from "../../../../cli/src/local-aws/quirk";
import { answer, asked, call, exchange } from "./exchange";

const PREFIX = "arn:aws:ecs:eu-central-1:123456789012";
const SERVICE = {
  serviceArn: `${PREFIX}:service/orders/web`,
  serviceName: "web",
  clusterArn: `${PREFIX}:cluster/orders`,
  status: "ACTIVE",
  taskDefinition: `${PREFIX}:task-definition/web:1`,
  desiredCount: 2,
};

const ecs = (operation: string, body: object = {}) => call("ecs", operation, body);

describe("ecs-service-defaults", () => {
  const described = (quirk: Quirk): unknown =>
    asked(quirk, ecs("DescribeServices"), { services: [SERVICE], failures: [] });

  it("says back what was said when the service was made, and what an update changed of it", () => {
    const quirk = ecsServiceDefaults();
    const made = { enableExecuteCommand: true, healthCheckGracePeriodSeconds: 60, tags: [] };
    expect(asked(quirk, ecs("CreateService", made), { service: SERVICE })).toEqual({
      service: { ...SERVICE, enableExecuteCommand: true, healthCheckGracePeriodSeconds: 60 },
    });
    const update = { healthCheckGracePeriodSeconds: 30, enableExecuteCommand: null };
    asked(quirk, ecs("UpdateService", update), { service: SERVICE });
    expect(described(quirk)).toEqual({
      services: [{ ...SERVICE, enableExecuteCommand: true, healthCheckGracePeriodSeconds: 30 }],
      failures: [],
    });
  });

  it.each(["DeleteService", "CreateService"])("starts anew after %s", (operation) => {
    const quirk = ecsServiceDefaults();
    const made = ecs("CreateService", { enableExecuteCommand: true });
    asked(quirk, made, { service: SERVICE });
    asked(quirk, ecs(operation), { service: SERVICE });
    expect(described(quirk)).toEqual({ services: [SERVICE], failures: [] });
  });

  it("leaves a refusal as it is", () => {
    const refused = answer({ service: SERVICE }, 400);
    const made = ecs("CreateService", { enableExecuteCommand: true });
    expect(exchange(ecsServiceDefaults(), made, refused).response).toBe(refused);
  });
});

describe("ecs-empty-network-configuration", () => {
  it("leaves an empty one out, in the service and in its deployments, and keeps any other", () => {
    const awsvpc = { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } } };
    const empty = { networkConfiguration: {} };
    const service = { ...SERVICE, ...empty, deployments: [{ id: "a", ...empty }, awsvpc] };
    const quirk = ecsEmptyNetworkConfiguration();
    expect(asked(quirk, ecs("DescribeServices"), { services: [service] })).toEqual({
      services: [{ ...SERVICE, deployments: [{ id: "a" }, awsvpc] }],
    });
    expect(
      asked(quirk, ecs("CreateService"), { service: { ...SERVICE, ...awsvpc } }),
    ).toMatchObject({ service: awsvpc });
  });
});

describe("ecs-steady-state", () => {
  it("reports a service as rolled out with its present task definition", () => {
    const deployments = [{ id: "ecs-svc/1", taskDefinition: "an old one", failedTasks: 3 }];
    const service = { ...SERVICE, runningCount: 0, pendingCount: 2, deployments };
    const counts = { desiredCount: 2, runningCount: 2, pendingCount: 0 };
    expect(asked(ecsSteadyState(), ecs("UpdateService"), { service })).toEqual({
      service: {
        ...SERVICE,
        ...counts,
        deployments: [
          {
            id: "ecs-svc/1",
            ...counts,
            taskDefinition: SERVICE.taskDefinition,
            failedTasks: 0,
            rolloutState: "COMPLETED",
            rolloutStateReason: "ECS deployment ecs-svc/1 completed.",
          },
        ],
      },
    });
  });

  it("leaves a service that is going as it is", () => {
    const service = { ...SERVICE, status: "DRAINING", runningCount: 0 };
    expect(asked(ecsSteadyState(), ecs("DeleteService"), { service })).toEqual({ service });
  });
});

describe("ecs-service-tasks", () => {
  const where = { cluster: "orders", serviceName: "web" };

  function change(quirk: Quirk, operation: string, body: object = {}, of: object = {}): void {
    asked(quirk, ecs(operation, body), { service: { ...SERVICE, ...of } });
  }

  function listed(quirk: Quirk, body: object = {}): readonly string[] {
    const list = ecs("ListTasks", { ...where, ...body });
    return (asked(quirk, list, { taskArns: [] }) as { taskArns: string[] }).taskArns;
  }

  function running(): Quirk {
    const quirk = ecsServiceTasks();
    change(quirk, "CreateService");
    return quirk;
  }

  it("starts as many tasks as the service wants, named by name or by ARN", () => {
    const quirk = running();
    const tasks = listed(quirk);
    expect(tasks).toHaveLength(2);
    expect(tasks[0]).toMatch(new RegExp(`^${PREFIX}:task/orders/[0-9a-f]{32}$`));
    const byArn = { cluster: SERVICE.clusterArn, serviceName: SERVICE.serviceArn };
    expect(listed(quirk, byArn)).toEqual(tasks);
    expect(listed(quirk, { serviceName: "other" })).toEqual([]);
  });

  it("describes them beside those of the emulator", () => {
    const quirk = running();
    const [first = ""] = listed(quirk);
    const others = { tasks: [{ taskArn: "other" }], failures: [] };
    expect(asked(quirk, ecs("DescribeTasks", { tasks: [first] }), others)).toEqual({
      failures: [],
      tasks: [
        { taskArn: "other" },
        expect.objectContaining({
          taskArn: first,
          lastStatus: "RUNNING",
          taskDefinitionArn: SERVICE.taskDefinition,
          group: "service:web",
          startedAt: expect.any(Number),
        }),
      ],
    });
  });

  it.each([
    ["by a forced deployment", { forceNewDeployment: true }, {}],
    ["by another task definition", {}, { taskDefinition: `${PREFIX}:task-definition/web:2` }],
  ])("replaces them %s", (_how, body, of) => {
    const quirk = running();
    const before = listed(quirk);
    change(quirk, "UpdateService", body, of);
    const after = listed(quirk);
    expect(after).toHaveLength(2);
    expect(after.filter((task) => before.includes(task))).toEqual([]);
    expect(listed(quirk, { desiredStatus: "STOPPED" })).toEqual(before);
  });

  it("stops those that are too many, and keeps the others", () => {
    const quirk = running();
    const [first] = listed(quirk);
    change(quirk, "UpdateService", {}, { desiredCount: 1 });
    expect(listed(quirk)).toEqual([first]);
    expect(listed(quirk, { desiredStatus: "STOPPED" })).toHaveLength(1);
  });

  it("stops all with the service, and forgets them when it is made again", () => {
    const quirk = running();
    change(quirk, "DeleteService");
    expect(listed(quirk)).toEqual([]);
    expect(listed(quirk, { desiredStatus: "STOPPED" })).toHaveLength(2);
    change(quirk, "CreateService");
    expect(listed(quirk, { desiredStatus: "STOPPED" })).toEqual([]);
  });

  it("leaves the tasks that no service started to the emulator", () => {
    const own = { taskArns: ["run-task"] };
    expect(asked(running(), ecs("ListTasks", { cluster: "orders" }), own)).toEqual(own);
  });
});
