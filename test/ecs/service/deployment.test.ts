import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import { TerraformVariable } from "cdktf";
import { SecretReference, type EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { policyOf, synth, testStack, type Attributes } from "../../support/synth";
import { Secrets, serviceIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";
import { waited } from "../../support/waited";

const TYPE = "aws_ecs_service";
const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012";
const WEB = {
  targetGroupArn: `${ELB}:targetgroup/web/0123456789abcdef`,
  containerName: "web",
  containerPort: 8080,
};
const trafficShift = {
  alternateTargetGroupArn: `${ELB}:targetgroup/green/0123456789abcdef`,
  productionListenerRuleArn: `${ELB}:listener-rule/app/web/0123456789abcdef/1/2`,
  testListenerRuleArn: `${ELB}:listener-rule/app/web/0123456789abcdef/1/3`,
};
const HOOK = "arn:aws:lambda:eu-central-1:123456789012:function:check";
const PORTS = { portMappings: [{ containerPort: 8080, name: "http" }] };
/** On EC2, with a network of its own. */
const EC2 = { compatibility: "EC2" } as const;

function made(props: Partial<EcsServiceProps>): Attributes {
  const stack = testStack();
  serviceIn(stack, props, PORTS);
  return synth(stack).only(TYPE);
}

describe("how many tasks run in a deployment", () => {
  it("is set in percent, also by what only Terraform knows", () => {
    const stack = testStack();
    const maximum = new TerraformVariable(stack, "most", { type: "number" }).numberValue;
    serviceIn(stack, { minimumHealthyPercent: 50, maximumPercent: maximum });
    expect(synth(stack).only(TYPE)).toMatchObject({
      deployment_minimum_healthy_percent: 50,
      deployment_maximum_percent: "${var.most}",
    });
  });

  it("is refused where ECS could neither stop nor start one", () => {
    expect(() => made({ maximumPercent: 100 })).toThrow(
      "test/web: `minimumHealthyPercent` must be whole numbers, the minimum from 0 to 100, the maximum at least 100 and above the minimum: otherwise ECS can neither start a task nor stop one, got 100 and 100.",
    );
  });
});

describe("a daemon", () => {
  const DAEMON = { ...EC2, schedulingStrategy: "DAEMON" } as const;

  it("has no number of tasks, and may be away from an instance for a moment", () => {
    const service = made(DAEMON);
    expect(service).toMatchObject({
      scheduling_strategy: "DAEMON",
      launch_type: "EC2",
      deployment_minimum_healthy_percent: 0,
    });
    expect(service).not.toHaveProperty("desired_count");
    expect(service).not.toHaveProperty("deployment_maximum_percent");
    expect(made({ ...DAEMON, minimumHealthyPercent: 50 })).toMatchObject({
      deployment_minimum_healthy_percent: 50,
    });
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ desiredCount: 1 }, "desiredCount"],
    [{ maximumPercent: 200 }, "maximumPercent"],
    [{ placementStrategies: [{ type: "random" }] }, "placementStrategies"],
    [{ placementConstraints: [{ type: "distinctInstance" }] }, "a distinctInstance constraint"],
    [{ availabilityZoneRebalancing: true }, "availabilityZoneRebalancing"],
    [{ scaling: { min: 1, max: 2, targets: { cpuPercent: 50 } } }, "scaling"],
    [{ compatibility: "FARGATE" }, "compatibility FARGATE"],
    [{ capacityProviders: [{ name: "orders" }] }, "capacityProviders"],
  ])("is refused with %j", (props, got) => {
    expect(() => made({ ...DAEMON, ...props })).toThrow(`got DAEMON with ${got}. Remove them`);
  });

  it("has a share of them that may be away, and never more than one on an instance", () => {
    expect(made({ ...DAEMON, maximumPercent: 100 })).not.toHaveProperty(
      "deployment_maximum_percent",
    );
    for (const minimumHealthyPercent of [100, 101, -1, 0.5]) {
      expect(() => made({ ...DAEMON, minimumHealthyPercent })).toThrow(
        `got ${minimumHealthyPercent} and 100. 100 and 200 are the defaults, with DAEMON 0 and 100. [ecs-deployment-percents]`,
      );
    }
  });

  it("may be kept to some instances", () => {
    const placementConstraints = [
      { type: "memberOf", expression: "attribute:gpu exists" },
    ] as const;
    expect(made({ ...DAEMON, placementConstraints })).toHaveProperty("placement_constraints");
  });
});

