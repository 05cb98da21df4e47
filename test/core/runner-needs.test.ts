import { EcsService as ServiceByHand } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformLocal, TerraformResource, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { synth, testStack, type Attributes, type Blocks } from "../support/synth";

interface Settings {
  readonly parameterName?: string;
  readonly otherName?: string;
  readonly keyId?: string;
  readonly revision?: number;
  readonly queue?: string;
  /** Whether the first service has the name of the second one in its environment. */
  readonly isCalled?: boolean;
}

const size = { cpu: 256, memoryMiB: 512 };
const image = ContainerImage.fromRegistry("registry.example.com/orders:1.8");

const generatedIn = (stack: TerraformStack, parameterName: string): SecureStringParameter =>
  new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });

/** Two services and a schedule, of which the other service reads another parameter. */
function application(settings: Settings = {}): TerraformStack {
  const {
    parameterName = "/own/a",
    otherName = "/own/other",
    keyId = "key",
    revision = 1,
  } = settings;
  const stack = testStack();
  const encryptionKey = new EncryptionKey(stack, keyId);
  const secretOf = (id: string, name: string) => ({
    KEY: SecretReference.fromSsmParameter(
      new SecureStringParameter(stack, id, {
        parameterName: name,
        encryptionKey,
        value: SecretValue.fromVariable(id),
        revision,
      }),
    ),
  });
  const [secrets, others] = [secretOf("parameter", parameterName), secretOf("second", otherName)];
  const cluster = new EcsCluster(stack, "cluster");
  const place = { cluster, subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
  const other = new EcsService(stack, "other", { ...place, ...size, serviceName: "other" });
  other.addContainer("other", { image, secrets: others });
  const web = new EcsService(stack, "web", { ...place, ...size, serviceName: "web" });
  const called = settings.isCalled === true ? { environment: { CALLS: other.serviceName } } : {};
  web.addContainer("web", { image, secrets, ...called });
  const taskDefinition = new TaskDefinition(stack, "nightly", size);
  taskDefinition.addContainer("nightly", { image, secrets });
  new ScheduledTask(stack, "schedule", {
    ...place,
    taskDefinition,
    schedule: "rate(1 hour)",
    scheduleName: "nightly",
  });
  const { queue = "jobs" } = settings;
  new SqsQueue(stack, queue, { name: queue });
  new RedeployOnChange(stack, "redeploy", { encryptionKey }).addService(web);
  return stack;
}

/** Each record, by the construct before which it stands. */
function recordsIn(stack: TerraformStack): ReadonlyMap<string, Attributes> {
  const records = Object.entries(synth(stack).resources("terraform_data")).filter(([name]) =>
    name.endsWith("_needs"),
  );
  return new Map(records.map(([name, record]) => [name.split("_")[0] ?? "", record] as const));
}

const keysIn = (stack: TerraformStack): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...recordsIn(stack)].map(([id, record]) => [id, record["for_each"]]));
/** Whose record another key stands for than in the application as it is. */
const renewedBy = (settings: Settings): readonly string[] => {
  const before = keysIn(application());
  return Object.entries(keysIn(application(settings))).flatMap(([id, key]) =>
    key === before[id] ? [] : [id],
  );
};

const addresses = (type: string, blocks: Blocks): readonly string[] =>
  Object.keys(blocks).map((id) => `${type}.${id}`);

