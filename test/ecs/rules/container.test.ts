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
    listKnown: { accepted: [true], refused: [[false, "a list that only Terraform knows"]] },
    portNumber: {
      accepted: [1, 65_535],
      refused: [
        [0, "0"],
        [65_536, "65536"],
        [80.5, "80.5"],
      ],
    },
    hostPort: {
      accepted: [
        { networkMode: "awsvpc", containerPort: 80 },
        { networkMode: "awsvpc", containerPort: 80, hostPort: 80 },
        { networkMode: "host", containerPort: 80, hostPort: 80 },
        { networkMode: "bridge", containerPort: 80 },
        { networkMode: "bridge", containerPort: 80, hostPort: 0 },
        { networkMode: "bridge", containerPort: 80, hostPort: 65_535 },
      ],
      refused: [
        [
          { networkMode: "awsvpc", containerPort: 80, hostPort: 8080 },
          "80 on 8080 in network mode awsvpc",
        ],
        [{ networkMode: "host", containerPort: 80, hostPort: 0 }, "80 on 0 in network mode host"],
        [
          { networkMode: "bridge", containerPort: 80, hostPort: 65_536 },
          "80 on 65536 in network mode bridge",
        ],
        [
          { networkMode: "bridge", containerPort: 80, hostPort: 80.5 },
          "80 on 80.5 in network mode bridge",
        ],
        [{ networkMode: "none", containerPort: 80 }, "80 on no host port in network mode none"],
      ],
    },
    mountPath: {
      accepted: ["/", "/run/secrets", "/a..b"],
      refused: [
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
    dependencyKnown: {
      accepted: [{ name: "init", known: ["web", "init"] }],
      refused: [[{ name: "Init", known: ["web", "init"] }, '"Init" (the task has init, web)']],
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
