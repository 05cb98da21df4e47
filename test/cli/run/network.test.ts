import type { AwsResponse } from "../../../cli/src/local-aws/quirk";
import { examineNetwork } from "../../../cli/src/run/network";
import type { StateResource } from "../../../cli/src/run/placements";
import { type Operations, withAws } from "../aws/aws-stub";

const REGION = "eu-central-1";
const ARN = `arn:aws:ecs:${REGION}:123456789012:task-definition/`;
const SECRET = `arn:aws:secretsmanager:${REGION}:123456789012:secret:orders/db-AbCdEf`;

const xml = (action: string, inside: string): AwsResponse => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(`<${action}Response>${inside}</${action}Response>`),
});

/** A VPC whose one subnet has an internet gateway, and task definitions with one secret each, or with none. */
const operations: Operations = {
  DescribeVpcs: () => xml("DescribeVpcs", "<vpcSet/>"),
  DescribeSubnets: () =>
    xml(
      "DescribeSubnets",
      "<subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId></item></subnetSet>",
    ),
  DescribeRouteTables: () =>
    xml(
      "DescribeRouteTables",
      "<routeTableSet><item><vpcId>vpc-1</vpcId><routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId><state>active</state></item></routeSet><associationSet><item><main>true</main></item></associationSet></item></routeTableSet>",
    ),
  DescribeVpcEndpoints: () => xml("DescribeVpcEndpoints", "<vpcEndpointSet/>"),
  DescribeTaskDefinition: ({ taskDefinition }) => {
    const named = String(taskDefinition);
    const [family = ""] = named.replace(ARN, "").split(":");
    const secrets = family === "plain" ? [] : [{ name: "DB", valueFrom: SECRET }];
    return {
      taskDefinition: {
        family,
        taskDefinitionArn: `${ARN}${family}:1`,
        requiresCompatibilities: [family === "on-instances" ? "EC2" : "FARGATE"],
        containerDefinitions: [{ name: "app", image: "busybox", secrets }],
      },
    };
  },
};

const managed = (type: string, values: StateResource["values"]): StateResource => {
  return { type, mode: "managed", values };
};
const SUBNET = managed("aws_subnet", { id: "subnet-1" });

function schedule(family: string, subnets: readonly string[], isPublic: boolean): StateResource {
  const network_configuration = [{ subnets, security_groups: [], assign_public_ip: isPublic }];
  const ecs = { task_definition_arn: `${ARN}${family}:1`, network_configuration };
  return managed("aws_scheduler_schedule", { name: family, target: [{ ecs_parameters: [ecs] }] });
}

function examined(...resources: readonly StateResource[]) {
  return withAws(operations, (clients) =>
    examineNetwork(clients, REGION, resources, [...resources, SUBNET]),
  );
}

const NOTHING = { lookedAt: {}, problems: [], notChecked: [], unseen: [] };

describe("the network of a schedule", () => {
  it("is judged as that of a service", async () => {
    const { lookedAt, problems } = await examined(schedule("nightly", ["subnet-1"], false));
    expect(lookedAt).toEqual({ schedule: 1 });
    expect(problems).toEqual([
      expect.stringMatching(/^schedule nightly: subnet-1 has an internet gateway, .*; assign/),
    ]);
    expect(await examined(schedule("nightly", ["subnet-1"], true))).toEqual({
      ...NOTHING,
      lookedAt: { schedule: 1 },
    });
  });

  it("is named where it was made up here, and not doctor, which looks at services only", async () => {
    expect(await examined(schedule("nightly", ["subnet-9"], false))).toEqual({
      ...NOTHING,
      unseen: ["schedule nightly: subnet-9, not made by this app"],
    });
  });

  it("is named where its tasks run on instances", async () => {
    const { lookedAt, unseen } = await examined(schedule("on-instances", ["subnet-1"], false));
    expect(lookedAt).toEqual({});
    expect(unseen).toEqual([expect.stringMatching(/^schedule on-instances: .* on instances/)]);
  });
});

describe("a task definition", () => {
  const definition = (family: string): StateResource =>
    managed("aws_ecs_task_definition", { arn: `${ARN}${family}:1`, family });

  it("that nothing known starts is named where it has secrets", async () => {
    const { unseen } = await examined(definition("job"), definition("plain"));
    expect(unseen).toEqual([expect.stringMatching(/^task definition job: what starts it/)]);
  });

  it.each(["job", `${ARN}job:1`, "job:1", `${ARN}job`])(
    "that another stack's service starts as %s is not",
    async (task_definition) => {
      const service = managed("aws_ecs_service", { name: "job", task_definition });
      const { unseen } = await withAws(operations, (clients) =>
        examineNetwork(clients, REGION, [definition("job")], [definition("job"), service]),
      );
      expect(unseen).toEqual([]);
    },
  );
});
