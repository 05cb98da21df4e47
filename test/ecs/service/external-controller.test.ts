import type { EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack, type Attributes } from "../../support/synth";
import { serviceIn } from "../support/fixtures";

const WEB = {
  targetGroupArn:
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef",
  containerName: "web",
  containerPort: 8080,
};
const PORTS = { portMappings: [{ containerPort: 8080, name: "http" }] };
const EC2 = { compatibility: "EC2" } as const;
const NO_NETWORK = { subnetIds: undefined, securityGroupIds: undefined };

function made(props: Partial<EcsServiceProps>): Attributes {
  const stack = testStack();
  serviceIn(stack, props, PORTS);
  return synth(stack).only("aws_ecs_service");
}

describe("the deployment controller EXTERNAL", () => {
  const props = { deploymentController: "EXTERNAL", ...NO_NETWORK } as const;

  it("leaves all that runs to task sets made elsewhere", () => {
    const service = made(props);
    expect(service).toMatchObject({
      deployment_controller: { type: "EXTERNAL" },
      desired_count: 2,
      wait_for_steady_state: false,
    });
    for (const name of [
      "task_definition",
      "launch_type",
      "platform_version",
      "network_configuration",
      "force_new_deployment",
      "lifecycle",
    ]) {
      expect(service).not.toHaveProperty(name);
    }
    expect(made({ ...props, healthCheckGracePeriodSeconds: 5 })).toMatchObject({
      health_check_grace_period_seconds: 5,
    });
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ subnetIds: ["subnet-1"] }, "subnetIds"],
    [{ securityGroupIds: ["sg-1"] }, "securityGroupIds"],
    [{ loadBalancers: [WEB] }, "loadBalancers"],
    [{ capacityProviders: [{ name: "FARGATE_SPOT" }] }, "capacityProviders"],
    [{ waitForSteadyState: true }, "waitForSteadyState"],
  ])("is refused with %j", (further, got) => {
    expect(() => made({ ...props, ...further })).toThrow(`got EXTERNAL with ${got}. Remove them`);
  });

  it("keeps to the service what task sets follow: its number of tasks, and its placement", () => {
    expect(
      made({
        ...props,
        ...EC2,
        scaling: { min: 1, max: 4, targets: { cpuPercent: 50 } },
        placementStrategies: [{ type: "spread", field: "host" }],
        placementConstraints: [{ type: "distinctInstance" }],
      }),
    ).toMatchObject({
      desired_count: 1,
      lifecycle: { ignore_changes: ["desired_count"] },
      ordered_placement_strategy: [{ type: "spread", field: "host" }],
      placement_constraints: [{ type: "distinctInstance" }],
    });
    const onFargate = { ...props, placementStrategies: [{ type: "random" }] } as const;
    expect(() => made(onFargate)).toThrow("[ecs-placement-instances]");
  });
});