describe("the deployment controller CODE_DEPLOY", () => {
  const props = { deploymentController: "CODE_DEPLOY", loadBalancers: [WEB] } as const;

  it("rolls out by itself: Terraform leaves to it what it changes, and forces nothing", () => {
    // GIVEN
    const stack = testStack();
    const secrets = { A: SecretReference.fromSsmParameter(new Secrets(stack).parameter("a")) };
    // WHEN
    serviceIn(stack, props, { ...PORTS, secrets });
    // THEN
    const service = synth(stack).only(TYPE);
    expect(service).toMatchObject({
      deployment_controller: { type: "CODE_DEPLOY" },
      task_definition: expect.stringContaining("aws_ecs_task_definition"),
      wait_for_steady_state: true,
      lifecycle: { ignore_changes: ["task_definition", "load_balancer"] },
    });
    expect(service["triggers"] ?? {}).toEqual({});
    for (const name of ["deployment_circuit_breaker", "force_new_deployment"]) {
      expect(service).not.toHaveProperty(name);
    }
    expect(service["lifecycle"]).not.toHaveProperty("postcondition");
    expect(annotationsOf(stack)).toMatchObject([
      {
        constructPath: "test/web/task/web",
        message: expect.stringContaining("have your deployment controller deploy after it"),
      },
    ]);
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ circuitBreaker: true }, "circuitBreaker"],
    [{ deploymentAlarms: { alarmNames: ["a"] } }, "deploymentAlarms"],
    [{ redeployOnChange: { addService: () => undefined } }, "redeployOnChange"],
    [{ rolloutOwner: "pipeline" }, "rolloutOwner"],
    [{ serviceConnect: {} }, "serviceConnect"],
    [{ availabilityZoneRebalancing: true }, "availabilityZoneRebalancing"],
  ])("is refused with %j", (further, got) => {
    expect(() => made({ ...props, ...further })).toThrow(
      `got CODE_DEPLOY with ${got}. Remove them`,
    );
  });

  it("needs exactly one target group", () => {
    for (const loadBalancers of [undefined, [WEB, WEB]]) {
      expect(() => made({ ...props, loadBalancers })).toThrow("[ecs-code-deploy-target-group]");
    }
  });
});

describe("deployment alarms", () => {
  it("end a deployment and return to the version before, or only end it", () => {
    const alarmNames = ["orders-5xx", "orders-latency"];
    expect(made({ deploymentAlarms: { alarmNames } })["alarms"]).toEqual({
      alarm_names: alarmNames,
      enable: true,
      rollback: true,
    });
    const ended = made({ deploymentAlarms: { alarmNames, rollback: false } });
    expect(ended["alarms"]).toMatchObject({ rollback: false });
  });

  it("that roll back are looked for by the postcondition, without a circuit breaker, too", () => {
    const alarms = { alarmNames: ["a"] };
    const service = made({ deploymentAlarms: alarms, circuitBreaker: false });
    expect(service["lifecycle"]).toHaveProperty("postcondition");
    const deploymentAlarms = { ...alarms, rollback: false };
    expect(made({ deploymentAlarms, circuitBreaker: false })).not.toHaveProperty("lifecycle");
  });

  it("are named, by a list that only Terraform knows, too", () => {
    expect(() => made({ deploymentAlarms: { alarmNames: [] } })).toThrow("[ecs-deployment-alarms]");
    const stack = testStack();
    const alarmNames = new TerraformVariable(stack, "alarms", { type: "list(string)" }).listValue;
    serviceIn(stack, { deploymentAlarms: { alarmNames } });
    expect(synth(stack).only(TYPE)["alarms"]).toMatchObject({ alarm_names: "${var.alarms}" });
  });
});

