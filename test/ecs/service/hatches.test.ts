import { EcsService as ServiceResource } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Aspects, TerraformResource, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { EcsCluster, EcsService, Volume, type EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { EbsInfrastructureRole, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { synth, testStack } from "../../support/synth";
import { image, Secrets, serviceIn, taskIn } from "../support/fixtures";

const TASK = "aws_ecs_task_definition";
const SERVICE = "aws_ecs_service";

/** One construct of each kind that has a main resource. */
function constructs(stack: TerraformStack): Readonly<Record<string, IConstruct>> {
  const secrets = new Secrets(stack);
  const service = serviceIn(stack);
  return {
    aws_kms_key: secrets.key,
    aws_ssm_parameter: secrets.parameter("a"),
    aws_secretsmanager_secret: secrets.secret("b"),
    aws_ecs_service: service,
    aws_ecs_task_definition: service.taskDefinition,
    aws_ecs_cluster: service.cluster,
    aws_cloudwatch_log_group: new LogGroup(stack, "logs"),
    aws_s3_bucket: new SecretsBucket(stack, "bucket", {
      bucketName: "example-orders-secrets",
      encryptionKey: secrets.key,
    }),
  };
}

describe("the main resource of a construct", () => {
  it("is its default child, and takes overrides", () => {
    const stack = testStack();
    const made = Object.entries(constructs(stack));
    for (const [type, construct] of made) {
      const resource = construct.node.defaultChild as TerraformResource;
      expect(resource.terraformResourceType).toBe(type);
      resource.addOverride("lifecycle.ignore_changes", ["tags_all"]);
      resource.addOverride("tags.owner", "team-a");
    }
    const { resources } = synth(stack);
    for (const [type] of made) {
      expect(Object.values(resources(type))).toContainEqual(
        expect.objectContaining({ tags: expect.objectContaining({ owner: "team-a" }) as unknown }),
      );
    }
  });

  it("takes what only a later provider knows, beside what the construct sets", () => {
    const stack = testStack();
    const serviceConnect = { namespace: "internal", services: [] };
    const resource = serviceIn(stack, { serviceConnect }).node.defaultChild as TerraformResource;
    const path = "service_connect_configuration.access_log_configuration";
    resource.addOverride(path, { format: "JSON", include_query_parameters: "ENABLED" });
    resource.addOverride("deployment_configuration", { strategy: "ROLLING" });
    expect(synth(stack).only(SERVICE)).toMatchObject({
      service_connect_configuration: {
        enabled: true,
        namespace: "internal",
        access_log_configuration: { format: "JSON", include_query_parameters: "ENABLED" },
      },
      deployment_configuration: { strategy: "ROLLING" },
    });
  });

  it.each([TaskExecutionRole, TaskRole, EbsInfrastructureRole])("is the role of %p", (Role) => {
    const role = new Role(testStack(), "role");
    const resource = role.node.defaultChild as TerraformResource;
    expect(resource.terraformResourceType).toBe("aws_iam_role");
  });
});

describe("overrides of the task definition", () => {
  it("add a volume, by override and by Aspect, beside ours", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack, { volumes: { b: Volume.task() } });
    task.addContainer("web", { image, mounts: { "/b": { volume: "b" } } });
    const resource = task.node.defaultChild as EcsTaskDefinition;
    // WHEN
    resource.addOverride("volume", [{ name: "c", host_path: "/c" }]);
    Aspects.of(stack).add({
      visit: (node) => {
        if (!(node instanceof EcsTaskDefinition) || !Array.isArray(node.volumeInput)) return;
        node.putVolume([...node.volumeInput, { name: "a" }]);
      },
    });
    task.addVolume("d", Volume.task());
    // THEN
    expect(synth(stack).only(TASK)["volume"]).toEqual([
      { name: "b" },
      { name: "d" },
      { name: "a" },
      { name: "c", host_path: "/c" },
    ]);
  });

  it("change a field of ours", () => {
    const stack = testStack();
    const task = taskIn(stack, { volumes: { b: Volume.task() } });
    task.addContainer("web", { image });
    (task.node.defaultChild as TerraformResource).addOverride("ephemeral_storage.size_in_gib", 30);
    expect(synth(stack).only(TASK)).toMatchObject({ ephemeral_storage: { size_in_gib: 30 } });
  });
});

