import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const state = { name: "init", essential: true, hasHealthCheck: false };

describe("the rules of containers", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/container.ts", ecsRules, {
    containerNameUnique: {
      accepted: [{ name: "web", taken: ["proxy", "Web"] }],
      refused: [[{ name: "web", taken: ["proxy", "web"] }, '"web"']],
    },
    containerNameFree: {
      accepted: ["web", "task", "execution-role-2"],
      refused: [
        ["execution-role", '"execution-role"'],
        ["task-role", '"task-role"'],
        ["task-definition", '"task-definition"'],
      ],
    },
    environmentVariableName: {
      accepted: ["A", "DB_PASSWORD", "db.password-1"],
      refused: [
        ["", '""'],
        ["A=B", '"A=B"'],
        ["A B", '"A B"'],
        ["A\n", '"A\\n"'],
      ],
    },
    variableUnique: {
      accepted: [{ name: "A", taken: ["a", "B"] }],
      refused: [[{ name: "A", taken: ["A"] }, "A twice"]],
    },
    workingDirectory: {
      accepted: ["/", "/app", "/srv/my app"],
      refused: [
        ["app", '"app"'],
        ["./app", '"./app"'],
        ["", '""'],
      ],
    },
    mountPath: {
      accepted: ["/a", "/run/secrets", "/a..b"],
      refused: [
        ["/", '"/"'],
        ["run/secrets", '"run/secrets"'],
        ["/run/../etc", '"/run/../etc"'],
        ["/run:ro", '"/run:ro"'],
      ],
    },
    healthCheckTiming: {
      accepted: [
        [5, 5, 300],
        [300, 5, 300],
      ],
      refused: [
        [[4, 5, 300], "4"],
        [[301, 5, 300], "301"],
        [[5.5, 5, 300], "5.5"],
      ],
    },
    healthCheckCommand: {
      accepted: [{ words: ["CMD", "true"] }, { words: ["CMD-SHELL", "curl -f localhost"] }],
      refused: [
        [{ words: ["curl", "-f", "localhost"] }, '"curl"'],
        [{ words: ["cmd", "true"] }, '"cmd"'],
        [{ words: ["NONE"] }, '"NONE"'],
        [{ words: ["CMD-SHELL"] }, "CMD-SHELL alone"],
        [{ words: [] }, "nothing"],
      ],
    },
    containerTimeout: {
      accepted: [
        { seconds: 2, compatibility: "FARGATE" },
        { seconds: 120, compatibility: "FARGATE" },
        { seconds: 1, compatibility: "EC2" },
        { seconds: 3600, compatibility: "EC2" },
      ],
      refused: [
        [{ seconds: 0, compatibility: "EC2" }, "0"],
        [{ seconds: 1, compatibility: "FARGATE" }, "1"],
        [{ seconds: 121, compatibility: "FARGATE" }, "121"],
        [{ seconds: 2.5, compatibility: "FARGATE" }, "2.5"],
      ],
    },
    dependencyKnown: {
      accepted: [{ name: "init", known: ["web", "init"] }],
      refused: [
        [
          { name: "Init", known: ["web", "init"] },
          '"Init" (the task has init, web; did you mean "init"?)',
        ],
        [{ name: "database", known: ["web", "init"] }, '"database" (the task has init, web)'],
      ],
    },
    containerKnown: {
      accepted: [{ name: "init", known: ["web", "init"] }],
      refused: [
        [{ name: "wbe", known: ["web"] }, '"wbe" (the task has web; did you mean "web"?)'],
        [{ name: "database", known: ["web"] }, '"database" (the task has web)'],
      ],
    },
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
    dependencyCycle: { accepted: [[]], refused: [[["a", "b", "a"], "a → b → a"]] },
  });
});
