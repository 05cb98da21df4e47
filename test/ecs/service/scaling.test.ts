import { Alb } from "@cdktf/provider-aws/lib/alb";
import { AlbTargetGroup } from "@cdktf/provider-aws/lib/alb-target-group";
import { TerraformVariable } from "cdktf";
import { EcsCluster, type EcsServiceProps, type Scaling } from "cdktf-ecs-secrets/ecs";
import { newApp, stackOf, synthApp } from "../../support/app";
import { synth, testStack } from "../../support/synth";
import { serviceIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

const SERVICE = "aws_ecs_service";
const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012";
const BALANCER = `${ELB}:loadbalancer/app/web/0123456789abcdef`;
const GROUP = `${ELB}:targetgroup/web/fedcba9876543210`;
const scaling: Scaling = { min: 2, max: 10, targets: { cpuPercent: 60 } };
const requests = { perTask: 1000, loadBalancerArn: BALANCER, targetGroupArn: GROUP };
const byRequests: Scaling = { ...scaling, targets: { requests } };

const attached = (targetGroupArn: string) => {
  return { targetGroupArn, containerName: "web", containerPort: 80 };
};
const codeDeploy = {
  deploymentController: "CODE_DEPLOY",
  loadBalancers: [attached(GROUP)],
} as const;
const ports = { portMappings: [{ containerPort: 80 }] };

describe("scaling", () => {
  it("is none by default: the number of tasks stays", () => {
    const stack = testStack();
    serviceIn(stack);
    expect(synth(stack).only(SERVICE)["desired_count"]).toBe(2);
    expect(synth(stack).resources("aws_appautoscaling_target")).toEqual({});
  });

  it("leaves exactly the number of tasks to the scaler, and begins with the least", () => {
    const stack = testStack();
    serviceIn(stack, { serviceName: "web", scaling: { ...scaling, min: 3 } });
    const { only, resources } = synth(stack);
    const service = only(SERVICE);
    expect(service["desired_count"]).toBe(3);
    expect(service["lifecycle"]).toMatchObject({
      ignore_changes: ["desired_count"],
      postcondition: [expect.anything()],
    });
    const [id] = Object.keys(resources(SERVICE));
    const [cluster] = Object.keys(resources("aws_ecs_cluster"));
    expect(only("aws_appautoscaling_target")).toEqual({
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: `service/\${aws_ecs_cluster.${cluster}.name}/\${aws_ecs_service.${id}.name}`,
      min_capacity: 3,
      max_capacity: 10,
    });
    const [target] = Object.keys(resources("aws_appautoscaling_target"));
    expect(only("aws_appautoscaling_policy")).toEqual({
      name: "test-web-scaling-cpu",
      policy_type: "TargetTrackingScaling",
      service_namespace: `\${aws_appautoscaling_target.${target}.service_namespace}`,
      scalable_dimension: `\${aws_appautoscaling_target.${target}.scalable_dimension}`,
      resource_id: `\${aws_appautoscaling_target.${target}.resource_id}`,
      target_tracking_scaling_policy_configuration: {
        target_value: 60,
        predefined_metric_specification: {
          predefined_metric_type: "ECSServiceAverageCPUUtilization",
        },
        scale_in_cooldown: 300,
        scale_out_cooldown: 300,
      },
    });
  });

  it("follows memory and requests, too, with cooldowns of its own", () => {
    const stack = testStack();
    const props: Partial<EcsServiceProps> = {
      desiredCount: 4,
      loadBalancers: [attached(GROUP)],
      scaling: {
        ...scaling,
        targets: {
          memoryPercent: 70,
          requests,
        },
        scaleInCooldownSeconds: 600,
        scaleOutCooldownSeconds: 0,
      },
    };
    serviceIn(stack, props, ports);
    const { only, resources } = synth(stack);
    expect(only(SERVICE)["desired_count"]).toBe(4);
    const policies = Object.values(resources("aws_appautoscaling_policy"));
    expect(policies).toMatchObject(
      [
        ["ECSServiceAverageMemoryUtilization", 70, undefined],
        [
          "ALBRequestCountPerTarget",
          1000,
          "app/web/0123456789abcdef/targetgroup/web/fedcba9876543210",
        ],
      ].map(([predefined_metric_type, target_value, resource_label]) => ({
        target_tracking_scaling_policy_configuration: {
          target_value,
          predefined_metric_specification: {
            predefined_metric_type,
            ...(resource_label === undefined ? {} : { resource_label }),
          },
          scale_in_cooldown: 600,
          scale_out_cooldown: 0,
        },
      })),
    );
  });

  it("takes what only Terraform knows: numbers, and the load balancer's ARN", () => {
    const stack = testStack();
    const number = (id: string) => new TerraformVariable(stack, id, { type: "number" }).numberValue;
    const alb = new Alb(stack, "alb", {});
    const group = new AlbTargetGroup(stack, "group", { targetType: "ip" });
    const props: Partial<EcsServiceProps> = {
      loadBalancers: [attached(group.arn)],
      scaling: {
        min: number("least"),
        max: number("most"),
        targets: {
          requests: {
            perTask: number("each"),
            loadBalancerArn: alb.arn,
            targetGroupArn: group.arn,
          },
        },
      },
    };
    serviceIn(stack, props, ports);
    const { only } = synth(stack);
    expect(only(SERVICE)["desired_count"]).toBe("${var.least}");
    expect(only("aws_appautoscaling_target")).toMatchObject({
      min_capacity: "${var.least}",
      max_capacity: "${var.most}",
    });
    expect(only("aws_appautoscaling_policy")).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        target_value: "${var.each}",
        predefined_metric_specification: {
          resource_label:
            '${trimprefix(element(split(":", aws_alb.alb.arn), 5), "loadbalancer/")}/${trimprefix(element(split(":", aws_alb_target_group.group.arn), 5), "loadbalancer/")}',
        },
      },
    });
  });

  it("works where the cluster is of another stack", () => {
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "own")];
    serviceIn(own, { cluster: new EcsCluster(shared, "cluster"), scaling });
    const made = synthApp(app).get("own");
    expect(made?.only("aws_appautoscaling_target")["resource_id"]).toMatch(
      /^service\/\$\{data\.terraform_remote_state\.\S+\}\/\$\{aws_ecs_service\.web_service_\w+\.name\}$/,
    );
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ scaling: { ...scaling, max: 1 } }, "[ecs-scaling-range]"],
    [{ scaling, desiredCount: 11 }, "[ecs-scaling-range]"],
    [{ scaling: { ...scaling, targets: {} } }, "[ecs-scaling-targets]"],
    [{ scaling: { ...scaling, targets: { cpuPercent: 101 } } }, "[ecs-scaling-percent]"],
    [{ scaling: { ...scaling, targets: { memoryPercent: 0 } } }, "[ecs-scaling-percent]"],
    [{ scaling: { ...scaling, scaleInCooldownSeconds: -1 } }, "[ecs-scaling-cooldown]"],
    [
      {
        scaling: {
          ...scaling,
          targets: { requests: { perTask: 0, loadBalancerArn: BALANCER, targetGroupArn: GROUP } },
        },
      },
      "[ecs-scaling-requests]",
    ],
    [
      {
        scaling: {
          ...scaling,
          targets: { requests: { perTask: 1, loadBalancerArn: GROUP, targetGroupArn: GROUP } },
        },
      },
      "[ecs-scaling-load-balancer-arn]",
    ],
    [{ scaling: byRequests }, "[ecs-scaling-requests-target-group]"],
    [
      { scaling: byRequests, loadBalancers: [attached(GROUP.replace("/web/", "/other/"))] },
      "[ecs-scaling-requests-target-group]",
    ],
    [
      {
        scaling: byRequests,
        loadBalancers: [attached(GROUP)],
        deploymentController: "CODE_DEPLOY",
      },
      "[ecs-scaling-requests-deployment]",
    ],
  ])("refuses %j", (props, message) => {
    expect(() => serviceIn(testStack(), props)).toThrow(message);
  });

  it.each<[string, Partial<EcsServiceProps>, boolean]>([
    ["of one task that may neither go nor have company", { maximumPercent: 150 }, true],
    ["that may end it first", { minimumHealthyPercent: 0, maximumPercent: 150 }, false],
    ["that may double it", {}, false],
    ["that the scaler makes room for", { maximumPercent: 150, scaling }, false],
    ["of CodeDeploy, whose own it is", { maximumPercent: 150, ...codeDeploy }, false],
  ])("warns of a deployment %s", (_what, props, warned) => {
    const stack = testStack();
    serviceIn(stack, { desiredCount: props.scaling ? undefined : 1, ...props }, ports);
    const warnings = annotationsOf(stack).filter(({ message }) => message.includes("-room]"));
    expect(warnings).toHaveLength(warned ? 1 : 0);
  });

  it("may hold tasks on instances above what they reserve, which they may use", () => {
    const stack = testStack();
    const targets = { cpuPercent: 300, memoryPercent: 150 };
    serviceIn(stack, { compatibility: "EC2", scaling: { ...scaling, targets } });
    const policies = Object.values(synth(stack).resources("aws_appautoscaling_policy"));
    expect(
      policies.map((policy) => policy["target_tracking_scaling_policy_configuration"]),
    ).toMatchObject([{ target_value: 300 }, { target_value: 150 }]);
  });

  it("lets a pipeline own the rollout beside it", () => {
    const stack = testStack();
    serviceIn(stack, { scaling, rolloutOwner: "pipeline" });
    expect(synth(stack).only(SERVICE)["lifecycle"]).toEqual({
      ignore_changes: ["desired_count", "task_definition"],
    });
  });
});