describe("the record of what a service or schedule needs", () => {
  it("stands before each that runs tasks, and before nothing else", () => {
    const stack = application();
    const { resources } = synth(stack);
    expect([...recordsIn(stack).keys()].sort()).toEqual(["other", "schedule", "web"]);
    for (const type of ["aws_ecs_service", "aws_scheduler_schedule"]) {
      for (const [id, block] of Object.entries(resources(type))) {
        expect(block["depends_on"]).toContain(`terraform_data.${id}_needs`);
      }
    }
    expect(JSON.stringify(resources("aws_sfn_state_machine"))).not.toContain("_needs");
  });

  it("is made when all is there, and forces nothing to be made before the old one is gone", () => {
    const stack = application();
    const { resources } = synth(stack);
    const record = recordsIn(stack).get("web");
    const waits = record?.["depends_on"] as readonly string[];
    expect(record).toMatchObject({
      for_each: expect.stringMatching(/^\$\{toset\(\["[0-9a-dfg]{8}"\]\)\}$/) as string,
      lifecycle: { create_before_destroy: true },
    });
    for (const address of waits) {
      const [type = "", id = ""] = address.split(".");
      expect(resources(type)[id]?.["lifecycle"]).toMatchObject({ create_before_destroy: true });
    }
    const policies = addresses("aws_iam_role_policy", resources("aws_iam_role_policy"));
    expect(waits).toEqual(expect.arrayContaining(policies.filter((one) => one.includes(".web_"))));
    expect(waits).toContainEqual(expect.stringMatching(/^aws_ssm_parameter\.parameter_/));
    expect(waits).not.toContainEqual(
      expect.stringMatching(/second|\.other_|^aws_ecs_task_definition|^terraform_data/),
    );
  });

  it.each<[string, Settings, string[]]>([
    ["another name of what two of them read", { parameterName: "/own/b" }, ["schedule", "web"]],
    ["another name of what one of them reads", { otherName: "/own/b" }, ["other"]],
    ["another key, which none of them names", { keyId: "k" }, ["other", "schedule", "web"]],
    ["another revision", { revision: 2 }, []],
    ["another queue", { queue: "others" }, []],
  ])("is another one with %s", (_what, settings, expected) => {
    expect([...renewedBy(settings)].sort()).toEqual(expected);
  });

  it("waits for no other one where a service names another service", () => {
    const stack = application({ isCalled: true });
    const waits = recordsIn(stack).get("web")?.["depends_on"];
    expect(waits).not.toContainEqual(expect.stringMatching(/\.(other|second)_/));
    expect(keysIn(stack)["web"]).toBe(keysIn(application())["web"]);
  });

  it.each([false, true])("stands before a service written by hand (by a local: %s)", (isLocal) => {
    // GIVEN
    const stack = testStack();
    const parameter = generatedIn(stack, "/own/a");
    const role = new TaskExecutionRole(stack, "role");
    parameter.grantRead(role);
    const definition = new EcsTaskDefinition(stack, "definition", {
      family: "by-hand",
      executionRoleArn: role.roleArn,
      containerDefinitions: JSON.stringify([
        { name: "web", secrets: [{ name: "KEY", valueFrom: parameter.parameterArn }] },
      ]),
    });
    const taskDefinition = isLocal
      ? new TerraformLocal(stack, "current", definition.arn).asString
      : definition.arn;
    // WHEN
    new ServiceByHand(stack, "by-hand", { name: "by-hand", taskDefinition });
    // THEN
    const { only } = synth(stack);
    expect(only("aws_ecs_service")["depends_on"]).toEqual(["terraform_data.by-hand_needs"]);
    const waits = recordsIn(stack).get("by-hand")?.["depends_on"];
    expect(waits).toContainEqual(expect.stringMatching(/^aws_ssm_parameter\./));
    expect(waits).toContainEqual(expect.stringMatching(/^aws_iam_role_policy\..*read-secrets/));
    // It is not made before the old one is gone.
    expect(waits).not.toContain("aws_ecs_task_definition.definition");
  });

  it("leaves what the app's author calls so, and has a name of its own beside it", () => {
    const stack = application();
    const taken = Object.keys(synth(stack).resources("terraform_data")).find((id) =>
      id.startsWith("web_"),
    );
    const mine = [`${taken}`, `aws_ecs_service_${taken}`];
    for (const id of mine) stack.addOverride(`resource.terraform_data.${id}`, { input: "mine" });
    const { resources } = synth(stack);
    const records = resources("terraform_data");
    for (const id of mine) expect(records[id]).toEqual({ input: "mine" });
    const service = resources("aws_ecs_service")[String(taken).replace(/_needs$/, "")];
    expect(service?.["depends_on"]).toContain(`terraform_data.aws_ecs_service_${taken}_needs`);
    expect(records[`aws_ecs_service_${taken}_needs`]).toHaveProperty("for_each");
  });

  it("leaves a service alone that the stack's own override gives as a list of blocks", () => {
    const stack = application();
    const [id] = Object.keys(synth(stack).resources("aws_ecs_task_definition"));
    const service = [{ name: "by-hand", task_definition: `\${aws_ecs_task_definition.${id}.arn}` }];
    stack.addOverride("resource.aws_ecs_service.by-hand", service);
    expect(synth(stack).resources("aws_ecs_service")["by-hand"]).toEqual(service);
  });

  it("holds nothing of another service that it waits for, whichever waits for which", () => {
    const held = (turned: boolean): Readonly<Record<string, readonly string[]>> => {
      const stack = application();
      const [web, other] = ["web", "other"].map((id) => stack.node.findChild(id));
      if (!web || !other) throw new Error("two services");
      if (turned) web.node.addDependency(other);
      else other.node.addDependency(web);
      return Object.fromEntries(
        [...recordsIn(stack)].map(([id, record]) => [
          id,
          record["depends_on"] as readonly string[],
        ]),
      );
    };
    for (const turned of [false, true]) {
      const { web = [], other = [] } = held(turned);
      expect(web).not.toContainEqual(expect.stringMatching(/\.other_|\.second_/));
      expect(other).not.toContainEqual(expect.stringMatching(/\.web_|\.parameter_/));
      const [first, waiting] = turned ? [other, web] : [web, other];
      expect(first).toContainEqual(expect.stringMatching(/^aws_ssm_parameter\./));
      expect(first).toContainEqual(expect.stringMatching(/^aws_iam_role_policy\./));
      // What waits for a service itself would have the one record wait for the other.
      expect(waiting).not.toContainEqual(
        expect.stringMatching(/^aws_ssm_parameter\.|^aws_iam_role_policy\.(web|other)_/),
      );
      expect(waiting).toContainEqual(expect.stringMatching(/^aws_kms_key\./));
    }
  });

  it("stays where the service needs nothing more, so that the old one goes after it has moved", () => {
    const needing = (isNeeding: boolean): Attributes | undefined => {
      const stack = testStack();
      const cluster = EcsCluster.fromClusterName(stack, "cluster", "theirs");
      const executionRole = TaskExecutionRole.fromRoleArn(
        stack,
        "role",
        "arn:aws:iam::123456789012:role/theirs",
      );
      const place = { cluster, executionRole, subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
      const web = new EcsService(stack, "web", { ...place, ...size, serviceName: "web" });
      const secrets = isNeeding
        ? { KEY: SecretReference.fromSsmParameter(generatedIn(stack, "/own/a")) }
        : undefined;
      web.addContainer("web", { image, ...(secrets ? { secrets } : {}) });
      return recordsIn(stack).get("web");
    };
    expect(needing(true)).toHaveProperty("depends_on");
    expect(needing(false)).not.toHaveProperty("depends_on");
    expect(needing(false)?.["for_each"]).not.toEqual(needing(true)?.["for_each"]);
  });

  describe("of a service that is renamed", () => {
    const movedFrom = (from: string, stack = application()): readonly unknown[] => {
      const service = stack.node
        .findChild("web")
        .node.findAll()
        .filter((one) => TerraformResource.isTerraformResource(one))
        .find(({ terraformResourceType: type }) => type === "aws_ecs_service") as TerraformResource;
      service.moveFromId(from);
      const moved = synth(stack).json["moved"] as readonly Readonly<Record<string, string>>[];
      const to = `terraform_data.${service.friendlyUniqueId}_needs`;
      // Where an earlier release had a schedule, it had no record.
      return moved
        .filter((one) => one["to"]?.endsWith("_needs"))
        .map((one) => [one["from"], one["to"] === to]);
    };

    it("moves with it", () => {
      expect(movedFrom("aws_ecs_service.before")).toEqual([["terraform_data.before_needs", true]]);
    });

    it.each([
      "aws_ecs_service.before[0]",
      'aws_ecs_service.before["a.b"]',
      "module.before.aws_ecs_service.this[0]",
      "module.before.aws_ecs_service.this",
    ])("comes anew where that was %s", (from) => {
      expect(movedFrom(from)).toEqual([]);
    });

    it("comes anew where another one has its name", () => {
      const stack = application();
      stack.addOverride("resource.terraform_data.before_needs", { input: "mine" });
      expect(movedFrom("aws_ecs_service.before", stack)).toEqual([]);
    });
  });

  it("is no other one where something of the author's goes that is made after the old one is gone", () => {
    const keyWith = (isTagged: boolean): unknown => {
      const stack = application();
      const queue = new SqsQueue(stack, "named", { name: "named" });
      const cluster = stack.node.findChild("cluster").node.defaultChild as TerraformResource;
      if (isTagged) cluster.addOverride("tags", { Queue: queue.arn });
      return keysIn(stack)["web"];
    };
    expect(keyWith(true)).toBe(keyWith(false));
  });

  it.each([
    [true, ["web"]],
    [false, ["worker"]],
  ])(
    "holds what is in another service's construct where that one does not (it reads it: %s)",
    (isRead, expected) => {
      // GIVEN
      const stack = testStack();
      const place = {
        ...size,
        cluster: new EcsCluster(stack, "cluster"),
        subnetIds: ["subnet-1"],
        securityGroupIds: ["sg-1"],
      };
      const [web, worker] = ["web", "worker"].map(
        (id) => new EcsService(stack, id, { ...place, serviceName: id }),
      ) as [EcsService, EcsService];
      const parameter = new SecureStringParameter(web, "parameter", {
        parameterName: "/own/a",
        encryptionKey: new EncryptionKey(stack, "key"),
        value: SecretValue.generated(),
        revision: 1,
      });
      // WHEN
      const secrets = { KEY: SecretReference.fromSsmParameter(parameter) };
      web.addContainer("web", { image, ...(isRead ? { secrets } : {}) });
      worker.addContainer("worker", { image, secrets });
      // THEN
      const holding = [...recordsIn(stack)].filter(([, record]) =>
        (record["depends_on"] as readonly string[]).some((one) => /^aws_ssm_param/.test(one)),
      );
      expect(holding.map(([id]) => id)).toEqual(expected);
    },
  );

  it("follows a chain of any length", () => {
    const stack = application();
    const length = 3000;
    const locals = Array.from({ length }, (_, at) => [`l${at}`, `\${local.l${at - 1}}x`]);
    stack.addOverride("locals", { ...Object.fromEntries(locals), l0: "x" });
    const cluster = stack.node.findChild("cluster").node.defaultChild as TerraformResource;
    cluster.addOverride("tags", { Long: `\${local.l${length - 1}}` });
    expect(keysIn(stack)).toEqual(keysIn(application()));
  });

  it("is another one where something of the author's goes that is made before the old one is gone", () => {
    const keyWith = (id: string): unknown => {
      const stack = application();
      const mine = new SsmParameter(stack, id, {
        name: `/mine/${id}`,
        type: "String",
        insecureValue: "shown",
        lifecycle: { createBeforeDestroy: true },
      });
      const web = stack.node.findChild("web") as EcsService;
      web.addContainer("side", { image, environment: { MINE: mine.arn } });
      return keysIn(stack)["web"];
    };
    expect(keyWith("a")).not.toEqual(keyWith("b"));
  });

  it("holds nothing of another service written by hand that it names", () => {
    const stack = testStack();
    const handWritten = (id: string, name: string, calls?: string): ServiceByHand => {
      const scope = new Construct(stack, id);
      const parameter = new SecureStringParameter(scope, "parameter", {
        parameterName: name,
        encryptionKey: new EncryptionKey(scope, "key"),
        value: SecretValue.generated(),
        revision: 1,
      });
      const { arn } = new EcsTaskDefinition(scope, "definition", {
        family: id,
        containerDefinitions: JSON.stringify([{ valueFrom: parameter.parameterArn, calls }]),
      });
      return new ServiceByHand(stack, `svc-${id}`, { name: id, taskDefinition: arn });
    };
    handWritten("two", "/own/two", handWritten("one", "/own/one").name);
    const held = recordsIn(stack).get("svc-two")?.["depends_on"];
    expect(held).toContainEqual(expect.stringMatching(/^aws_ssm_parameter\.two_/));
    expect(held).not.toContainEqual(expect.stringMatching(/\.one_/));
  });

  it("is none of a service that needs nothing of the library", () => {
    const stack = application();
    const definition = new EcsTaskDefinition(stack, "definition", {
      family: "by-hand",
      containerDefinitions: "[]",
    });
    new ServiceByHand(stack, "by-hand", { name: "by-hand", taskDefinition: definition.arn });
    expect(recordsIn(stack).has("by-hand")).toBe(false);
  });
});
