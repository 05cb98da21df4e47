import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import type { AwsVpcConfiguration } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../aws";
import { Facts, readTask, runChecks } from "../delivery";
import { networkChecks, readNetwork } from "../network";
import { defaultVpc } from "./looked-up-network";

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
