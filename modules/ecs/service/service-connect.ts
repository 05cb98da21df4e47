import type { EcsServiceServiceConnectConfiguration } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Json } from "../../core";
import {
  describeFinding,
  hclString,
  isUnresolved,
  listOf,
  literalText,
  object,
  regionalArn,
  terraformText,
  text,
  type PropTable,
  number,
  having,
  needed,
} from "../../core/internal";
import { AwsServiceRole } from "../../iam/internal";
import { checkKeyRegion, keyProp } from "../../kms/internal";
import type { IEncryptionKey } from "../../kms";
import type { SecretReference } from "../delivery";
import type { LogDriver } from "../logging";
import * as rules from "../rules";
import type { TaskDefinition } from "../task";

/** Encrypts the traffic between services; ECS gives each task a certificate and renews it. */
export interface ServiceConnectTls {
  /** ARN of the private certificate authority. */
  readonly certificateAuthorityArn: string;
  /** Key that encrypts the certificates' private keys: best one of its own. @default - a key of AWS */
  readonly encryptionKey?: IEncryptionKey;
}

/** The port and name by which clients connect. */
export interface ClientAlias {
  /** The port that clients call. */
  readonly port: number;
  /** @default - `<discovery name>.<namespace>` */
  readonly dnsName?: string;
}

/** A header by which requests reach the new version before its deployment shifts the traffic. */
export interface TestTrafficHeader {
  /** The header's name. */
  readonly name: string;
  /** The header's exact value. */
  readonly value: string;
}

/** A port that other services of the namespace can connect to. */
export interface ServiceConnectService {
  /** Name of the port in the container's `portMappings`. */
  readonly portName: string;
  /** The name and port under which other services call it. */
  readonly clientAlias: ClientAlias;
  /** Name in Cloud Map. @default - the port's name */
  readonly discoveryName?: string;
  /** Port that the proxy listens on. @default - the container's, in network mode bridge a free one */
  readonly ingressPort?: number;
  /** Seconds until a silent connection is closed; 0 for never. @default 300, with TCP 3600 */
  readonly idleTimeoutSeconds?: number;
  /** Seconds until a request without an answer ends; 0 for never. Not with TCP. @default 15 */
  readonly requestTimeoutSeconds?: number;
  /** @default - the traffic is not encrypted */
  readonly tls?: ServiceConnectTls;
  /** With native blue/green, linear or canary deployment. @default - ECS's own */
  readonly testTrafficHeader?: TestTrafficHeader;
}

/** How a service connects to others of its namespace, and they to it. */
export interface ServiceConnect {
  /** Name or ARN of the Cloud Map namespace. @default - that of the cluster */
  readonly namespace?: string;
  /** @default - none: it is only a client */
  readonly services?: readonly ServiceConnectService[];
  /** Where the output of the proxy goes; its secret options are granted like those of a container. @default - nowhere */
  readonly logging?: LogDriver;
}

/** Props for connections between services. */
export interface ServiceConnectProps {
  /** @default - none */
  readonly serviceConnect?: ServiceConnect;
}

/** How {@link ServiceConnectProps} are read. */
export const SERVICE_CONNECT_PROPS = {
  serviceConnect: object<ServiceConnect>({
    namespace: text,
    services: listOf<ServiceConnectService>({
      portName: needed(text),
      clientAlias: needed(object<ClientAlias>({ port: needed(number), dnsName: text })),
      discoveryName: text,
      ingressPort: number,
      idleTimeoutSeconds: number,
      requestTimeoutSeconds: number,
      tls: object<ServiceConnectTls>({
        certificateAuthorityArn: needed(regionalArn),
        encryptionKey: keyProp,
      }),
      testTrafficHeader: object<TestTrafficHeader>({ name: needed(text), value: needed(text) }),
    }),
    logging: having("a LogDriver", "bind"),
  }),
} satisfies PropTable<ServiceConnectProps>;

/** What Service Connect adds to a service. */
export interface ServiceConnectPart {
  readonly config?: EcsServiceServiceConnectConfiguration;
  /** Secrets that starting the proxy needs. */
  readonly references: readonly SecretReference[];
  /** What must exist before the service starts. */
  readonly dependables: () => readonly ITerraformDependable[];
}

/**
 * Checks and renders the connections of a service, with the role by which ECS gets certificates.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
 */
export function serviceConnectOf(
  service: Construct,
  { serviceConnect }: ServiceConnectProps,
  task: TaskDefinition,
): ServiceConnectPart {
  if (!serviceConnect) return { references: [], dependables: () => [] };
  rules.serviceConnectNetwork.enforce(service, "serviceConnect", task.networkMode);
  task.requirePlatform("Service Connect");
  const { namespace, services = [], logging } = serviceConnect;
  check(service, services);
  service.node.addValidation({ validate: () => portProblems(services, task) });
  const scope = new Construct(service, "service-connect");
  const role = tlsRole(scope, services);
  const log = logging && proxyLog(scope, logging, task);
  return {
    config: {
      enabled: true,
      namespace,
      logConfiguration: log?.configuration,
      service:
        services.length > 0
          ? services.map((offered) => rendered(offered, role?.roleArn))
          : undefined,
    },
    references: log?.references ?? [],
    dependables: () => [...(log?.dependables ?? []), ...(role?.dependables ?? [])],
  };
}

