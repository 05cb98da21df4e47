import type { Route, RouteTable } from "@aws-sdk/client-ec2";

/** How a subnet reaches what is not in its VPC: `elsewhere` is somebody else's network, which may lead on. */
export type WayOut = "NAT gateway" | "internet gateway" | "elsewhere" | "none";

/** The way out of a subnet by its route table. */
export function wayOutOf(table: RouteTable | undefined): WayOut {
  const routes = (table?.Routes ?? []).filter(({ State }) => State !== "blackhole");
  const targets = routes.map(targetOf);
  const isDefault = ({ DestinationCidrBlock }: Route): boolean =>
    DestinationCidrBlock === "0.0.0.0/0";
  const byDefault = routes.filter(isDefault).map(targetOf);
  if (byDefault.includes("NAT gateway")) return "NAT gateway";
  if (byDefault.includes("elsewhere")) return "elsewhere";
  if (byDefault.includes("internet gateway")) return "internet gateway";
  // A part of the addresses, or IPv6 only: whether AWS is in it, nobody here can tell.
  return targets.some((target) => target !== "none") ? "elsewhere" : "none";
}

function targetOf(route: Route): WayOut {
  const { GatewayId, NatGatewayId } = route;
  if (NatGatewayId !== undefined) return "NAT gateway";
  // A gateway endpoint is counted as an endpoint.
  if (GatewayId === "local" || GatewayId?.startsWith("vpce-")) return "none";
  if (GatewayId?.startsWith("igw-")) return "internet gateway";
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = route;
  const leads = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId;
  return leads === undefined ? "none" : "elsewhere";
}
