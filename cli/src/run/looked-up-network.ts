import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  DescribeVpcsCommand,
  EC2Client,
  type TagSpecification,
} from "@aws-sdk/client-ec2";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { LocalAws } from "../local-aws";

type Tags = Readonly<Record<string, string>>;

interface Lookups {
  readonly data?: {
    readonly aws_vpc?: Readonly<Record<string, { readonly tags?: Tags }>>;
    readonly aws_subnets?: Readonly<
      Record<string, { readonly tags?: Tags; readonly filter?: readonly Filter[] }>
    >;
  };
}

interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** Makes the VPCs and subnets that a stack looks up by their tags: a new local AWS has the default VPC only. */
export async function makeLookedUpNetwork(directory: string, aws: LocalAws): Promise<void> {
  const text = await readFile(path.join(directory, "cdk.tf.json"), "utf8");
  const { aws_vpc: vpcs = {}, aws_subnets: subnets = {} } =
    (JSON.parse(text) as Lookups).data ?? {};
  const ec2 = new EC2Client(aws.clientConfig);
  try {
    for (const [id, { tags }] of Object.entries(vpcs)) {
      if (tags === undefined) continue;
      const isHere = ({ values }: Filter): boolean => values.includes(`\${data.aws_vpc.${id}.id}`);
      const inside = Object.values(subnets).filter(({ filter }) => filter?.some(isHere));
      await makeVpc(ec2, tags, inside);
    }
    await connectDefaultVpc(ec2);
  } finally {
    ec2.destroy();
  }
}

/** The id of the default VPC; undefined where there is none. */
export async function defaultVpc(ec2: EC2Client): Promise<string | undefined> {
  const Filters = [{ Name: "is-default", Values: ["true"] }];
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ Filters }));
  return Vpcs[0]?.VpcId;
}

/**
 * Gives the default VPC its internet gateway, which the emulator's lacks.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
 */
async function connectDefaultVpc(ec2: EC2Client): Promise<void> {
  const VpcId = await defaultVpc(ec2);
  if (VpcId === undefined) return;
  const Filters = [
    { Name: "vpc-id", Values: [VpcId] },
    { Name: "association.main", Values: ["true"] },
  ];
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const [{ RouteTableId, Routes = [] } = {}] = RouteTables;
  const everything = { DestinationCidrBlock: "0.0.0.0/0" };
  if (Routes.some((route) => route.DestinationCidrBlock === everything.DestinationCidrBlock))
    return;
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId;
  await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
  const route = { ...everything, RouteTableId, GatewayId: InternetGatewayId };
  await ec2.send(new CreateRouteCommand(route));
}

async function makeVpc(
  ec2: EC2Client,
  tags: Tags,
  subnets: readonly { readonly tags?: Tags }[],
): Promise<void> {
  const Filters = Object.entries(tags).map(([key, value]) => {
    return { Name: `tag:${key}`, Values: [value] };
  });
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ Filters }));
  if (Vpcs.length > 0) return;
  const made = await ec2.send(
    new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications: tagged("vpc", tags) }),
  );
  for (const [index, subnet] of subnets.entries()) {
    await ec2.send(
      new CreateSubnetCommand({
        VpcId: made.Vpc?.VpcId,
        CidrBlock: `10.0.${index}.0/24`,
        TagSpecifications: tagged("subnet", subnet.tags ?? {}),
      }),
    );
  }
}

function tagged(ResourceType: "vpc" | "subnet", tags: Tags): TagSpecification[] {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return Tags.length === 0 ? [] : [{ ResourceType, Tags }];
}
