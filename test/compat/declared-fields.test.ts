import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import { version } from "@cdktf/provider-aws/package.json";
import {
  EcsCluster,
  EcsService,
  LogDriver,
  Volume,
  type DeploymentStrategy,
  type EcsServiceProps,
} from "../../modules/ecs";
import { EncryptionKey } from "../../modules/kms";
import { readFields } from "../../docs/fields/read-fields";
import { serviceRows } from "../../docs/fields/service";
import { FIELD_TABLES } from "../../docs/fields/tables";
import { image } from "../ecs/support/fixtures";
import { arrives, EVERY_ROW } from "../support/every-prop";
import { synth, testStack, type Blocks } from "../support/synth";
import { synthesizeRow } from "../support/token-props";
import { compare, declaredBy } from "./declared";

/** The provider's line that this project runs on. */
const LINE = Number(version.split(".")[0]);
const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012";
const AUTHORITY =
  "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";
const balancer = {
  targetGroupArn: `${ELB}:targetgroup/web/0123456789abcdef`,
  containerName: "web",
  containerPort: 8080,
  trafficShift: {
    alternateTargetGroupArn: `${ELB}:targetgroup/green/0123456789abcdef`,
    productionListenerRuleArn: `${ELB}:listener-rule/app/web/0123456789abcdef/1/2`,
    testListenerRuleArn: `${ELB}:listener-rule/app/web/0123456789abcdef/1/3`,
  },
};
const lifecycleHooks = [
  {
    functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:check",
    stages: ["POST_TEST_TRAFFIC_SHIFT"],
    details: { path: "/health" },
  },
];

/** One service of each strategy, with everything that stands beside it. */
function shifting(): Readonly<Record<string, unknown>> {
  const stack = testStack();
  const encryptionKey = new EncryptionKey(stack, "key");
  const cluster = new EcsCluster(stack, "cluster", {
    capacityProviders: ["orders-managed"],
    ephemeralStorageKey: encryptionKey,
  });
  const steps = { bakeTimeMinutes: 5, stepPercent: 10, stepBakeTimeMinutes: 5, lifecycleHooks };
  const strategies: readonly DeploymentStrategy[] = [
    { type: "BLUE_GREEN", bakeTimeMinutes: 5, lifecycleHooks },
    { type: "LINEAR", ...steps },
    { type: "CANARY", ...steps },
    { type: "ROLLING", lifecycleHooks },
  ];
  for (const deploymentStrategy of strategies) {
    const { type } = deploymentStrategy;
    const rolls = type === "ROLLING";
    const ofKind: Partial<EcsServiceProps> = rolls
      ? { loadBalancers: [{ ...balancer, trafficShift: undefined }] }
      : { loadBalancers: [balancer], compatibility: "MANAGED_INSTANCES" };
    const service = new EcsService(stack, type.toLowerCase(), {
      cluster,
      subnetIds: ["subnet-0a1b2c3d"],
      securityGroupIds: ["sg-0a1b2c3d"],
      cpu: 256,
      memoryMiB: 512,
      deploymentStrategy,
      ...ofKind,
      ...(!rolls && { capacityProviders: [{ name: "orders-managed", weight: 1, base: 1 }] }),
      deploymentAlarms: { alarmNames: ["orders-5xx"] },
      healthCheckGracePeriodSeconds: 60,
      scaling: { min: 1, max: 9, targets: { cpuPercent: 60 } },
      volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey }) },
      serviceConnect: {
        namespace: "internal",
        logging: LogDriver.awsLogs(),
        services: [
          {
            portName: "http",
            clientAlias: { port: 80, dnsName: "orders" },
            idleTimeoutSeconds: 60,
            requestTimeoutSeconds: 15,
            tls: { certificateAuthorityArn: AUTHORITY, encryptionKey },
            testTrafficHeader: { name: "x-test", value: "1" },
          },
        ],
      },
    });
    service.addContainer("web", {
      image,
      mounts: { "/data": { volume: "data" } },
      portMappings: [{ containerPort: 8080, name: "http", appProtocol: "http" }],
    });
  }
  return synth(stack).json;
}

/** Every field below a block that has a value, such as `deployment_configuration.strategy`. */
function fieldsIn(value: unknown, place: readonly string[] = []): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsIn(item, place));
  if (typeof value !== "object" || value === null) return [place.join(".")];
  return Object.entries(value).flatMap(([name, inner]) => fieldsIn(inner, [...place, name]));
}

