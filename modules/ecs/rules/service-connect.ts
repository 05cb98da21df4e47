import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

export const serviceConnectNetwork = defineRule<string>({
  id: "ecs-service-connect-network",
  demands: "be left out in the network modes host and none, in which the proxy has no network",
  source: `${GUIDE}/service-connect-concepts-deploy.html`,
  remedy: "Use awsvpc or bridge.",
  broken: (mode) => (mode === "host" || mode === "none") && `it in network mode ${mode}`,
});

export const serviceConnectNamespace = defineRule<{
  readonly own: string | undefined;
  readonly hasDefault: boolean;
}>({
  id: "ecs-service-connect-namespace",
  demands: "name a namespace where the cluster has none for its services",
  source: `${API}/API_ServiceConnectConfiguration.html`,
  remedy:
    "Set `serviceConnectNamespaceArn` of the EcsCluster, or `namespace` here, to a namespace of Cloud Map.",
  broken: ({ own, hasDefault }) => own === undefined && !hasDefault && "none",
});

export const serviceConnectProtocol = defineRule<{
  readonly name: string;
  readonly udp: readonly string[];
}>({
  id: "ecs-service-connect-protocol",
  demands: "be a port of TCP: the proxy takes no other connections",
  source: `${GUIDE}/service-connect-concepts-deploy.html`,
  remedy: "Let clients find a port of UDP by `serviceDiscovery`.",
  broken: ({ name, udp }) => udp.includes(name) && `${name}, which is of UDP`,
});

export const serviceConnectPort = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-service-connect-port",
  demands: "be the name of a port mapping of the task",
  source: `${API}/API_ServiceConnectService.html`,
  remedy: "Give the container's port a `name`, or correct it.",
  broken: ({ name, known }) =>
    !isUnresolved([name, ...known]) &&
    !known.includes(name) &&
    `${name} (the task has ${known.length > 0 ? known.join(", ") : "no named ports"})`,
});

export const discoveryName = defineRule<string>({
  id: "ecs-service-connect-discovery-name",
  demands: "be 1 to 64 lower-case letters, digits, `_` or `-`, not beginning with `-`",
  source: `${API}/API_ServiceConnectService.html`,
  remedy: "It is the name of the service in Cloud Map, such as orders.",
  broken: (name) => !/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name),
});

export const clientDnsName = defineRule<string>({
  id: "ecs-service-connect-dns-name",
  demands: "be 1 to 127 lower-case letters, digits, `_`, `-` or `.`, not beginning with `-`",
  source: `${API}/API_ServiceConnectClientAlias.html`,
  remedy: "It is the name by which clients connect, such as orders.internal.",
  broken: (name) => !/^[a-z0-9_.][a-z0-9_.-]{0,126}$/.test(name),
});

export const serviceConnectAliasUnique = defineRule<readonly string[]>({
  id: "ecs-service-connect-alias",
  demands: "name each client alias and each discovery name once in a service",
  source: `${API}/API_ServiceConnectClientAlias.html`,
  remedy: "Give one of them another port or name.",
  broken: (names) => {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return twice !== undefined && `${twice} twice`;
  },
});

export const serviceConnectTimeout = defineRule<number>({
  id: "ecs-service-connect-timeout",
  demands: "be a whole number from 0 to 2147483647 seconds; 0 is without end",
  source: `${API}/API_TimeoutConfiguration.html`,
  remedy: "Left out it is 5 minutes of silence, for TCP an hour.",
  broken: (seconds) => !isWhole(seconds, 0, 2_147_483_647),
});

export const serviceConnectTcpTimeout = defineRule<{ readonly appProtocol: string | undefined }>({
  id: "ecs-service-connect-request-timeout",
  demands: "be left out for a port without `appProtocol`: TCP has no requests",
  source: `${API}/API_TimeoutConfiguration.html`,
  remedy: "Say http, http2 or grpc in the port mapping, or set `idleTimeoutSeconds`.",
  broken: ({ appProtocol }) => appProtocol === undefined && "it for a TCP port",
});

export const certificateAuthority = defineRule<string>({
  id: "ecs-service-connect-certificate-authority",
  demands:
    "be the ARN of a private certificate authority (`arn:…:acm-pca:REGION:ACCOUNT:certificate-authority/ID`)",
  source: `${GUIDE}/service-connect-tls.html`,
  remedy:
    "`aws acm-pca list-certificate-authorities` prints it; tag it AmazonECSManaged=true, as AWS's policy demands.",
  broken: (arn) =>
    !/^arn:[a-z-]+:acm-pca:[a-z0-9-]+:\d{12}:certificate-authority\/[\w-]+$/.test(arn),
});