describe("rebalancing of Availability Zones", () => {
  it("is the provider's by default, on and off", () => {
    expect(made({})).not.toHaveProperty("availability_zone_rebalancing");
    for (const [given, expected] of [
      [true, "ENABLED"],
      [false, "DISABLED"],
    ] as const) {
      expect(made({ availabilityZoneRebalancing: given })).toMatchObject({
        availability_zone_rebalancing: expected,
      });
    }
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ minimumHealthyPercent: 0, maximumPercent: 100 }, "it with a maximum of 100"],
    [{ ...EC2, placementStrategies: [{ type: "random" }] }, "it with the strategy random"],
  ])("is refused with %j", (props, got) => {
    expect(() => made({ availabilityZoneRebalancing: true, ...props })).toThrow(`got ${got}.`);
  });
});

describe("the rollout", () => {
  it("is a pipeline's: exactly the task definition is left alone, and a revision deploys again", () => {
    // GIVEN
    const stack = testStack();
    const secrets = { A: SecretReference.fromSsmParameter(new Secrets(stack).parameter("a", 3)) };
    // WHEN
    serviceIn(stack, { rolloutOwner: "pipeline" }, { secrets });
    // THEN
    expect(synth(stack).only(TYPE)).toMatchObject({
      force_new_deployment: true,
      triggers: { "/orders/a": "3" },
      lifecycle: { ignore_changes: ["task_definition"] },
    });
    expect(synth(stack).only(TYPE)["lifecycle"]).not.toHaveProperty("postcondition");
  });

  it("of a pipeline needs the revisions before it", () => {
    expect(() => made({ rolloutOwner: "pipeline", retainRevisions: false })).toThrow(
      "[ecs-rollout-owner]",
    );
  });

  it("cannot be taken from the pipeline by an override", () => {
    const stack = testStack();
    const service = serviceIn(stack, { rolloutOwner: "pipeline" });
    const resource = service.node.defaultChild as ecsService.EcsService;
    resource.lifecycle = { ignoreChanges: ["tags"] };
    expect(synth(stack).only(TYPE)["lifecycle"]).toEqual({
      ignore_changes: ["task_definition", "tags"],
    });
    resource.addOverride("lifecycle", null);
    expect(() => synth(stack)).toThrow("[lifecycle-kept]");
  });
});

