import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import type { AwsVpcConfiguration } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../../cli/src/aws";
import { TARGET } from "../support/local-scenario";

/** What a network may lack. */
export interface NetworkSettings {
  readonly hasRoute?: boolean;
  readonly letsOut?: boolean;
}

/** A public subnet in a VPC of its own, and a security group. */
export async function makeNetwork(
  clients: AwsClients,
  name: string,
  settings: NetworkSettings = {},
): Promise<AwsVpcConfiguration> {
  const { hasRoute = true, letsOut = true } = settings;
  const { ec2 } = clients.in(TARGET.region);
  const CidrBlock = "10.0.0.0/24";
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
  const inVpc = { VpcId: Vpc?.VpcId };
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ ...inVpc, CidrBlock }));
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand(inVpc));
  const table = { RouteTableId: RouteTable?.RouteTableId };
  await ec2.send(new AssociateRouteTableCommand({ ...table, SubnetId: Subnet?.SubnetId }));
  if (hasRoute) {
    const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
    const gateway = { InternetGatewayId: InternetGateway?.InternetGatewayId };
    await ec2.send(new AttachInternetGatewayCommand({ ...inVpc, ...gateway }));
    const route = { ...table, DestinationCidrBlock: "0.0.0.0/0" };
    await ec2.send(new CreateRouteCommand({ ...route, GatewayId: gateway.InternetGatewayId }));
  }
  const { GroupId = "" } = await ec2.send(
    new CreateSecurityGroupCommand({ ...inVpc, GroupName: name, Description: "tasks" }),
  );
  if (!letsOut) {
    const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
  }
  return {
    subnets: [Subnet?.SubnetId ?? ""],
    securityGroups: [GroupId],
    assignPublicIp: "ENABLED",
  };
}
