import { isObject, listIn, type JsonObject } from "../plan/json";

/**
 * What AWS or its provider fills in where a definition says nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
const DEFAULTS: JsonObject = {
  cpu: 0,
  disableNetworking: false,
  essential: true,
  interactive: false,
  privileged: false,
  pseudoTerminal: false,
  readonlyRootFilesystem: false,
  versionConsistency: "enabled",
};

const HEALTH_CHECK: JsonObject = { interval: 30, retries: 3, timeout: 5 };
const MOUNT_POINT: JsonObject = { readOnly: false };

/** Lists whose order says something. */
const ORDERED = ["command", "entryPoint", "dnsSearchDomains", "dnsServers", "links"];

/** A container definition without what is as it would be anyway, its lists in one order. */
export function normalizeContainer(
  container: JsonObject,
  networkMode: string | undefined,
): JsonObject {
  const entries = Object.entries(withoutDefaults(container, DEFAULTS)).map(([name, value]) => {
    return [name, normalizePart(name, value, networkMode)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => !isEmpty(value)));
}

function normalizePart(name: string, value: unknown, networkMode: string | undefined): unknown {
  if (name === "portMappings")
    return sorted(listIn(value).map((port) => openPort(port, networkMode)));
  if (name === "mountPoints") {
    return sorted(listIn(value).map((mount) => withoutDefaults(mount, MOUNT_POINT)));
  }
  if (name === "healthCheck") return withoutDefaults(value, HEALTH_CHECK);
  if (Array.isArray(value) && !ORDERED.includes(name)) {
    return sorted(value.map((part) => withoutDefaults(part, {})));
  }
  return isObject(value) ? withoutDefaults(value, {}) : value;
}

/** With `awsvpc` and `host` a port of the host is the container's; the provider writes it down, and nobody else. */
function openPort(port: unknown, networkMode: string | undefined): unknown {
  if (!isObject(port)) return port;
  const same = networkMode === "awsvpc" || networkMode === "host";
  const host = same ? port["containerPort"] : 0;
  return withoutDefaults(port, { hostPort: host, protocol: "tcp" });
}

function withoutDefaults(value: unknown, defaults: JsonObject): JsonObject {
  if (!isObject(value)) return { value };
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, part]) =>
        !isEmpty(part) && !(Object.hasOwn(defaults, name) && defaults[name] === part),
    ),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function sorted(list: readonly unknown[]): readonly unknown[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
