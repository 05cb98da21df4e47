import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

interface Settings {
  readonly parameterName?: string;
  readonly roleName?: string;
  readonly reads?: readonly ("one" | "two")[];
}

interface ServiceSettings {
  readonly parameterName?: string;
  readonly roleName?: string;
  /** What AWS makes a new service for. */
  readonly isSpot?: boolean;
}

/** A service and a schedule that read a parameter with a role. */
function buildReaders(stack: TerraformStack, settings: ServiceSettings): void {
  const { parameterName = "/own/a", roleName = "own-a", isSpot = false } = settings;
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });
  const executionRole = new TaskExecutionRole(stack, "role", { roleName });
  const container = {
    image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
    secrets: { KEY: SecretReference.fromSsmParameter(parameter) },
  };
  const place = {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    cluster: new EcsCluster(stack, "cluster", {
      clusterName: "own",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    }),
  };
  const size = { cpu: 256, memoryMiB: 512 };
  const service = new EcsService(stack, "web", {
    ...place,
    ...size,
    executionRole,
    serviceName: "web",
    ...(isSpot ? { capacityProviders: [{ name: "FARGATE_SPOT" }] } : {}),
  });
  service.addContainer("web", container);
  const taskDefinition = new TaskDefinition(stack, "nightly", { ...size, executionRole });
  taskDefinition.addContainer("nightly", container);
  new ScheduledTask(stack, "schedule", {
    ...place,
    taskDefinition,
    schedule: "rate(1 hour)",
    scheduleName: "own-nightly",
  });
}

/** What nothing else in the stack depends on: a parameter, and a role that reads secrets at run time. */
function build(stack: TerraformStack, settings: Settings): void {
  const { parameterName = "/own/a", roleName = "own-a", reads = ["one"] } = settings;
  const encryptionKey = new EncryptionKey(stack, "key");
  const value = SecretValue.generated();
  new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey,
    value,
    revision: 1,
  });
  const role = new TaskRole(stack, "role", { roleName });
  for (const id of ["one", "two"] as const) {
    const secret = new SecretsManagerSecret(stack, id, {
      secretName: `own/${id}`,
      encryptionKey,
      recoveryWindowDays: 0,
      value,
      revision: 1,
    });
    if (reads.includes(id)) secret.grantRead(role);
  }
}

describeWith("what nothing depends on", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario("fault proxy");
  const change = async (settings: Settings): Promise<readonly string[]> => {
    await scenario.synthesize((stack) => build(stack, settings));
    const before = scenario.faultProxy.writes.length;
    await scenario.terraform.apply({});
    return scenario.faultProxy.writes.slice(before);
  };
  const applied = async (settings: Settings): Promise<readonly string[]> => {
    await scenario.synthesize((stack) => build(stack, settings));
    const before = scenario.faultProxy.writes.length;
    expectOk(await scenario.terraform.apply({}));
    return scenario.faultProxy.writes.slice(before);
  };
  const refuse = (operation: string): void => {
    scenario.faultProxy.choose = (call) =>
      call.operation === operation
        ? { kind: "answer", status: 400, type: "ValidationException" }
        : undefined;
  };
  const parameter = (Name: string): Promise<unknown> =>
    scenario.stores.ssm.send(new GetParameterCommand({ Name }));
  const isEmpty = async (): Promise<void> => {
    const plan = await scenario.terraform.plan();
    expect(plan.ok && !plan.hasChanges).toBe(true);
  };

  afterEach(() => {
    scenario.faultProxy.choose = () => undefined;
  });

  it("goes after what comes in its place", async () => {
    // GIVEN
    await applied({});
    // WHEN
    const writes = await applied({
      parameterName: "/own/b",
      roleName: "own-b",
      reads: ["one", "two"],
    });
    // THEN
    const operations = writes.map((key) => key.split(" ")[0]);
    const made = ["PutParameter", "CreateRole", "PutRolePolicy"];
    const gone = ["DeleteParameter", "DeleteRole", "DeleteRolePolicy"];
    const last = Math.max(...made.map((one) => operations.lastIndexOf(one)));
    const first = Math.min(...gone.map((one) => operations.indexOf(one)));
    expect([...made, ...gone].filter((one) => !operations.includes(one))).toEqual([]);
    expect(first).toBeGreaterThan(last);
    await isEmpty();
  });

  it.each<[string, Settings]>([
    ["PutParameter", { parameterName: "/own/c" }],
    ["PutRolePolicy", { reads: ["two"] }],
    ["CreateRole", { roleName: "own-c" }],
  ])(
    "stays where AWS refuses %s of what is to come, and is as it was",
    async (operation, changed) => {
      // GIVEN
      await applied({});
      // WHEN
      refuse(operation);
      const writes = await change(changed);
      // THEN
      expect(writes.some((key) => key.startsWith(operation))).toBe(true);
      expect(writes.filter((key) => key.startsWith("Delete"))).toEqual([]);
      await expect(parameter("/own/a")).resolves.toBeDefined();
      // WHEN it is taken back
      scenario.faultProxy.choose = () => undefined;
      const back = await applied({});
      expect(back.filter((key) => /\/own\/a|own-a/.test(key) && /^Delete/.test(key))).toEqual([]);
      await isEmpty();
    },
  );
});

