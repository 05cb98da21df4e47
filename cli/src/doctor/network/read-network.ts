import {
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  type EC2Client,
  type RouteTable,
  type SecurityGroup,
  type Subnet as SubnetAsRead,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import type { AwsVpcConfiguration } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../../delivery";
import { collect } from "../../delivery/collect";
import { found, mapReading, read, type Reading } from "../../delivery/reading";
import { letsOut } from "./lets-out";
import { wayOutOf, type WayOut } from "./way-out";

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
  const subnets = await read("ec2:DescribeSubnets", () =>
    collect(paginateDescribeSubnets({ client }, { SubnetIds }), (page) => page.Subnets),
  );
  if (subnets.state !== "found") return subnets;
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
  const groups = await readGroups(client, securityGroups);
  return mapReading(groups, (read) => ({
    region,
    hasPublicIp: assignPublicIp === "ENABLED",
    subnets: subnets.value.map((subnet) => toSubnet(subnet, tables.value, endpoints.value)),
    securityGroups: read.map((group) => ({ id: group.GroupId ?? "", letsOut: letsOut(group) })),
  }));
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
