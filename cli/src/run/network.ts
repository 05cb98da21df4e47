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
import type { AwsClients } from "../aws";
import { Facts, readTask, runChecks, type Task } from "../delivery";
import type { LocalAws } from "../local-aws";
import { readStack } from "../terraform";
import { isLinuxOnFargate, networkChecks, readNetwork } from "../network";
import { type Placement, placementsIn, type Starter, type StateResource } from "./placements";

/** What the network keeps from the tasks of a stack. */
export interface NetworkResult {
  /** How many of each kind start their tasks in a network that was looked at. */
  readonly lookedAt: Readonly<Partial<Record<Starter, number>>>;
  /** One sentence each. */
  readonly problems: readonly string[];
  /** Subnets and security groups of services whose likes in AWS are not known here. */
  readonly notChecked: readonly string[];
  /** What else was not looked at, and why: one sentence each. */
  readonly unseen: readonly string[];
}

/**
 * Whether all deployed tasks reach what they call before they start, as `doctor` judges it for services. Only what the
 * stacks make, and the default VPC, is the same in AWS: anything else was made up here.
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
  const found = new Findings();
  const known = await knownIds(clients, region, all);
  for (const placement of placementsIn(resources)) {
    const task = await taskOf(clients, placement.taskDefinition ?? "");
    if (task !== undefined) await examine({ clients, region, known, found }, placement, task);
  }
  const started = new Set(placementsIn(all).map(({ taskDefinition }) => taskDefinition));
  for (const { type, mode, values } of resources) {
    if (type !== "aws_ecs_task_definition" || mode !== "managed") continue;
    const [arn, family] = [text(values["arn"]) ?? "", text(values["family"]) ?? ""];
    if (namesOf(arn, family).some((name) => started.has(name))) continue;
    const task = await taskOf(clients, arn);
    if (task === undefined || task.references.length === 0) continue;
    found.unseen.add(
      `task definition ${family}: what starts it, and in which network, is not known here`,
    );
  }
  return found.asResult();
}

/** Every way in which what starts a task names its definition. */
function namesOf(arn: string, family: string): readonly string[] {
  const [, named = "", revision = ""] = /^(.+):(\d+)$/.exec(arn) ?? [];
  return [arn, named, family, `${family}:${revision}`];
}

async function taskOf(clients: AwsClients, taskDefinition: string): Promise<Task | undefined> {
  const task = await readTask(clients, new Facts(clients, {}), taskDefinition);
  return task.state === "found" ? task.value : undefined;
}

class Findings {
  public readonly lookedAt: Partial<Record<Starter, number>> = {};
  public readonly problems = new Set<string>();
  public readonly notChecked = new Set<string>();
  public readonly unseen = new Set<string>();

  public asResult(): NetworkResult {
    return {
      lookedAt: this.lookedAt,
      problems: [...this.problems],
      notChecked: [...this.notChecked].sort(),
      unseen: [...this.unseen],
    };
  }
}

interface Examined {
  readonly clients: AwsClients;
  readonly region: string;
  readonly known: ReadonlySet<string>;
  readonly found: Findings;
}

async function examine(
  { clients, region, known, found }: Examined,
  placement: Placement,
  task: Task,
): Promise<void> {
  const { starter, name = "", network } = placement;
  const title = `${starter} ${name}`;
  if (network === undefined || !isLinuxOnFargate({ service: placement, task })) {
    if (task.references.length > 0) {
      found.unseen.add(`${title}: its tasks run on instances or Windows, whose way is not judged`);
    }
    return;
  }
  const { subnets = [], securityGroups = [] } = network;
  const unknown = [...subnets, ...securityGroups].filter((id) => !known.has(id));
  if (starter === "service") unknown.forEach((id) => found.notChecked.add(id));
  else if (unknown.length > 0) {
    found.unseen.add(`${title}: ${[...new Set(unknown)].join(", ")}, not made by this app`);
  }
  const decided = {
    ...network,
    subnets: subnets.filter((id) => known.has(id)),
    // One that is unknown may be the one that lets out.
    securityGroups: securityGroups.every((id) => known.has(id)) ? securityGroups : [],
  };
  if (decided.subnets.length > 0) found.lookedAt[starter] = (found.lookedAt[starter] ?? 0) + 1;
  const verdicts = await runChecks(networkChecks, {
    service: placement,
    task,
    network: await readNetwork(clients, region, decided),
  });
  for (const { state, finding, next } of verdicts) {
    // Where a way leads on to is not known, here nor there.
    if (state === "hint") continue;
    found.problems.add(`${starter === "service" ? name : title}: ${finding}; ${next}`);
  }
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