describe("overrides of the service", () => {
  it("reach the network and the triggers, beside ours", () => {
    // GIVEN
    const stack = testStack();
    const parameter = new Secrets(stack).parameter("a", 7);
    const secrets = { A: SecretReference.fromSsmParameter(parameter) };
    const web = serviceIn(stack, {}, { secrets });
    const resource = web.node.defaultChild as ServiceResource;
    // WHEN
    resource.addOverride("network_configuration.assign_public_ip", true);
    resource.addOverride("network_configuration.subnets", ["subnet-9"]);
    resource.addOverride("triggers.by", "hand");
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof ServiceResource) node.triggers = { ...node.triggersInput, aspect: "1" };
      },
    });
    // THEN
    expect(synth(stack).only(SERVICE)).toMatchObject({
      network_configuration: {
        assign_public_ip: true,
        subnets: ["subnet-0a1b2c3d", "subnet-9"],
      },
      triggers: { "/orders/a": "7", by: "hand", aspect: "1" },
    });
  });
});

describe("a task definition made before", () => {
  const made = (stack: TerraformStack, props: Partial<EcsServiceProps> = {}) => {
    const taskDefinition = taskIn(stack);
    taskDefinition.addContainer("web", { image });
    const cluster = new EcsCluster(stack, "cluster");
    const network = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
    return new EcsService(stack, "web", { cluster, taskDefinition, ...network, ...props });
  };

  it("is that of the service", () => {
    const stack = testStack();
    const service = made(stack, { tags: { owner: "team-a" } });
    service.addContainer("proxy", { image });
    const { only } = synth(stack);
    expect(only(SERVICE)["task_definition"]).toMatch(/^\$\{aws_ecs_task_definition\.task_/);
    expect(only(SERVICE)["tags"]).toEqual({ owner: "team-a" });
    expect(only(TASK)["container_definitions"]).toMatch(/"name":"proxy"/);
    expect(service.node.tryFindChild("task")).toBeUndefined();
  });

  it("is refused beside the settings of another one", () => {
    expect(() => made(testStack(), { cpu: 256, family: "web" })).toThrow(
      /^test\/web: `taskDefinition` must come without .*, got it with cpu, family\. .*\[ecs-task-definition-given\]$/,
    );
  });
});

describe("the lifecycle of what writes a value", () => {
  const version = (stack: TerraformStack): TerraformResource => {
    const secret = new Secrets(stack).secret("db");
    return secret.node.findChild("version") as TerraformResource;
  };
  const TYPE = "aws_secretsmanager_secret_version";

  it("keeps what it needs when another one is set", () => {
    const stack = testStack();
    version(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (TerraformResource.isTerraformResource(node) && node.terraformResourceType === TYPE) {
          node.lifecycle = { preventDestroy: true, ignoreChanges: ["secret_id"] };
        }
      },
    });
    expect(synth(stack).only(TYPE)["lifecycle"]).toEqual({
      create_before_destroy: true,
      prevent_destroy: true,
      ignore_changes: ["version_stages", "secret_id"],
    });
  });

  it("takes overrides that add to it", () => {
    const stack = testStack();
    version(stack).addOverride("lifecycle.ignore_changes", ["secret_id"]);
    expect(synth(stack).only(TYPE)["lifecycle"]).toEqual({
      create_before_destroy: true,
      ignore_changes: ["version_stages", "secret_id"],
    });
  });

  it.each([
    ["lifecycle.create_before_destroy", false, "create_before_destroy"],
    ["lifecycle.ignore_changes", undefined, "ignore_changes of version_stages"],
    ["lifecycle", undefined, "create_before_destroy and ignore_changes of version_stages"],
  ])("refuses the override %s = %s", (path, value, lost) => {
    const stack = testStack();
    version(stack).addOverride(path, value);
    expect(() => synth(stack)).toThrow(`got one without ${lost}`);
    expect(() => synth(stack)).toThrow("[lifecycle-kept]");
  });

  it("refuses to be made after what it replaces is gone", () => {
    const stack = testStack();
    version(stack).lifecycle = { createBeforeDestroy: false };
    expect(() => synth(stack)).toThrow("got one without create_before_destroy");
  });

  it("keeps the record of a parameter's writes", () => {
    const stack = testStack();
    const parameter = new Secrets(stack).parameter("a");
    const record = parameter.node.findChild("written") as TerraformResource;
    record.addOverride("lifecycle.ignore_changes", undefined);
    expect(() => synth(stack)).toThrow("ignore_changes of input");
  });
});
