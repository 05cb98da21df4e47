import type { IpPermission, RouteTable } from "@aws-sdk/client-ec2";
import { AwsClients, found } from "../../../cli/src/aws";
import { Facts, TaskReference, type Task } from "../../../cli/src/delivery";
import {
  neededServices,
  type NetworkSubject,
  noNetworkPath,
  securityGroupEgress,
} from "../../../cli/src/network/checks";
import { letsOut, wayOutOf, type Network, type Subnet } from "../../../cli/src/network/network";
import { parseValueFrom } from "../../../modules/facts";
import { environmentVariables } from "../../../cli/src/ways/ways";
import { liveService } from "../live/fixtures";

const LOCATION = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const SECRET = `arn:aws:secretsmanager:eu-central-1:${LOCATION.account}:secret:orders/db-AbCdEf`;
const ECR = `${LOCATION.account}.dkr.ecr.eu-central-1.amazonaws.com/web:1`;
const LOCAL = { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", State: "active" } as const;
const ALL = { DestinationCidrBlock: "0.0.0.0/0", State: "active" } as const;

describe("the way out of a subnet", () => {
  it.each<[string, RouteTable["Routes"], string]>([
    ["nothing but the VPC", [LOCAL], "none"],
    ["an internet gateway", [LOCAL, { ...ALL, GatewayId: "igw-1" }], "internet gateway"],
    ["a NAT gateway", [LOCAL, { ...ALL, NatGatewayId: "nat-1" }], "NAT gateway"],
    [
      "a NAT gateway that is gone",
      [LOCAL, { ...ALL, NatGatewayId: "nat-1", State: "blackhole" }],
      "none",
    ],
    ["a transit gateway", [LOCAL, { ...ALL, TransitGatewayId: "tgw-1" }], "elsewhere"],
    ["an instance", [LOCAL, { ...ALL, NetworkInterfaceId: "eni-1" }], "elsewhere"],
    [
      "a gateway endpoint",
      [LOCAL, { DestinationPrefixListId: "pl-1", GatewayId: "vpce-1" }],
      "none",
    ],
    [
      "another network in part",
      [LOCAL, { DestinationCidrBlock: "192.168.0.0/16", TransitGatewayId: "tgw-1" }],
      "elsewhere",
    ],
    [
      "IPv6 only",
      [LOCAL, { DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: "eigw-1" }],
      "elsewhere",
    ],
  ])("through %s", (_what, Routes, wayOut) => {
    expect(wayOutOf({ Routes })).toBe(wayOut);
  });
});

describe("a security group", () => {
  const addresses = { IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

  it.each<[string, IpPermission, boolean]>([
    ["everything", { IpProtocol: "-1", ...addresses }, true],
    ["HTTPS", { IpProtocol: "tcp", FromPort: 443, ToPort: 443, ...addresses }, true],
    ["every port", { IpProtocol: "6", FromPort: 0, ToPort: 65_535, ...addresses }, true],
    ["the database", { IpProtocol: "tcp", FromPort: 5_432, ToPort: 5_432, ...addresses }, false],
    ["UDP", { IpProtocol: "udp", FromPort: 443, ToPort: 443, ...addresses }, false],
  ])("that lets out %s", (_what, permission, open) => {
    expect(letsOut({ IpPermissionsEgress: [permission] })).toBe(open);
  });

  it("that lets out nothing", () => {
    expect(letsOut({ IpPermissionsEgress: [] })).toBe(false);
  });
});

describe("the network check", () => {
  it("needs the stores, the image and the log that the task names", () => {
    expect(neededServices(task()).map(({ endpoint }) => endpoint)).toEqual([
      "secretsmanager",
      "ecr.api",
      "ecr.dkr",
      "s3",
      "logs",
    ]);
    const elsewhere = task({
      valueFrom: SECRET.replace("eu-central-1", "us-east-1"),
      image: "nginx",
    });
    expect(neededServices(elsewhere).map(({ title, endpoint }) => [title, endpoint])).toEqual([
      ["Secrets Manager in us-east-1", undefined],
      ["the registry of nginx", undefined],
      ["CloudWatch Logs", "logs"],
    ]);
  });

  it.each([
    ["dual-stack", `${LOCATION.account}.dkr-ecr.eu-central-1.on.aws/web:1`],
    ["FIPS", `${LOCATION.account}.dkr.ecr-fips.eu-central-1.amazonaws.com/web:1`],
  ])("needs ECR for its %s name, too", (_what, image) => {
    const endpoints = neededServices(task({ image })).map(({ endpoint }) => endpoint);
    expect(endpoints).toEqual(["secretsmanager", "ecr.api", "ecr.dkr", "s3", "logs"]);
  });

  it("needs the way to an image of another Region, to which no endpoint leads", () => {
    const image = `${LOCATION.account}.dkr.ecr.us-east-1.amazonaws.com/web:1`;
    expect(neededServices(task({ image })).map(({ title, endpoint }) => [title, endpoint])).toEqual(
      [
        ["Secrets Manager", "secretsmanager"],
        ["ECR in us-east-1", undefined],
        ["ECR's images in us-east-1", undefined],
        ["S3 in us-east-1", undefined],
        ["CloudWatch Logs", "logs"],
      ],
    );
  });

  it.each<[string, Partial<Subnet>, Partial<Network>, string[]]>([
    ["a NAT gateway", { wayOut: "NAT gateway" }, {}, []],
    [
      "an internet gateway and a public address",
      { wayOut: "internet gateway" },
      { hasPublicIp: true },
      [],
    ],
    ["an internet gateway and no public address", { wayOut: "internet gateway" }, {}, ["problem"]],
    ["a public address and no gateway", { wayOut: "none" }, { hasPublicIp: true }, ["problem"]],
    ["nothing", { wayOut: "none" }, {}, ["problem"]],
    ["another network", { wayOut: "elsewhere" }, {}, ["hint"]],
    ["all endpoints", { wayOut: "none", endpoints: endpoints() }, {}, []],
    ["all endpoints but one", { wayOut: "none", endpoints: endpoints().slice(1) }, {}, ["problem"]],
    [
      "endpoints of another Region",
      { wayOut: "none", endpoints: endpoints("eu-west-1") },
      {},
      ["problem"],
    ],
  ])("with %s", async (_what, subnet, network, states) => {
    const verdicts = await noNetworkPath.run(subject(subnet, network));
    expect(verdicts.map(({ state }) => state)).toEqual(states);
  });

  it("names the services that are not reached, and nothing where Fargate brings its own network", async () => {
    const [verdict] = await noNetworkPath.run(subject({ endpoints: endpoints().slice(1) }));
    expect(verdict?.finding).toBe("subnet-1 has no way out, and no endpoint for Secrets Manager");
    const old = {
      ...subject({}),
      service: liveService({ launchType: "FARGATE", platformVersion: "1.3.0" }),
    };
    expect(await noNetworkPath.run(old)).toEqual([]);
    const ec2 = { ...subject({}), service: liveService({ launchType: "EC2" }) };
    expect(await noNetworkPath.run(ec2)).toEqual([]);
  });

  it("wants one security group that lets calls out", async () => {
    const closed = { id: "sg-1", letsOut: false };
    const open = { id: "sg-2", letsOut: true };
    const states = async (securityGroups: Network["securityGroups"]): Promise<readonly string[]> =>
      (await securityGroupEgress.run(subject({}, { securityGroups }))).map(({ state }) => state);
    expect(await states([closed])).toEqual(["problem"]);
    expect(await states([closed, open])).toEqual([]);
    expect(await states([])).toEqual([]);
  });
});

function endpoints(region = "eu-central-1"): readonly string[] {
  const names = ["secretsmanager", "ecr.api", "ecr.dkr", "s3", "logs"];
  return names.map((name) => `com.amazonaws.${region}.${name}`);
}

function task({ valueFrom = SECRET, image = ECR } = {}): Task {
  const facts = new Facts(new AwsClients({ region: LOCATION.region }), {});
  const location = LOCATION;
  const read = () => Promise.resolve({ state: "missing", why: "not asked for" } as const);
  const roles = {
    execution: { reader: "execution", location, read },
    task: { reader: "task", location, read },
  } as const;
  const reference = parseValueFrom(valueFrom, location);
  const mention = {
    container: "web",
    target: "DB",
    valueFrom,
    reference,
    way: environmentVariables,
  };
  const logConfiguration = { logDriver: "awslogs" } as const;
  return {
    definition: { containerDefinitions: [{ image, logConfiguration }] },
    location,
    roles,
    references: [new TaskReference(facts, mention, location, roles)],
  };
}

function subject(subnet: Partial<Subnet>, network: Partial<Network> = {}): NetworkSubject {
  const subnets = [{ id: "subnet-1", wayOut: "none", endpoints: [], ...subnet } as const];
  const service = liveService({ launchType: "FARGATE", platformVersion: "1.4.0" });
  const base = { region: "eu-central-1", hasPublicIp: false, securityGroups: [] };
  return {
    service,
    task: task(),
    network: found({ ...base, subnets, ...network }),
  };
}
