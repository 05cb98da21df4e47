import {
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  type EC2Client,
  type Route,
  type RouteTable,
  type SecurityGroup,
  type Subnet as SubnetAsRead,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import type { AwsVpcConfiguration } from "@aws-sdk/client-ecs";
import { collect, found, read, type AwsClients, type Reading } from "../aws";

/** A subnet that tasks start in. */
export interface Subnet {
  readonly id: string;
  readonly wayOut: WayOut;
  /** The names of the AWS services that it reaches through endpoints of its VPC. */
  readonly endpoints: readonly string[];
}

/** The network that the tasks of a service start in. */
export interface Network {
  readonly region: string;
  readonly hasPublicIp: boolean;
  readonly subnets: readonly Subnet[];
  /** Security groups, and whether they let out what AWS is called with. */
  readonly securityGroups: readonly { readonly id: string; readonly letsOut: boolean }[];
}

/**
 * Reads the network of a service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export async function readNetwork(
  clients: AwsClients,
  region: string,
  { subnets: SubnetIds = [], securityGroups = [], assignPublicIp }: AwsVpcConfiguration,
): Promise<Reading<Network>> {
  const { ec2: client } = clients.in(region);
  const subnets = await readSubnets(client, SubnetIds);
  if (subnets.state !== "found") return subnets;
  const groups = await readGroups(client, securityGroups);
  if (groups.state !== "found") return groups;
  const network = {
    region,
    hasPublicIp: assignPublicIp === "ENABLED",
    securityGroups: groups.value.map((group) => {
      return { id: group.GroupId ?? "", letsOut: letsOut(group) };
    }),
  };
  // A filter without values is refused.
  if (subnets.value.length === 0) return found({ ...network, subnets: [] });
  const vpcs = [...new Set(subnets.value.flatMap(({ VpcId }) => VpcId ?? []))];
  const inVpcs = { Filters: [{ Name: "vpc-id", Values: vpcs }] };
  const tables = await read("ec2:DescribeRouteTables", () =>
    collect(paginateDescribeRouteTables({ client }, inVpcs), (page) => page.RouteTables),
  );
  if (tables.state !== "found") return tables;
  const endpoints = await read("ec2:DescribeVpcEndpoints", () =>
    collect(paginateDescribeVpcEndpoints({ client }, inVpcs), (page) => page.VpcEndpoints),
  );
  if (endpoints.state !== "found") return endpoints;
  return found({
    ...network,
    subnets: subnets.value.map((subnet) => toSubnet(subnet, tables.value, endpoints.value)),
  });
}

async function readSubnets(
  client: EC2Client,
  SubnetIds: string[] = [],
): Promise<Reading<readonly SubnetAsRead[]>> {
  // No ids would mean all subnets of the account.
  if (SubnetIds.length === 0) return found([]);
  return read("ec2:DescribeSubnets", () =>
    collect(paginateDescribeSubnets({ client }, { SubnetIds }), (page) => page.Subnets),
  );
}

async function readGroups(
  client: EC2Client,
  GroupIds: string[],
): Promise<Reading<readonly SecurityGroup[]>> {
  // No ids would mean all groups of the account.
  if (GroupIds.length === 0) return found([]);
  return read("ec2:DescribeSecurityGroups", () =>
    collect(
      paginateDescribeSecurityGroups({ client }, { GroupIds }),
      (page) => page.SecurityGroups,
    ),
  );
}

function toSubnet(
  { SubnetId = "", VpcId }: SubnetAsRead,
  tables: readonly RouteTable[],
  endpoints: readonly VpcEndpoint[],
): Subnet {
  const own = tables.find(({ Associations = [] }) =>
    Associations.some((association) => association.SubnetId === SubnetId),
  );
  const main = tables.find(
    (table) => table.VpcId === VpcId && (table.Associations ?? []).some(({ Main }) => Main),
  );
  const table = own ?? main;
  const reached = endpoints.filter(
    (endpoint) =>
      endpoint.VpcId === VpcId &&
      endpoint.State?.toLowerCase() === "available" &&
      (endpoint.VpcEndpointType === "Gateway"
        ? (endpoint.RouteTableIds ?? []).includes(table?.RouteTableId ?? "")
        : // Without it the agent would have to know the endpoint's own name.
          endpoint.PrivateDnsEnabled === true),
  );
  return {
    id: SubnetId,
    wayOut: wayOutOf(table),
    endpoints: reached.flatMap(({ ServiceName }) => ServiceName ?? []),
  };
}

/** How a subnet reaches what is not in its VPC: `elsewhere` is another network, which may lead on. */
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
  // A part of the addresses, or IPv6 only: whether it leads to AWS is not known here.
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

/** AWS is called over TLS. */
const HTTPS = 443;

/** Whether a security group lets out what AWS is called with, to wherever. */
export function letsOut({ IpPermissionsEgress = [] }: SecurityGroup): boolean {
  return IpPermissionsEgress.some(({ IpProtocol, FromPort = 0, ToPort = 65_535 }) => {
    if (IpProtocol === "-1") return true;
    return (IpProtocol === "tcp" || IpProtocol === "6") && FromPort <= HTTPS && HTTPS <= ToPort;
  });
}
