import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type TagSpecification,
} from "@aws-sdk/client-ec2";
import type { AwsVpcConfiguration } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../aws";
import { Facts, readTask, runChecks } from "../delivery";
import { type LocalAws, readStack } from "../local-aws";
import { networkChecks, readNetwork } from "../network";

/** A resource of a state. */
export interface StateResource {
  readonly type: string;
  readonly mode: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the network of a stack's services keeps from their tasks. */
export interface NetworkResult {
  /** How many services have a network that could be looked at. */
  readonly services: number;
  /** One sentence each. */
  readonly problems: readonly string[];
  /** Subnets and security groups whose likes in AWS are not known here. */
  readonly notChecked: readonly string[];
}

/**
 * Whether the tasks of every deployed service reach what they call before they start, as `doctor` judges it. Only what
 * the stacks make, and the default VPC, is the same in AWS: anything else was made up here.
 *
 * @param resources those of the stack
 * @param all those of every stack that was deployed
 */
export async function examineNetwork(
  clients: AwsClients,
  region: string,
  resources: readonly StateResource[],
  all: readonly StateResource[],
): Promise<NetworkResult> {
  const placed = resources
    .filter(({ type, mode }) => type === "aws_ecs_service" && mode === "managed")
    .flatMap(({ values }) => {
      const network = configurationOf(values["network_configuration"]);
      return network === undefined ? [] : [{ values, network }];
    });
  if (placed.length === 0) return { services: 0, problems: [], notChecked: [] };
  const known = await knownIds(clients, region, all);
  const problems = new Set<string>();
  const notChecked = new Set<string>();
  let services = 0;
  for (const { values, network } of placed) {
    const { subnets = [], securityGroups = [] } = network;
    for (const id of [...subnets, ...securityGroups]) if (!known.has(id)) notChecked.add(id);
    const decided = {
      ...network,
      subnets: subnets.filter((id) => known.has(id)),
      // One that is unknown may be the one that lets out.
      securityGroups: securityGroups.every((id) => known.has(id)) ? securityGroups : [],
    };
    if (decided.subnets.length > 0) services += 1;
    for (const { finding, next } of await judge(clients, region, values, decided)) {
      problems.add(`${text(values["name"]) ?? "a service"}: ${finding}; ${next}`);
    }
  }
  return { services, problems: [...problems], notChecked: [...notChecked].sort() };
}

async function judge(
  clients: AwsClients,
  region: string,
  service: Readonly<Record<string, unknown>>,
  network: AwsVpcConfiguration,
): Promise<readonly { readonly finding: string; readonly next: string }[]> {
  const facts = new Facts(clients, {});
  const task = await readTask(clients, facts, text(service["task_definition"]) ?? "");
  if (task.state !== "found") return [];
  const [launchType, platformVersion] = [service["launch_type"], service["platform_version"]];
  const verdicts = await runChecks(networkChecks, {
    service: { launchType: text(launchType), platformVersion: text(platformVersion) },
    task: task.value,
    network: await readNetwork(clients, region, network),
  });
  // Where a way leads on to is not known, here nor there.
  return verdicts.filter(({ state }) => state !== "hint");
}

/** The subnets and security groups of the stacks and of the default VPC. */
async function knownIds(
  clients: AwsClients,
  region: string,
  resources: readonly StateResource[],
): Promise<ReadonlySet<string>> {
  const { ec2 } = clients.in(region);
  const made = resources.flatMap(({ type, mode, values }) =>
    mode === "managed" && /^aws_(default_)?(subnet|security_group)$/.test(type)
      ? (text(values["id"]) ?? [])
      : [],
  );
  const VpcId = await defaultVpc(ec2);
  if (VpcId === undefined) return new Set(made);
  const inVpc = { Filters: [{ Name: "vpc-id", Values: [VpcId] }] };
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(inVpc));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand(inVpc));
  return new Set([
    ...made,
    ...Subnets.flatMap(({ SubnetId }) => SubnetId ?? []),
    ...SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []),
  ]);
}

/** As Terraform keeps it: a list of one block. */
function configurationOf(blocks: unknown): AwsVpcConfiguration | undefined {
  const [block] = (Array.isArray(blocks) ? blocks : []) as Partial<Record<string, unknown>>[];
  if (block === undefined) return undefined;
  return {
    subnets: texts(block["subnets"]),
    securityGroups: texts(block["security_groups"]),
    assignPublicIp: block["assign_public_ip"] === true ? "ENABLED" : "DISABLED",
  };
}

function texts(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).flatMap((each) => text(each) ?? []);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

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
  const { data } = (await readStack(directory)) as Lookups;
  const { aws_vpc: vpcs = {}, aws_subnets: subnets = {} } = data ?? {};
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
async function defaultVpc(ec2: EC2Client): Promise<string | undefined> {
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