describeWith("what a service or a schedule reads", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario("fault proxy");
  const apply = async (settings: ServiceSettings) => {
    await scenario.synthesize((stack) => buildReaders(stack, settings));
    const before = scenario.faultProxy.writes.length;
    const result = await scenario.terraform.apply({});
    const writes = scenario.faultProxy.writes.slice(before);
    return { result, writes, deleted: writes.filter((key) => /^(Delete|DELETE)/.test(key)) };
  };

  beforeEach(async () => {
    expectOk((await apply({})).result);
  });

  afterEach(() => {
    scenario.faultProxy.choose = () => undefined;
  });

  it.each<[string, RegExp, ServiceSettings]>([
    [
      "the service, with another name of the parameter",
      /^UpdateService/,
      { parameterName: "/own/b" },
    ],
    ["the service, with another name of the role", /^UpdateService/, { roleName: "own-b" }],
    [
      "the schedule, with another name of the parameter",
      /^PUT .*schedules/,
      { parameterName: "/own/b" },
    ],
    ["the schedule, with another name of the role", /^PUT .*schedules/, { roleName: "own-b" }],
  ])("stays while AWS refuses to change %s, however often", async (_what, refused, changed) => {
    // GIVEN
    const { choose } = scenario.faultProxy;
    scenario.faultProxy.choose = (call) =>
      refused.test(call.key)
        ? { kind: "answer", status: 400, type: "ValidationException" }
        : undefined;
    // WHEN
    for (let times = 0; times < 3; times += 1) {
      const { result, writes, deleted } = await apply(changed);
      // THEN
      expect(result.ok).toBe(false);
      expect(writes.some((key) => refused.test(key))).toBe(true);
      expect(deleted).toEqual([]);
    }
    // WHEN it passes
    scenario.faultProxy.choose = choose;
    const { result, deleted } = await apply(changed);
    // THEN
    expectOk(result);
    expect(deleted).not.toEqual([]);
    const plan = await scenario.terraform.plan();
    expect(plan.ok && !plan.hasChanges).toBe(true);
    expectOk((await apply({})).result);
  });

  it("stays while the change back of what AWS refused half-way is refused, too, however often", async () => {
    // GIVEN a service that has moved, and a schedule that has not
    const refuse = (refused: RegExp): void => {
      scenario.faultProxy.choose = ({ key }) =>
        refused.test(key)
          ? { kind: "answer", status: 400, type: "ValidationException" }
          : undefined;
    };
    refuse(/^PUT .*schedules/);
    const half = await apply({ parameterName: "/own/b" });
    expect(half.result.ok).toBe(false);
    expect(half.writes).toContainEqual(expect.stringMatching(/^UpdateService/));
    // WHEN
    refuse(/^UpdateService/);
    for (let times = 0; times < 3; times += 1) {
      const { result, writes, deleted } = await apply({});
      // THEN
      expect(result.ok).toBe(false);
      expect(writes).toContainEqual(expect.stringMatching(/^UpdateService/));
      expect(deleted).toEqual([]);
    }
    // WHEN it passes
    scenario.faultProxy.choose = () => undefined;
    const { result, deleted } = await apply({});
    // THEN
    expectOk(result);
    expect(deleted).toContain("DeleteParameter /own/b");
    const plan = await scenario.terraform.plan();
    expect(plan.ok && !plan.hasChanges).toBe(true);
  });

  it("goes after a service that is replaced under its name", async () => {
    const { result, writes, deleted } = await apply({ isSpot: true, parameterName: "/own/b" });
    expectOk(result);
    const operations = writes.map((key) => key.split(" ")[0]);
    expect(operations).toContain("DeleteService");
    expect(operations.lastIndexOf("DeleteParameter")).toBeGreaterThan(
      operations.lastIndexOf("CreateService"),
    );
    expect(deleted.length).toBeGreaterThan(1);
  });
});
