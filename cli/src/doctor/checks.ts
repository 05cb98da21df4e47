import type { Reading } from "../aws";
import { unreadable, type Check, type Task, type TaskReference, type Verdict } from "../delivery";
import type { LiveService, StaleReport, StaleUse } from "../live";
import { shellWord } from "../text";
import { describeSource, environmentFiles, registryCredentials } from "../ways";
import { neededServices, type NeededService } from "./needed-services";
import type { Network, Subnet } from "./network";

/** A live service, as what is wrong with it is looked for. */
export interface LiveSubject {
  readonly service: LiveService;
  /** What its next task runs. */
  readonly task: Task;
  /** The network that its tasks start in. @default - they start in that of their instance */
  readonly network?: Reading<Network>;
  /** What its running tasks hold. */
  readonly stale: Reading<StaleReport>;
}

/** Whether Fargate runs the tasks on Linux; its Windows versions start at a later number. */
export function isLinuxOnFargate({ service, task }: LiveSubject): boolean {
  const { launchType, platformVersion } = service;
  const { runtimePlatform, requiresCompatibilities = [] } = task.definition;
  if (runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS")) return false;
  if (launchType !== undefined) return launchType === "FARGATE";
  return platformVersion !== undefined || requiresCompatibilities.includes("FARGATE");
}

/** Whether the version that its tasks run is at least the wanted one. `LATEST` is newer than any. */
export function hasPlatform({ service }: LiveSubject, wanted: string): boolean {
  const { platformVersion = "LATEST" } = service;
  if (!/^\d+(\.\d+)*$/.test(platformVersion)) return true;
  return platformVersion.localeCompare(wanted, "en", { numeric: true }) >= 0;
}

/**
 * Whether Fargate's version knows the way in which a secret is named.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform_versions.html
 */
export const platformVersion: Check<LiveSubject> = {
  id: "platform-version",
  what: "The platform version knows the way of delivery: registry logins from 1.2.0, secrets from 1.3.0, JSON keys, versions and environment files from 1.4.0.",
  why: "An older one refuses the task, or starts it without the secret.",
  run: async (subject) => {
    if (!isLinuxOnFargate(subject)) return [];
    const { service, task } = subject;
    return task.references.flatMap((reference) => {
      const wanted = wantedBy(reference);
      if (wanted === undefined || hasPlatform(subject, wanted)) return [];
      const { container, target, valueFrom } = reference.mention;
      const source = reference.reference ? describeSource(reference.reference) : valueFrom;
      return [
        {
          state: "problem" as const,
          finding: `platform version ${service.platformVersion ?? ""} is too old for it: ${wanted} is needed`,
          next: `aws ecs update-service --cluster ${service.clusterName} --service ${service.serviceName} --platform-version LATEST`,
          about: { container, target, source },
        },
      ];
    });
  },
};

function wantedBy({ mention, reference }: TaskReference): string | undefined {
  const { way } = mention;
  if (way === registryCredentials) return "1.2.0";
  if (way === environmentFiles) return "1.4.0";
  // The application or its init container reads these itself.
  if (way.reader === "task") return undefined;
  if (reference?.store !== "secretsmanager") return "1.3.0";
  const { jsonKey, versionStage, versionId } = reference;
  return (jsonKey ?? versionStage ?? versionId) === undefined ? "1.3.0" : "1.4.0";
}

/** From this version on Fargate fetches secrets and images through the task's own network. */
const OWN_NETWORK = "1.4.0";

/**
 * Whether the tasks reach what they call before they start. A subnet without any way out, and without an endpoint for
 * something that is needed, is a problem; a way that leads on through another network is a hint.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export const noNetworkPath: Check<LiveSubject> = {
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

/** Whether the tasks' security groups let out calls to AWS. */
export const securityGroupEgress: Check<LiveSubject> = {
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

/** Whether the running tasks hold what a new one would get. */
export const stale: Check<LiveSubject> = {
  id: "stale",
  what: "Every running task started after its secrets were last changed.",
  why: "A container keeps what it got when it started; only a new task gets the new value.",
  run: async ({ service, stale: report }) => {
    if (report.state !== "found") {
      return [unreadable("whether its tasks are stale cannot be told", report)];
    }
    const { tasks, stale: old, unclear } = report.value;
    const of = `--cluster ${shellWord(service.clusterName)} --service ${shellWord(service.serviceName)}`;
    const next = `ecs-secrets redeploy ${of}`;
    return [
      ...grouped(old).map((uses): Verdict => {
        const written = uses[0]?.changedAt?.toISOString() ?? "since";
        const finding = `${uses.length} of ${tasks.length} tasks hold the old value; written ${written}`;
        return { state: "problem", finding, next, about: uses[0] };
      }),
      ...grouped(unclear).map((uses): Verdict => {
        const finding = `${uses.length} of ${tasks.length} tasks may hold an old value: ${uses[0]?.reason ?? ""}`;
        return { state: "unknown", finding, next: `${next} --unclear`, about: uses[0] };
      }),
    ];
  },
};

/** The uses of one secret by one container, in whatever task. */
function grouped(uses: readonly StaleUse[]): readonly (readonly StaleUse[])[] {
  const groups = new Map<string, StaleUse[]>();
  for (const use of uses) {
    const key = JSON.stringify([use.container, use.way, use.target, use.source, use.changedAt]);
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  return [...groups.values()];
}

/** What can be wrong with a service. One more is a file beside this one, and a line here. */
export const serviceChecks: readonly Check<LiveSubject>[] = [
  platformVersion,
  noNetworkPath,
  securityGroupEgress,
  stale,
];
