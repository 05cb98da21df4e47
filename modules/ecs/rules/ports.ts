import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const REGISTER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
const PORT_MAPPING =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html";
const RANGES = 100;

/** A port or a range of ports that a container maps, known at synthesis. */
export interface MappedPort {
  readonly container: string;
  /** First and last port: the same number for a single port. */
  readonly range: readonly [number, number];
  readonly isRange: boolean;
  readonly hostPort?: number;
  readonly protocol: string;
}

/** First and last port of a range as ECS writes it; undefined for a text that is no range. */
export function parsePortRange(range: string): readonly [number, number] | undefined {
  const [, first = "", last = ""] = /^(\d+)-(\d+)$/.exec(range) ?? [];
  return first === "" ? undefined : [Number(first), Number(last)];
}

export const portNumber = defineRule<number>({
  id: "ecs-port",
  demands: "be a whole number from 1 to 65535",
  source: REGISTER,
  remedy: "Use the port the application listens on.",
  broken: (port) => !isPort(port),
});

export const hostPort = defineRule<{
  readonly networkMode: string;
  readonly containerPort: number;
  readonly hostPort?: number;
}>({
  id: "ecs-host-port",
  demands:
    "be left out or the container's own port in network modes awsvpc and host, from 0 (a free one) to 65535 in bridge, and in none there are no ports",
  source: PORT_MAPPING,
  remedy: "Leave it out.",
  broken: ({ networkMode, containerPort, hostPort: port }) => {
    if (isUnresolved([containerPort, port])) return false;
    const shown = `${containerPort} on ${port ?? "no host port"} in network mode ${networkMode}`;
    if (networkMode === "none") return shown;
    if (port === undefined || (networkMode !== "bridge" && port === containerPort)) return false;
    return (networkMode !== "bridge" || (port !== 0 && !isPort(port))) && shown;
  },
});

/** Ports that the instance itself uses: for SSH, Docker and the ECS agent. */
const RESERVED = [22, 2375, 2376, 51_678, 51_679, 51_680];

export const hostPortReserved = defineRule<{
  readonly networkMode: string;
  readonly containerPort: number;
  readonly hostPort?: number;
}>({
  id: "ecs-host-port-reserved",
  demands: `be another port of the instance than ${RESERVED.join(", ")}, which agents keep to themselves: no instance has room for the task`,
  source: PORT_MAPPING,
  remedy: "Take another one, unless ECS_RESERVED_PORTS of your instances gives it away.",
  broken: ({ networkMode, containerPort, hostPort: port }) => {
    if (networkMode !== "host" && networkMode !== "bridge") return false;
    const taken = networkMode === "host" ? containerPort : port;
    return taken !== undefined && RESERVED.includes(taken) && `${taken}`;
  },
  warns: true,
});

export const portRange = defineRule<{ readonly networkMode: string; readonly range: string }>({
  id: "ecs-port-range",
  demands:
    "be two ports from 1 to 65535 like 8080-8090, the first one less than the last, in network mode awsvpc or bridge",
  source: PORT_MAPPING,
  remedy: "Use containerPort for a single port, and for network mode host.",
  broken: ({ networkMode, range }) => {
    if (isUnresolved(range)) return false;
    const shown = `${range} in network mode ${networkMode}`;
    const [first, last] = parsePortRange(range) ?? [0, 0];
    if (!isPort(first) || !isPort(last) || first >= last) return shown;
    return networkMode !== "awsvpc" && networkMode !== "bridge" && shown;
  },
});

export const portOrRange = defineRule<{
  readonly containerPort?: number;
  readonly containerPortRange?: string;
  readonly hostPort?: number;
}>({
  id: "ecs-port-or-range",
  demands: "have either containerPort or containerPortRange, the latter without hostPort",
  source: PORT_MAPPING,
  remedy: "Leave one of them out: ECS chooses the host ports of a range.",
  broken: ({ containerPort, containerPortRange, hostPort: port }) => {
    if (containerPort === undefined && containerPortRange === undefined) return "neither";
    if (containerPort !== undefined && containerPortRange !== undefined) return "both";
    return containerPortRange !== undefined && port !== undefined && "a range with hostPort";
  },
});