function rendered(offered: ServiceConnectService, roleArn: string | undefined) {
  const { clientAlias, tls, testTrafficHeader: header } = offered;
  const { idleTimeoutSeconds, requestTimeoutSeconds: perRequestTimeoutSeconds } = offered;
  const isTimed = idleTimeoutSeconds !== undefined || perRequestTimeoutSeconds !== undefined;
  const testTrafficRules = header && [
    { header: { name: header.name, value: { exact: header.value } } },
  ];
  return {
    portName: offered.portName,
    discoveryName: offered.discoveryName,
    ingressPortOverride: offered.ingressPort,
    clientAlias: { ...clientAlias, ...(testTrafficRules && { testTrafficRules }) },
    timeout: isTimed ? { idleTimeoutSeconds, perRequestTimeoutSeconds } : undefined,
    tls: tls && {
      issuerCertAuthority: { awsPcaAuthorityArn: tls.certificateAuthorityArn },
      kmsKey: tls.encryptionKey && terraformText(tls.encryptionKey.keyArn),
      roleArn,
    },
  };
}

/**
 * The role by which ECS gets certificates of the authority, and keeps their private keys in secrets of its own, `ecs-sc!…`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
 */
function tlsRole(
  scope: Construct,
  services: readonly ServiceConnectService[],
): AwsServiceRole | undefined {
  const encrypted = services.flatMap(({ tls }) => tls ?? []);
  if (encrypted.length === 0) return undefined;
  const role = new AwsServiceRole(scope, "tls-role", {
    description: "Lets ECS get certificates for Service Connect",
    managedPolicy:
      "service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
  });
  for (const { encryptionKey } of encrypted) {
    if (!encryptionKey) continue;
    checkKeyRegion(scope, "serviceConnect.tls.encryptionKey", encryptionKey);
    // AWS's managed policy has no action of KMS. These are what the AWS CDK's integration test of TLS for Service Connect and
    // the AWS provider's own test, in its issue 35868, allow such a role.
    const statement = {
      actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"],
      resources: [encryptionKey.keyArn],
    };
    role.addToPolicy("encrypt-certificates", statement);
  }
  return role;
}

function proxyLog(scope: Construct, driver: LogDriver, task: TaskDefinition) {
  const { compatibility } = task;
  const known = { compatibility, driver: driver.driverName };
  rules.logDriverKnown.enforce(scope, "serviceConnect.logging", known);
  const { fields, references = [], dependables = [] } = driver.bind(scope, task);
  const { options, secretOptions } = fields["logConfiguration"] as LogFields;
  return {
    configuration: {
      logDriver: driver.driverName,
      options: options && Object.fromEntries(Object.entries(options).map(plainOption)),
      secretOption: secretOptions?.map((option) => ({ ...option })),
    },
    references,
    dependables: [...references.flatMap((reference) => reference.dependables), ...dependables],
  };
}

/** The log configuration that a driver renders for the JSON of a container. */
type LogFields = Json & {
  readonly options?: Readonly<Record<string, string>>;
  readonly secretOptions?: readonly { readonly name: string; readonly valueFrom: string }[];
};

/** An option as an argument of its own: undoes what made an expression fit for JSON. */
function plainOption([name, value]: [string, string]): readonly [string, string] {
  if (!isUnresolved(value)) return [name, literalText(value)];
  return [name, `\${jsondecode(${hclString(`"${value}"`)})}`];
}

function check(service: Construct, services: readonly ServiceConnectService[]): void {
  const names: string[] = [];
  services.forEach((offered, index) => {
    const prop = `serviceConnect.services[${index}]`;
    const { clientAlias, discoveryName = offered.portName } = offered;
    rules.discoveryName.enforce(service, `${prop}.discoveryName`, offered.discoveryName);
    rules.portNumber.enforce(service, `${prop}.clientAlias.port`, clientAlias.port);
    rules.clientDnsName.enforce(service, `${prop}.clientAlias.dnsName`, clientAlias.dnsName);
    rules.portNumber.enforce(service, `${prop}.ingressPort`, offered.ingressPort);
    for (const name of ["idleTimeoutSeconds", "requestTimeoutSeconds"] as const) {
      rules.serviceConnectTimeout.enforce(service, `${prop}.${name}`, offered[name]);
    }
    const authority = offered.tls?.certificateAuthorityArn;
    rules.certificateAuthority.enforce(service, `${prop}.tls`, authority);
    if (offered.testTrafficHeader) {
      rules.requireProvider(service, `${prop}.testTrafficHeader`, "native blue/green deployment");
    }
    const alias = `${clientAlias.dnsName ?? discoveryName}:${clientAlias.port}`;
    if (!isUnresolved([alias, discoveryName, clientAlias.port])) names.push(alias, discoveryName);
  });
  rules.serviceConnectAliasUnique.enforce(service, "serviceConnect.services", names);
}

/** Ports that no container names; known when all containers are added. */
function portProblems(services: readonly ServiceConnectService[], task: TaskDefinition): string[] {
  const { namedPorts } = task;
  return services.flatMap(({ portName: name, requestTimeoutSeconds }) => {
    const known = [...namedPorts.keys()].sort();
    const prop = "serviceConnect.services";
    const unknown = rules.serviceConnectPort.problem(prop, { name, known });
    if (unknown) return [describeFinding(unknown)];
    const udp = rules.serviceConnectProtocol.problem(prop, { name, udp: task.udpPortNames });
    if (udp) return [describeFinding(udp)];
    if (requestTimeoutSeconds === undefined || !namedPorts.has(name)) return [];
    const appProtocol = namedPorts.get(name);
    const timed = rules.serviceConnectTcpTimeout.problem(prop, { appProtocol });
    return timed ? [describeFinding(timed)] : [];
  });
}
