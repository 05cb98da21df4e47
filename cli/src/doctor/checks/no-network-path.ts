import type { Check, Verdict } from "../../delivery/check";
import { unreadable } from "../../delivery/unreadable";
import { hasPlatform, isLinuxOnFargate, type LiveSubject } from "../live-subject";
import { neededServices, type NeededService, type Network, type Subnet } from "../network";

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