export const portRangeCount = defineRule<number>({
  id: "ecs-port-range-count",
  demands: `hold at most ${RANGES} ranges of ports`,
  source: PORT_MAPPING,
  remedy: "Put ranges together that touch each other.",
  broken: (count) => count > RANGES,
});

export const portProtocol = defineRule<string>({
  id: "ecs-port-protocol",
  demands: "be tcp or udp: ECS takes every other text for tcp",
  source: PORT_MAPPING,
  remedy: "Leave it out for tcp.",
  broken: (protocol) => protocol !== "tcp" && protocol !== "udp",
});

export const portAppProtocol = defineRule<string>({
  id: "ecs-port-app-protocol",
  demands: "be http, http2 or grpc",
  source: PORT_MAPPING,
  remedy: "Leave it out for any other protocol over TCP.",
  broken: (protocol) => !["http", "http2", "grpc"].includes(protocol),
});

export const portAppProtocolName = defineRule<{
  readonly appProtocol?: string;
  readonly name?: string;
}>({
  id: "ecs-port-app-protocol-name",
  demands: "come with a name: only Service Connect reads it, and knows a port by its name",
  source: PORT_MAPPING,
  remedy: "Give the port a `name`, or leave `appProtocol` out.",
  broken: ({ appProtocol, name }) =>
    appProtocol !== undefined && name === undefined && `${appProtocol} without a name`,
  warns: true,
});

export const portName = defineRule<string>({
  id: "ecs-port-name",
  demands:
    "be 1 to 64 lower-case letters, digits, `_` or `-` that do not begin with a hyphen, as Service Connect takes it",
  source: PORT_MAPPING,
  remedy: "Use a name such as http.",
  broken: (name) => !/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name),
});

export const portNameUnique = defineRule<readonly string[]>({
  id: "ecs-port-name-unique",
  demands: "give each of the task's ports a name of its own",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts.html",
  remedy: "Rename one of them.",
  broken: (names) => {
    const twice = names.find((name, index) => !isUnresolved(name) && names.indexOf(name) < index);
    return twice !== undefined && `${JSON.stringify(twice)} twice`;
  },
});

export const portUnique = defineRule<{
  readonly networkMode: string;
  /** Ports of the container that is added. */
  readonly added: readonly MappedPort[];
  /** Ports of the containers that were added before. */
  readonly before: readonly MappedPort[];
}>({
  id: "ecs-port-unique",
  demands:
    "take no port that is taken: in network modes awsvpc and host the containers of a task share their ports, in bridge they share the instance's",
  source: REGISTER,
  remedy: "Let one of them listen on another port; in bridge leave hostPort out.",
  broken: ({ networkMode, added, before }) => {
    for (const [index, port] of added.entries()) {
      const other = [...before, ...added.slice(0, index)].find((taken) =>
        isClash(networkMode, taken, port),
      );
      if (other) return describeClash(networkMode, other, port);
    }
    return false;
  },
});

/** Whether two mappings of one task want the same port. */
function isClash(networkMode: string, a: MappedPort, b: MappedPort): boolean {
  if (a.protocol !== b.protocol) return false;
  const overlaps = a.range[0] <= b.range[1] && b.range[0] <= a.range[1];
  if (networkMode !== "bridge") return overlaps;
  if (a.hostPort !== undefined && a.hostPort !== 0 && a.hostPort === b.hostPort) return true;
  // Docker publishes a single port as often as it is told to; a port in a range must have no other mapping.
  return a.container === b.container && (a.isRange || b.isRange) && overlaps;
}

function describeClash(networkMode: string, other: MappedPort, port: MappedPort): string {
  const onHost = networkMode === "bridge" && other.hostPort === port.hostPort;
  const [first, last] = port.range;
  const shown = onHost && port.hostPort !== undefined ? port.hostPort : first;
  const range = port.isRange ? `${first}-${last}` : String(shown);
  const who =
    other.container === port.container
      ? `twice in ${port.container}`
      : `of ${port.container}, which ${other.container} has`;
  return `${range}/${port.protocol} ${who}`;
}

function isPort(port: number): boolean {
  return isWhole(port, 1, 65_535);
}
