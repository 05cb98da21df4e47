import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const one = (container: string, port: number, more: Partial<ecsRules.MappedPort> = {}) => ({
  container,
  range: [port, port] as const,
  isRange: false,
  protocol: "tcp",
  ...more,
});
const ranged = (container: string, first: number, last: number) => ({
  ...one(container, first),
  range: [first, last] as const,
  isRange: true,
});
const awsvpc = "awsvpc";
const bridge = "bridge";

describe("the rules of ports", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/ports.ts", ecsRules, {
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
    hostPortReserved: {
      accepted: [
        { networkMode: "bridge", containerPort: 22 },
        { networkMode: "bridge", containerPort: 22, hostPort: 2222 },
        { networkMode: "awsvpc", containerPort: 22, hostPort: 22 },
        { networkMode: "host", containerPort: 2377 },
      ],
      refused: [
        [{ networkMode: "bridge", containerPort: 80, hostPort: 22 }, "22"],
        [{ networkMode: "host", containerPort: 51_678 }, "51678"],
      ],
    },
    portAppProtocolName: {
      accepted: [{}, { name: "web" }, { appProtocol: "http", name: "web" }],
      refused: [[{ appProtocol: "http" }, "http without a name"]],
    },
    portRange: {
      accepted: [
        { networkMode: awsvpc, range: "8080-8090" },
        { networkMode: bridge, range: "1-65535" },
      ],
      refused: [
        [{ networkMode: "host", range: "80-90" }, "80-90 in network mode host"],
        [{ networkMode: "none", range: "80-90" }, "80-90 in network mode none"],
        [{ networkMode: awsvpc, range: "80" }, "80 in network mode awsvpc"],
        [{ networkMode: awsvpc, range: "80-80" }, "80-80 in network mode awsvpc"],
        [{ networkMode: awsvpc, range: "90-80" }, "90-80 in network mode awsvpc"],
        [{ networkMode: awsvpc, range: "0-80" }, "0-80 in network mode awsvpc"],
        [{ networkMode: awsvpc, range: "80-65536" }, "80-65536 in network mode awsvpc"],
        [{ networkMode: awsvpc, range: "80 - 90" }, "80 - 90 in network mode awsvpc"],
      ],
    },
    portOrRange: {
      accepted: [{ containerPort: 80, hostPort: 80 }, { containerPortRange: "80-90" }],
      refused: [
        [{}, "neither"],
        [{ containerPort: 80, containerPortRange: "80-90" }, "both"],
        [{ containerPortRange: "80-90", hostPort: 80 }, "a range with hostPort"],
      ],
    },
    portRangeCount: { accepted: [0, 100], refused: [[101, "101"]] },
    portProtocol: {
      accepted: ["tcp", "udp"],
      refused: [
        ["TCP", '"TCP"'],
        ["sctp", '"sctp"'],
      ],
    },
    portAppProtocol: {
      accepted: ["http", "http2", "grpc"],
      refused: [["https", '"https"']],
    },
    portName: {
      accepted: ["a", "http", "_http-2", "a".repeat(64)],
      refused: [
        ["", '""'],
        ["Bad Name!", '"Bad Name!"'],
        ["Http", '"Http"'],
        ["-http", '"-http"'],
        ["a".repeat(65), `"${"a".repeat(65)}"`],
      ],
    },
    portNameUnique: {
      accepted: [[], ["http", "grpc"]],
      refused: [[["http", "grpc", "http"], '"http" twice']],
    },
    portUnique: {
      accepted: [
        { networkMode: awsvpc, before: [one("proxy", 80)], added: [one("web", 8080)] },
        {
          networkMode: awsvpc,
          before: [one("dns", 53)],
          added: [one("web", 53, { protocol: "udp" })],
        },
        { networkMode: awsvpc, before: [ranged("web", 80, 89)], added: [one("proxy", 90)] },
        { networkMode: bridge, before: [one("proxy", 80)], added: [one("web", 80)] },
        {
          networkMode: bridge,
          before: [one("proxy", 80, { hostPort: 0 })],
          added: [one("web", 80, { hostPort: 0 })],
        },
        {
          networkMode: bridge,
          before: [],
          added: [one("web", 80, { hostPort: 80 }), one("web", 80, { hostPort: 8080 })],
        },
        { networkMode: bridge, before: [ranged("proxy", 80, 90)], added: [one("web", 85)] },
      ],
      refused: [
        [
          { networkMode: awsvpc, before: [one("proxy", 80)], added: [one("web", 80)] },
          "80/tcp of web, which proxy has",
        ],
        [
          { networkMode: "host", before: [one("proxy", 80)], added: [one("web", 80)] },
          "80/tcp of web, which proxy has",
        ],
        [
          { networkMode: awsvpc, before: [], added: [one("web", 80), one("web", 80)] },
          "80/tcp twice in web",
        ],
        [
          { networkMode: awsvpc, before: [ranged("proxy", 80, 90)], added: [one("web", 90)] },
          "90/tcp of web, which proxy has",
        ],
        [
          { networkMode: awsvpc, before: [one("proxy", 90)], added: [ranged("web", 80, 90)] },
          "80-90/tcp of web, which proxy has",
        ],
        [
          {
            networkMode: awsvpc,
            before: [],
            added: [ranged("web", 80, 90), ranged("web", 90, 99)],
          },
          "90-99/tcp twice in web",
        ],
        [
          {
            networkMode: bridge,
            before: [one("proxy", 80, { hostPort: 8080 })],
            added: [one("web", 90, { hostPort: 8080 })],
          },
          "8080/tcp of web, which proxy has",
        ],
        [
          { networkMode: bridge, before: [], added: [ranged("web", 80, 90), one("web", 85)] },
          "85/tcp twice in web",
        ],
      ],
    },
  });
});
