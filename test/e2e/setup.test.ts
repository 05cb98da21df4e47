import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "../support/command";
import { ProjectCopy } from "../support/project-copy";
import { describeWith } from "../support/requires";

/** A service behind a load balancer that is there already; its target group is known by name only. */
const APP = `
import { App, LocalBackend, TerraformStack } from "cdktf";
import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { DataAwsLbTargetGroup } from "@cdktf/provider-aws/lib/data-aws-lb-target-group";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
const stack = new TerraformStack(app, "web");
new LocalBackend(stack, { path: "terraform.tfstate" });
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
const balancer = new DataAwsLb(stack, "balancer", { name: process.env.BALANCER ?? "public" });
const group = new DataAwsLbTargetGroup(stack, "group", { name: "web" });
const service = new EcsService(stack, "service", {
  cluster: new EcsCluster(stack, "cluster"),
  subnetIds: (process.env.SUBNETS ?? "subnet-0a1b2c3d4e5f60718").split(","),
  securityGroupIds: [process.env.GROUP ?? "sg-0a1b2c3d4e5f60718"],
  loadBalancers: [{ targetGroupArn: group.arn, containerName: "web", containerPort: 80 }],
  cpu: 256,
  memoryMiB: 512,
});
service.node.addDependency(balancer);
const parameter = new SecureStringParameter(stack, "key", {
  parameterName: "/web/api-key",
  encryptionKey: new EncryptionKey(stack, "encryption", { deletionWindowDays: 7 }),
  value: SecretValue.fromVariable("api_key"),
  revision: Number(process.env.REVISION ?? 1),
});
service.addContainer("web", {
  image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
  portMappings: [{ containerPort: 80 }],
  secrets: { API_KEY: SecretReference.fromSsmParameter(parameter) },
});
app.synth();
`;

const SET_UP = `
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
export async function setUp({ clientConfig, endpoint, region }) {
  const ec2 = new EC2Client(clientConfig);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16" }));
  const VpcId = Vpc.VpcId;
  const subnets = [];
  for (const [index, zone] of ["a", "b"].entries()) {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({
      VpcId, CidrBlock: "10.1." + index + ".0/24", AvailabilityZone: region + zone,
    }));
    subnets.push(Subnet.SubnetId);
  }
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: "web", Description: "web" }),
  );
  const elb = async (Action, input) => {
    const scope = "Credential=test/20240101/" + region + "/elasticloadbalancing/aws4_request";
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        authorization: "AWS4-HMAC-SHA256 " + scope + ", SignedHeaders=host, Signature=0",
      },
      body: new URLSearchParams({ Action, Version: "2015-12-01", ...input }).toString(),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  await elb("CreateLoadBalancer", {
    Name: "public", "Subnets.member.1": subnets[0], "Subnets.member.2": subnets[1],
  });
  await elb("CreateTargetGroup", { Name: "web", Protocol: "HTTP", Port: "80", VpcId, TargetType: "ip" });
  return { SUBNETS: subnets.join(","), GROUP: GroupId, BALANCER: "public" };
}
`;

jest.setTimeout(300_000);

describeWith("--setup", ["terraform", "emulator", "provider"], () => {
  let copy: ProjectCopy;
  const commands: Command[] = [];

  beforeAll(() => {
    copy = new ProjectCopy();
    writeFileSync(path.join(copy.folder, "web.ts"), APP);
    writeFileSync(path.join(copy.folder, "setup.mjs"), SET_UP);
    copy.commit();
  });

  afterAll(() => {
    for (const command of commands) command.kill();
    copy.remove();
  });

  function start(...args: readonly string[]): Command {
    const env = { ...process.env, AWS_ENDPOINT_URL: undefined, TMPDIR: copy.temporary };
    const npm = ["run", "--silent", "ecs-secrets", "--", ...args];
    const command = new Command("npm", npm, { cwd: copy.folder, env });
    commands.push(command);
    return command;
  }

  const APP_COMMAND = ["--app", "npx tsx --conditions source web.ts"];

  it("brings `local` a load balancer that is there already", async () => {
    // WHEN
    const without = await start("local", ...APP_COMMAND).ended;
    const { code, output } = await start("local", ...APP_COMMAND, "--setup", "setup.mjs").ended;

    // THEN
    expect(without.code).toBe(1);
    expect(without.output).toMatch(/^ {2}Try: .*--setup/m);
    expect(output).toMatch(/^secrets +1 of 1 delivered$/m);
    expect(output).toMatch(/^not checked +sg-\w+, subnet-\w+, subnet-\w+: not made by this app/m);
    expect(output).toMatch(/^Every secret arrives\.$/m);
    expect(code).toBe(0);
  });

  it("brings `review --local` the same, for the base and for the change", async () => {
    // GIVEN
    copy.edit("web.ts", (text) => text.replace("REVISION ?? 1", "REVISION ?? 2"));

    // WHEN
    const { code, output } = await start(
      ...["review", "--local", ...APP_COMMAND, "--setup", "setup.mjs"],
    ).ended;

    // THEN
    expect(output).toContain("| `TF_VAR_api_key` | `parameter /web/api-key` |");
    // The network is that of the local AWS before and after: nothing of it changes.
    expect(readFileSync(path.join(copy.folder, "report", "comment.md"), "utf8")).not.toMatch(
      /subnet-|aws_lb/,
    );
    expect(code).toBe(0);
  });

  it("brings `emulator` the same, and prints what it returned", async () => {
    const command = start("emulator", "--account", "111111111111", "--setup", "setup.mjs");
    await command.printed(/Ctrl-C ends it/);
    command.interrupt();
    const { output } = await command.ended;
    expect(output).toMatch(/^export SUBNETS='subnet-\w+,subnet-\w+'$/m);
    expect(output).toMatch(/^export BALANCER='public'$/m);
  });
});
