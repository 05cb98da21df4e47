import { parseEcrImage, STORES } from "../../../modules/facts";
import type { Reading } from "../aws";
import { type Check, type Task, unreadable, type Verdict } from "../delivery";
import type { Network, Subnet } from "./network";

/** A service in its network. */
export interface NetworkSubject {
  readonly service: { readonly launchType?: string; readonly platformVersion?: string };
  /** What its next task runs. */
  readonly task: Task;
  /** The network that its tasks start in. @default - they start in that of their instance */
  readonly network?: Reading<Network>;
}

/** Whether Fargate runs the tasks on Linux; its Windows versions start at a later number. */
export function isLinuxOnFargate({ service, task }: NetworkSubject): boolean {
  const { launchType, platformVersion } = service;
  const { runtimePlatform, requiresCompatibilities = [] } = task.definition;
  if (runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS")) return false;
  if (launchType !== undefined) return launchType === "FARGATE";
  return platformVersion !== undefined || requiresCompatibilities.includes("FARGATE");
}

/** Whether the version that its tasks run is at least the wanted one. `LATEST` is newer than any. */
export function hasPlatform({ service }: NetworkSubject, wanted: string): boolean {
  const { platformVersion = "LATEST" } = service;
  if (!/^\d+(\.\d+)*$/.test(platformVersion)) return true;
  return platformVersion.localeCompare(wanted, "en", { numeric: true }) >= 0;
}

/** From this version on Fargate fetches secrets and images through the task's own network. */
const OWN_NETWORK = "1.4.0";

/**
 * Whether the tasks reach what they call before they start. A subnet without any way out, and without an endpoint for
 * something that is needed, is a problem; a way that leads on through another network is a hint.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export const noNetworkPath: Check<NetworkSubject> = {
  id: "no-network-path",
  what: "Every subnet of the service leads to what a task calls before it starts.",
  why: "The calls time out, and the task is stopped after minutes: context deadline exceeded.",
  run: async (subject) => {
    const { network, task } = subject;
    if (!network || !isLinuxOnFargate(subject) || !hasPlatform(subject, OWN_NETWORK)) return [];
    if (network.state !== "found") return [unreadable("its network cannot be read", network)];
    const needed = neededServices(task);
    return network.value.subnets.flatMap((subnet) => judge(subnet, network.value, needed));
  },
};

function judge(
  subnet: Subnet,
  { region, hasPublicIp }: Network,
  needed: readonly NeededService[],
): readonly Verdict[] {
  const { id, wayOut, endpoints } = subnet;
  if (wayOut === "NAT gateway" || (wayOut === "internet gateway" && hasPublicIp)) return [];
  const hasEndpoint = ({ endpoint }: NeededService): boolean =>
    endpoint !== undefined && endpoints.some((name) => name.endsWith(`.${region}.${endpoint}`));
  const cutOff = needed.filter((service) => !hasEndpoint(service));
  if (cutOff.length === 0) return [];
  const titles = cutOff.map(({ title }) => title).join(", ");
  if (wayOut === "elsewhere") {
    const finding = `${id} leads out through another network, and whether that leads to ${titles} cannot be seen`;
    const next = "make sure that it does, or add endpoints to the VPC";
    return [{ state: "hint", finding, next }];
  }
  const reason =
    wayOut === "internet gateway"
      ? "has an internet gateway, which a task without a public address cannot use"
      : "has no way out";
  const repair =
    wayOut === "internet gateway" ? "assign public addresses, or route" : "route 0.0.0.0/0";
  return [
    {
      state: "problem",
      finding: `${id} ${reason}, and no endpoint for ${titles}`,
      next: `${repair} to a NAT gateway, or add endpoints to the VPC`,
    },
  ];
}

export const securityGroupEgress: Check<NetworkSubject> = {
  id: "security-group-egress",
  what: "One of the service's security groups lets port 443 out.",
  why: "The calls time out, and the task is stopped after minutes: context deadline exceeded.",
  run: async (subject) => {
    const { network } = subject;
    if (network?.state !== "found" || !isLinuxOnFargate(subject)) return [];
    if (!hasPlatform(subject, "1.4.0")) return [];
    const { securityGroups } = network.value;
    if (securityGroups.length === 0 || securityGroups.some(({ letsOut }) => letsOut)) return [];
    const [first] = securityGroups;
    const finding = `${securityGroups.map(({ id }) => id).join(", ")}: nothing on port 443 is let out`;
    const next = `aws ec2 authorize-security-group-egress --group-id ${first?.id ?? ""} --protocol tcp --port 443 --cidr 0.0.0.0/0`;
    return [{ state: "problem", finding, next }];
  },
};

/** What can keep the tasks of a service from what they call. */
export const networkChecks: readonly Check<NetworkSubject>[] = [noNetworkPath, securityGroupEgress];

/** Something outside its VPC that a task calls before its containers start. */
interface NeededService {
  /** How reports show it. */
  readonly title: string;
  /** The last part of an endpoint's name. @default - no endpoint leads there */
  readonly endpoint?: string;
}

/**
 * What the tasks of a definition call before their containers start.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export function neededServices({
  definition,
  location,
  references,
}: Task): readonly NeededService[] {
  const needed = new Map<string, NeededService>();
  const need = (title: string, endpoint?: string): void =>
    void needed.set(title, { title, endpoint });
  // An endpoint leads to its own Region only.
  const needIn = (region: string, title: string, endpoint: string): void =>
    region === location.region ? need(title, endpoint) : need(`${title} in ${region}`);
  for (const { reference } of references) {
    if (!reference) continue;
    const { store, region } = reference;
    needIn(region, STORES[store].title, store);
  }
  for (const { image = "", logConfiguration } of definition.containerDefinitions ?? []) {
    const ecr = parseEcrImage(image);
    if (ecr) {
      needIn(ecr.region, "ECR", "ecr.api");
      needIn(ecr.region, "ECR's images", "ecr.dkr");
      // It keeps the layers of its images there.
      needIn(ecr.region, STORES.s3.title, "s3");
    } else {
      need(`the registry of ${image}`);
    }
    if (logConfiguration?.logDriver === "awslogs") need("CloudWatch Logs", "logs");
  }
  return [...needed.values()];
}
