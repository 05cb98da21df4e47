import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  paginateListServices,
  type Deployment,
  type NetworkConfiguration,
  type Service,
  type ServiceEvent,
} from "@aws-sdk/client-ecs";
import { batchesOf, collect, type AwsClients } from "../aws";
import { UserError } from "../user-error";
import { libraryCommand } from "../own-command";

/** The services of one cluster. */
export interface LiveTarget {
  /** Name or ARN. */
  readonly cluster: string;
  /** Names or ARNs. @default - every service of the cluster */
  readonly services?: readonly string[];
}

/** A service as ECS describes it. */
export interface LiveService {
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly serviceArn: string;
  readonly serviceName: string;
  /** `ACTIVE`, `DRAINING` or `INACTIVE`. */
  readonly status: string;
  /** What the next task runs; a running one may be of an older revision. */
  readonly taskDefinitionArn: string;
  readonly launchType?: string;
  readonly platformVersion?: string;
  /** Who replaces its tasks. */
  readonly deploymentController: "ECS" | "CODE_DEPLOY" | "EXTERNAL";
  readonly networkConfiguration?: NetworkConfiguration;
  readonly deployments: readonly Deployment[];
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly events: readonly ServiceEvent[];
}

/** A cluster's name, from its name or ARN. */
export function clusterName(cluster: string): string {
  return cluster.slice(cluster.lastIndexOf("/") + 1);
}

/** As many as ECS describes at once. */
const BATCH = 10;

/**
 * The services of a cluster, or those that are named, sorted by name.
 *
 * @throws UserError when the cluster, or a service that is named, does not exist
 */
export async function findServices(
  clients: AwsClients,
  target: LiveTarget,
  abortSignal?: AbortSignal,
): Promise<readonly LiveService[]> {
  try {
    const names = target.services ?? (await listServices(clients, target.cluster));
    const services: LiveService[] = [];
    for (const batch of batchesOf(BATCH, names)) {
      services.push(...(await describe(clients, target.cluster, batch, abortSignal)));
    }
    return services.sort((a, b) => (a.serviceName < b.serviceName ? -1 : 1));
  } catch (error) {
    if (!(error instanceof ClusterNotFoundException)) throw error;
    throw missing(`There is no cluster ${target.cluster}.`, error);
  }
}

function listServices({ ecs: client }: AwsClients, cluster: string): Promise<readonly string[]> {
  const pages = paginateListServices({ client }, { cluster, maxResults: 100 });
  return collect(pages, ({ serviceArns }) => serviceArns);
}

async function describe(
  clients: AwsClients,
  cluster: string,
  names: readonly string[],
  abortSignal: AbortSignal | undefined,
): Promise<readonly LiveService[]> {
  const request = new DescribeServicesCommand({ cluster, services: [...names] });
  const { services = [], failures = [] } = await clients.ecs.send(request, { abortSignal });
  // ECS goes on describing a deleted service for a while.
  const deleted = services.filter(({ status }) => status === "INACTIVE");
  const absent = [
    ...failures.map(({ arn }) => arn?.split("/").pop()),
    ...deleted.map(({ serviceName }) => serviceName),
  ];
  if (absent.length > 0) {
    throw missing(`There is no service ${absent.join(", ")} in the cluster ${cluster}.`);
  }
  return services.map(toLiveService);
}

function toLiveService(service: Service): LiveService {
  const clusterArn = service.clusterArn ?? "";
  return {
    clusterArn,
    clusterName: clusterName(clusterArn),
    serviceArn: service.serviceArn ?? "",
    serviceName: service.serviceName ?? "",
    status: service.status ?? "",
    taskDefinitionArn: service.taskDefinition ?? "",
    launchType: service.launchType,
    platformVersion: service.platformVersion,
    deploymentController: service.deploymentController?.type ?? "ECS",
    networkConfiguration: service.networkConfiguration,
    deployments: service.deployments ?? [],
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    events: service.events ?? [],
  };
}

function missing(message: string, cause?: unknown): UserError {
  const reason = "ECS knows none in this account and Region.";
  const remedy = [
    "see what there is: aws ecs list-clusters; aws ecs list-services --cluster <cluster>",
    "name another Region or account: --region <name>, --profile <name>",
    `or deploy the environment first: ${libraryCommand("deploy <stack>")}`,
  ];
  return new UserError(message, reason, remedy, { cause });
}
