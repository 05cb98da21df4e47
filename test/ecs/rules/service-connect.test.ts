import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => {
    const text = JSON.stringify(value);
    return [value, text.length > 120 ? `${text.slice(0, 117)}…` : text] as const;
  });
const AUTHORITY =
  "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";

describe("the rules of Service Connect", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/service-connect.ts", ecsRules, {
    serviceConnectNetwork: {
      accepted: ["awsvpc", "bridge"],
      refused: [
        ["host", "it in network mode host"],
        ["none", "it in network mode none"],
      ],
    },
    serviceConnectNamespace: {
      accepted: [
        { own: "internal", hasDefault: false },
        { own: undefined, hasDefault: true },
      ],
      refused: [[{ own: undefined, hasDefault: false }, "none"]],
    },
    serviceConnectProtocol: {
      accepted: [{ name: "http", udp: ["dns"] }],
      refused: [[{ name: "dns", udp: ["dns"] }, "dns, which is of UDP"]],
    },
    serviceConnectPort: {
      accepted: [{ name: "http", known: ["admin", "http"] }],
      refused: [
        [{ name: "htp", known: ["admin", "http"] }, "htp (the task has admin, http)"],
        [{ name: "http", known: [] }, "http (the task has no named ports)"],
      ],
    },
    discoveryName: {
      accepted: ["a", "_orders-1", "a".repeat(64)],
      refused: quoted("", "-a", "Orders", "a.b", "a".repeat(65)),
    },
    clientDnsName: {
      accepted: ["orders", "orders.internal", "a".repeat(127)],
      refused: quoted("", "-a", "Orders", "a".repeat(128)),
    },
    serviceConnectAliasUnique: {
      accepted: [["orders:80", "orders", "admin:80", "admin"]],
      refused: [[["orders:80", "orders", "orders:80", "admin"], "orders:80 twice"]],
    },
    serviceConnectTimeout: {
      accepted: [0, 2_147_483_647],
      refused: quoted(-1, 1.5, 2_147_483_648),
    },
    serviceConnectTcpTimeout: {
      accepted: [{ appProtocol: "grpc" }],
      refused: [[{ appProtocol: undefined }, "it for a TCP port"]],
    },
    certificateAuthority: {
      accepted: [AUTHORITY],
      refused: quoted("ca", AUTHORITY.replace("-authority", "")),
    },
  });
});