describe("the deployment strategy", () => {
  const knowsBlueGreen = "ecsServiceDeploymentConfigurationToTerraform" in ecsService;
  const knowsSteps =
    "ecsServiceDeploymentConfigurationLinearConfigurationToTerraform" in ecsService;
  const balanced = { loadBalancers: [{ ...WEB, trafficShift }] };

  it("BLUE_GREEN shifts the traffic of load balancers, with hooks, where the provider knows it", () => {
    const stack = testStack();
    const make = () =>
      serviceIn(
        stack,
        {
          ...balanced,
          deploymentStrategy: {
            type: "BLUE_GREEN",
            bakeTimeMinutes: 30,
            lifecycleHooks: [
              {
                functionArn: HOOK,
                stages: ["POST_TEST_TRAFFIC_SHIFT"],
                details: { path: "/${x}" },
              },
            ],
          },
        },
        PORTS,
      );
    if (!knowsBlueGreen) {
      expect(make).toThrow(
        new Error(
          "test/web: `deploymentStrategy` must be left out with an AWS provider that does not know it yet, got native blue/green deployment, which hashicorp/aws has since 6.4.0. Use a package @cdktf/provider-aws of the line 21, made for that version of the provider or a newer one. [aws-provider-version]",
        ),
      );
      return;
    }
    make();
    const { only, resources } = synth(stack);
    const service = only(TYPE);
    expect(service["deployment_configuration"]).toEqual({
      strategy: "BLUE_GREEN",
      bake_time_in_minutes: "30",
      lifecycle_hook: [
        {
          hook_target_arn: HOOK,
          lifecycle_stages: ["POST_TEST_TRAFFIC_SHIFT"],
          hook_details: '{"path":"/\\u0024{x}"}',
          role_arn: expect.stringContaining("deployment-hooks-role"),
        },
      ],
    });
    expect(service["load_balancer"]).toMatchObject([
      {
        advanced_configuration: {
          alternate_target_group_arn: trafficShift.alternateTargetGroupArn,
          production_listener_rule: trafficShift.productionListenerRuleArn,
          test_listener_rule: trafficShift.testListenerRuleArn,
          role_arn: expect.stringContaining("load-balancer-role"),
        },
      },
    ]);
    expect(service["deployment_circuit_breaker"]).toEqual({ enable: false, rollback: false });
    expect(service["lifecycle"]).toHaveProperty("postcondition");
    const calling = Object.values(resources("aws_iam_role_policy")).map(({ policy }) =>
      policyOf(policy),
    );
    expect(calling.flatMap(({ Statement }) => Statement)).toEqual([
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: HOOK },
    ]);
    expect(Object.values(resources("aws_iam_role_policy_attachment"))).toMatchObject([
      { policy_arn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers" },
    ]);
    // It waits for both.
    expect(waited(service)).toHaveLength(2);
  });

  it("LINEAR and CANARY shift it in steps, where the provider knows them", () => {
    const stack = testStack();
    const bake = new TerraformVariable(stack, "bake", { type: "number" }).numberValue;
    const linear = { type: "LINEAR", stepPercent: 12.5, stepBakeTimeMinutes: bake } as const;
    const make = () => serviceIn(stack, { ...balanced, deploymentStrategy: linear }, PORTS);
    if (!knowsSteps) {
      expect(make).toThrow(/\[aws-provider-version\]$/);
      return;
    }
    make();
    expect(synth(stack).only(TYPE)["deployment_configuration"]).toEqual({
      strategy: "LINEAR",
      bake_time_in_minutes: "10",
      linear_configuration: {
        step_percent: 12.5,
        step_bake_time_in_minutes: "${tostring(var.bake)}",
      },
    });
    const canary = { type: "CANARY", stepPercent: 0.5 } as const;
    expect(made({ ...balanced, deploymentStrategy: canary })).toMatchObject({
      deployment_configuration: {
        strategy: "CANARY",
        canary_configuration: { canary_percent: 0.5 },
      },
    });
    for (const [props, rule] of [
      [{ deploymentStrategy: canary }, "ecs-deployment-traffic"],
      [
        { ...balanced, deploymentStrategy: { ...linear, stepPercent: 2 } },
        "ecs-deployment-step-percent",
      ],
      [
        { ...balanced, deploymentStrategy: linear, circuitBreaker: true },
        "ecs-deployment-strategy",
      ],
      [
        { ...balanced, deploymentStrategy: { type: "BLUE_GREEN", stepPercent: 5 } },
        "ecs-deployment-strategy",
      ],
      [
        { ...balanced, deploymentStrategy: { type: "BLUE_GREEN", bakeTimeMinutes: 1441 } },
        "ecs-deployment-bake-time",
      ],
      [{ deploymentStrategy: { type: "ROLLING", bakeTimeMinutes: 1 } }, "ecs-deployment-strategy"],
    ] as const satisfies readonly (readonly [Partial<EcsServiceProps>, string])[]) {
      expect(() => made(props)).toThrow(`[${rule}]`);
    }
  });

  it("ROLLING shifts no traffic", () => {
    expect(() => made(balanced)).toThrow("[ecs-deployment-traffic]");
  });
});
