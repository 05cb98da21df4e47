import type { Json } from "../../core";
import { isUnresolved, listOf, number, oneOf, part } from "../../core/internal";
import { parsePortRange, type MappedPort } from "../rules";
import { field, type ContainerField } from "./field";

/** A port, or a range of ports, that a container listens on. */
export interface PortMapping {
  /** Needed unless there is a range. */
  readonly containerPort?: number;
  /** Such as `8080-8090`; in network modes awsvpc and bridge. @default - one port */
  readonly containerPortRange?: string;
  /** Port of the instance; of use in network mode bridge only. @default - the same port, a free one in bridge */
  readonly hostPort?: number;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp";
  /** Name for service discovery and Service Connect. @default - none */
  readonly name?: string;
  /** @default - unknown protocol */
  readonly appProtocol?: "http" | "http2" | "grpc";
}

/** The field of the prop `portMappings`. */
export const portMappings: ContainerField<readonly PortMapping[]> = field(
  listOf<PortMapping>({
    containerPort: number,
    containerPortRange: part,
    hostPort: number,
    protocol: oneOf(part, { tcp: true, udp: true }),
    name: part,
    appProtocol: oneOf(part, { http: true, http2: true, grpc: true }),
  }),
  (mappings, place) => ({
    portMappings: mappings.map((mapping, index) => {
      const { containerPort, containerPortRange, hostPort, protocol = "tcp" } = mapping;
      return {
        containerPort,
        containerPortRange: place.text(`port-${index}-range`, containerPortRange),
        hostPort,
        protocol: place.text(`port-${index}-protocol`, protocol),
        name: place.text(`port-${index}-name`, mapping.name),
        appProtocol: place.text(`port-${index}-app-protocol`, mapping.appProtocol),
      };
    }),
  }),
);

/** A port mapping in the JSON of a container; numbers may be tokens. */
export interface PortJson {
  readonly containerPort?: number;
  readonly containerPortRange?: string;
  readonly hostPort?: number;
  readonly protocol?: string;
  readonly name?: string;
  readonly appProtocol?: string;
}

/** The port mappings of a container definition. */
export function portsIn(fields: Readonly<Record<string, Json>>): readonly PortJson[] {
  const { portMappings: mappings } = fields;
  return Array.isArray(mappings) ? (mappings as readonly PortJson[]) : [];
}

/** The port mappings that are known at synthesis. */
export function mappedPorts(container: string, ports: readonly PortJson[]): readonly MappedPort[] {
  return ports.flatMap(({ containerPort, containerPortRange, hostPort, protocol = "tcp" }) => {
    if (isUnresolved([containerPort, containerPortRange, hostPort, protocol])) return [];
    const range =
      containerPortRange === undefined
        ? ([containerPort ?? 0, containerPort ?? 0] as const)
        : parsePortRange(containerPortRange);
    if (!range) return [];
    return { container, range, hostPort, protocol, isRange: containerPortRange !== undefined };
  });
}
