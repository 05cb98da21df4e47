import { collectProblems } from "cdktf-ecs-secrets/core";
import { ecsRules, type ContainerProps, type TaskDefinitionProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../support/synth";
import { itHoldsAtItsBoundaries } from "./support/boundaries";
import { image, taskIn } from "./support/fixtures";

type Containers = Readonly<Record<string, Partial<ContainerProps>>>;

const synthesizing =
  (containers: Containers, props: Partial<TaskDefinitionProps> = {}) =>
  (): unknown => {
    const stack = testStack();
    const task = taskIn(stack, props);
    for (const [name, given] of Object.entries(containers)) {
      task.addContainer(name, { image, ...given });
    }
    return synth(stack);
  };

describe("dependsOn", () => {
  it("takes containers that are added later, and a diamond of them", () => {
    expect(
      synthesizing({
        web: { dependsOn: { left: "START", right: "SUCCESS" } },
        left: { dependsOn: { base: "HEALTHY" } },
        right: { essential: false, dependsOn: { base: "START" } },
        base: { healthCheck: { command: ["CMD", "true"] } },
      }),
    ).not.toThrow();
  });

  it("names a container of the task", () => {
    expect(synthesizing({ web: { dependsOn: { migrations: "START" } }, api: {} })).toThrow(
      '[test/task] `web.dependsOn` must name another container of the task, got "migrations" (the task has api, web). Add the container, or correct the name. [ecs-depends-on-known]',
    );
  });

  it.each<[string, Containers, string]>([
    ["itself", { web: { dependsOn: { web: "START" } } }, "web → web"],
    [
      "others",
      {
        admin: { dependsOn: { api: "START" } },
        api: { dependsOn: { cache: "START" } },
        cache: { dependsOn: { api: "START" } },
      },
      "api → cache → api",
    ],
  ])("never leads back through %s", (_what, containers, cycle) => {
    expect(synthesizing(containers)).toThrow(
      new RegExp(
        `\\[test/task\\] \`\\w+\\.dependsOn\` must lead back to no container that waits for it, got ${cycle}\\. Remove one of these dependencies: the task would never start\\. \\[ecs-depends-on-cycle\\]`,
      ),
    );
  });

  it.each<[string, Containers, string]>([
    [
      "SUCCESS of an essential container",
      { web: { dependsOn: { init: "SUCCESS" } }, init: {} },
      "SUCCESS of init, which is essential",
    ],
    [
      "HEALTHY without a health check",
      { web: { dependsOn: { cache: "HEALTHY" } }, cache: {} },
      "HEALTHY of cache without healthCheck",
    ],
  ])("refuses %s", (_what, containers, got) => {
    expect(synthesizing(containers)).toThrow(`got ${got}. Set`);
  });
});

describe("timeouts of a container", () => {
  it.each(["startTimeoutSeconds", "stopTimeoutSeconds"])("%s end at 120 on Fargate", (prop) => {
    expect(synthesizing({ web: { [prop]: 120 } })).not.toThrow();
    expect(
      synthesizing({ web: { [prop]: 121, memoryLimitMiB: 9 } }, { compatibility: "EC2" }),
    ).not.toThrow();
    expect(synthesizing({ web: { [prop]: 121 } })).toThrow(
      new Error(
        `test/task/web: \`${prop}\` must be a whole number of seconds from 2, on Fargate to 120, got 121. Leave it out for the default. [ecs-container-timeout]`,
      ),
    );
  });
});

describe("a container's name", () => {
  it.each(["execution-role", "task-role", "task-definition"])("is not %s", (name) => {
    expect(synthesizing({ [name]: {} })).toThrow(
      new Error(
        `test/task: \`addContainer\` must be another name than execution-role, task-role and task-definition, got "${name}". Rename the container, for example after its program. [ecs-container-name-reserved]`,
      ),
    );
  });

  it("is one problem, where problems are collected", () => {
    // GIVEN
    const stack = testStack();
    const problems = collectProblems(stack);
    const task = taskIn(stack);
    // WHEN
    task.addContainer("task-definition", { image });
    task.addContainer("execution-role", { image });
    expect(task.executionRole.node.id).toBe("execution-role");
    // THEN
    expect(problems.map(({ rule }) => rule)).toEqual([
      "ecs-container-name-reserved",
      "ecs-container-name-reserved",
    ]);
  });
});

describe("the rules of dependencies", () => {
  const state = { name: "init", essential: true, hasHealthCheck: false };
  itHoldsAtItsBoundaries("modules/ecs/dependency-rules.ts", ecsRules, {
    dependencyKnown: {
      accepted: [{ name: "init", known: ["web", "init"] }],
      refused: [[{ name: "Init", known: ["web", "init"] }, '"Init" (the task has init, web)']],
    },
    dependencyCycle: { accepted: [[]], refused: [[["a", "b", "a"], "a → b → a"]] },
    dependencyCondition: {
      accepted: [
        { ...state, condition: "START" },
        { ...state, condition: "SUCCESS", essential: false },
        { ...state, condition: "HEALTHY", hasHealthCheck: true },
      ],
      refused: [
        [{ ...state, condition: "COMPLETE" }, "COMPLETE of init, which is essential"],
        [{ ...state, condition: "SUCCESS" }, "SUCCESS of init, which is essential"],
        [{ ...state, condition: "HEALTHY" }, "HEALTHY of init without healthCheck"],
      ],
    },
    containerTimeout: {
      accepted: [
        { seconds: 2, compatibility: "FARGATE" },
        { seconds: 120, compatibility: "FARGATE" },
        { seconds: 3600, compatibility: "EC2" },
      ],
      refused: [
        [{ seconds: 1, compatibility: "EC2" }, "1"],
        [{ seconds: 121, compatibility: "FARGATE" }, "121"],
        [{ seconds: 2.5, compatibility: "FARGATE" }, "2.5"],
      ],
    },
    containerNameFree: {
      accepted: ["web", "task", "execution-role-2"],
      refused: [
        ["execution-role", '"execution-role"'],
        ["task-role", '"task-role"'],
        ["task-definition", '"task-definition"'],
      ],
    },
  });
});