/** What is wrong with the resources of a stack's JSON, and with the containers in it. */
function problemsIn(json: Readonly<Record<string, unknown>>): readonly string[] {
  const resources = Object.entries((json["resource"] ?? {}) as Readonly<Record<string, Blocks>>);
  return resources
    .filter(([type]) => type.startsWith("aws_"))
    .flatMap(([type, blocks]) => {
      const declared = declaredBy(`@cdktf/provider-aws/lib/${moduleOf(type)}`);
      const config = declared.configs.get(type) ?? type;
      return Object.entries(blocks).flatMap(([name, block]) => [
        ...compare(declared, config, block, "terraform", `${type}.${name}`),
        ...unknownInContainers(block["container_definitions"]),
      ]);
    });
}

const [{ fields: CONTAINER } = { fields: undefined }] = FIELD_TABLES;
const OF_CONTAINERS = new Set(CONTAINER && readFields(CONTAINER));

/** Fields of containers that ECS does not have: the provider drops them without a word. */
function unknownInContainers(text: unknown): readonly string[] {
  if (typeof text !== "string") return [];
  return unknownIn(JSON.parse(text), []);
}

function unknownIn(value: unknown, place: readonly string[]): readonly string[] {
  const path = place.join(".");
  if (Array.isArray(value)) return value.flatMap((item) => unknownIn(item, place));
  // Below a field that holds no fields itself stand names of the user's own.
  if (OF_CONTAINERS.has(path)) return [];
  if (typeof value !== "object" || value === null) return [`${path} of a container`];
  // The expression of a number stands behind the field's name, and a field without a name ends it.
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "" ? [] : unknownIn(inner, [...place, name.replace(/\$\{.*\}$/, "")]),
  );
}

describe("what is made of the provider's package", () => {
  it.each(EVERY_ROW)("has only fields that it declares, of every prop: %s", (_name, row) => {
    expect(problemsIn(synthesizeRow(row, { wanted: arrives }).json)).toEqual([]);
  });

  if (LINE >= 21) {
    it("has in JSON no field and no shape that the package does not declare", () => {
      expect(problemsIn(shifting())).toEqual([]);
    });

    it("has in JSON every field of this line that is a prop or follows from one", () => {
      const resources = shifting()["resource"] as Readonly<Record<string, Blocks>>;
      const rendered = new Set(
        Object.values(resources["aws_ecs_service"] ?? {}).flatMap((block) => fieldsIn(block)),
      );
      const promised = Object.entries(serviceRows).flatMap(([field, { kind, line }]) =>
        line === 21 && (kind === "prop" || kind === "derived") ? field : [],
      );
      expect(promised.length).toBeGreaterThan(10);
      expect(promised.filter((field) => !rendered.has(field))).toEqual([]);
    });
  } else {
    it("is refused where the line has no field for it", () => {
      expect(shifting).toThrow("[aws-provider-version]");
    });
  }
});

describe("the comparison with what the package declares", () => {
  const module = "@cdktf/provider-aws/lib/appautoscaling-policy";
  const policy = {
    name: "cpu",
    resourceId: "service/orders/web",
    scalableDimension: "ecs:service:DesiredCount",
    serviceNamespace: "ecs",
  };
  const inTypes = (config: object) =>
    compare(declaredBy(module), "AppautoscalingPolicyConfig", config, "typescript", "policy");

  it("finds a field that is none, of another shape or missing, however deep it stands", () => {
    const targetTrackingScalingPolicyConfiguration = {
      targetValues: 60,
      customizedMetricSpecification: { dimensions: { name: "a", value: "b" } },
    };
    expect(inTypes({ ...policy, targetTrackingScalingPolicyConfiguration })).toEqual([
      "policy.targetTrackingScalingPolicyConfiguration.targetValue is missing",
      "policy.targetTrackingScalingPolicyConfiguration.targetValues is no field of AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration",
      "policy.targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.dimensions is no list",
    ]);
    expect(inTypes({ ...policy, name: 1, policyType: "StepScaling" })).toEqual([
      "policy.name is a number, not string",
    ]);
    expect(inTypes({ ...policy, dependsOn: [], lifecycle: {} })).toEqual([]);
  });

  it("reads the names of Terraform in JSON", () => {
    const block = { name: "cpu", resource_id: "${a.b}", scalable_dimension: "x" };
    expect(
      compare(declaredBy(module), "AppautoscalingPolicyConfig", block, "terraform", "policy"),
    ).toEqual(["policy.service_namespace is missing"]);
  });

  it("stops every test of these runs that makes such a resource", () => {
    const config = { ...policy, policyKind: "TargetTrackingScaling" };
    expect(() => new AppautoscalingPolicy(testStack(), "policy", config)).toThrow(
      "not in this line of the provider's package: AppautoscalingPolicyConfig.policyKind is no field of AppautoscalingPolicyConfig",
    );
    expect(ecsService).toHaveProperty("ecsServiceLoadBalancerToTerraform");
  });
});

/** `aws_ecs_service` → `ecs-service`. */
function moduleOf(type: string): string {
  return type.replace(/^aws_/, "").replaceAll("_", "-");
}
