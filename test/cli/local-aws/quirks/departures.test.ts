import { DeleteServiceCommand, ListTasksCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { startEmulator, type Emulator } from "../../../../cli/src/local-aws";
import { freePort } from "../../../../cli/src/local-aws/ports";
import { startProxy, type Proxy } from "../../../../cli/src/local-aws/proxy";
import { QUIRKS } from "../../../../cli/src/local-aws/quirks/registry";
import { describeWith } from "../../../support/requires";
import { awsCall } from "../aws-call";
import {
  ACCOUNT,
  createService,
  DEPARTURES,
  describeService,
  describeTasks,
  LOCATION,
  registerTask,
  states,
  denyingPolicy,
} from "./departures";

jest.setTimeout(30_000);

describe("the list of quirks", () => {
  it("holds each quirk once, with a reason, and each has its test", () => {
    const quirks = QUIRKS.map((make) => make());
    expect(quirks.map((quirk) => quirk.id).sort()).toEqual(Object.keys(DEPARTURES).sort());
    for (const quirk of quirks) expect(quirk.why.length).toBeGreaterThan(20);
  });
});

describeWith("each quirk", ["emulator"], () => {
  let emulator: Emulator;
  let proxy: Proxy;

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    // On a port: each case also asks it past the proxy.
    emulator = await startEmulator({ accountId: ACCOUNT, env, port: await freePort() });
    proxy = await startProxy({ target: emulator });
  }, 60_000);

  afterAll(async () => {
    await proxy.stop();
    await emulator.stop();
  });

  const cases = Object.entries(DEPARTURES);

  it.each(cases)("%s is still needed: the emulator departs from AWS", async (id, departure) => {
    const seen = await departure.observe(emulator.url, `${id}-direct`);
    // Red here means that the emulator has caught up: remove the quirk and this case.
    expect(seen).toEqual(departure.emulator);
    expect(seen).not.toEqual(departure.aws);
  });

  it.each(cases)("%s puts it right through the proxy", async (id, departure) => {
    expect(await departure.observe(proxy.url, `${id}-proxied`)).toEqual(departure.aws);
  });

  it("ecs-steady-state follows an update to another task definition and size", async () => {
    const name = "steady-update";
    const ecs = await createService(proxy.url, name);
    const taskDefinition = await registerTask(ecs, name);
    const where = { cluster: name, service: name };
    await ecs.send(
      new UpdateServiceCommand({
        ...where,
        taskDefinition,
        desiredCount: 3,
        forceNewDeployment: true,
      }),
    );
    const { deployments = [], runningCount } = await describeService(ecs, name);
    expect(runningCount).toBe(3);
    expect(deployments).toEqual([
      expect.objectContaining({ taskDefinition, runningCount: 3, rolloutState: "COMPLETED" }),
    ]);
  });

  it("ecs-service-defaults keeps what an update does not mention", async () => {
    const name = "defaults-update";
    const ecs = await createService(proxy.url, name, {
      enableExecuteCommand: true,
      availabilityZoneRebalancing: "ENABLED",
    });
    const where = { cluster: name, service: name };
    await ecs.send(new UpdateServiceCommand({ ...where, availabilityZoneRebalancing: "DISABLED" }));
    expect(await describeService(ecs, name)).toMatchObject({
      enableExecuteCommand: true,
      availabilityZoneRebalancing: "DISABLED",
    });
  });

  it("ecs-service-defaults forgets a service that is created again", async () => {
    const name = "created-again";
    const ecs = await createService(proxy.url, name, {
      enableExecuteCommand: true,
      desiredCount: 0,
    });
    await awsCall(proxy.url, {
      service: "ecs",
      target: "AmazonEC2ContainerServiceV20141113.DeleteService",
      body: { cluster: name, service: name, force: true },
    });
    await createService(proxy.url, name);
    expect((await describeService(ecs, name)).enableExecuteCommand).toBeUndefined();
  });

  it("ecs-service-tasks replaces tasks by a new deployment, and stops those that are too many", async () => {
    const name = "tasks-update";
    const ecs = await createService(proxy.url, name);
    const first = await describeTasks(ecs, name);
    const where = { cluster: name, service: name };
    await ecs.send(new UpdateServiceCommand({ ...where, desiredCount: 1 }));
    expect(await describeTasks(ecs, name)).toEqual(first.slice(0, 1));

    await ecs.send(new UpdateServiceCommand({ ...where, forceNewDeployment: true }));
    const [forced, ...more] = await describeTasks(ecs, name);
    expect(more).toEqual([]);
    expect(first.map(({ taskArn }) => taskArn)).not.toContain(forced?.taskArn);
    expect(forced?.createdAt?.getTime()).toBeGreaterThan(first[0]?.createdAt?.getTime() ?? NaN);

    const taskDefinition = await registerTask(ecs, name);
    await ecs.send(new UpdateServiceCommand({ ...where, taskDefinition, desiredCount: 2 }));
    const registered = await describeTasks(ecs, name);
    expect(registered.map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([
      taskDefinition,
      taskDefinition,
    ]);

    const stopped = { cluster: name, serviceName: name, desiredStatus: "STOPPED" } as const;
    expect((await ecs.send(new ListTasksCommand(stopped))).taskArns).toHaveLength(3);
    await ecs.send(new DeleteServiceCommand({ ...where, force: true }));
    expect(await describeTasks(ecs, name)).toEqual([]);
  });

  it("s3-conditional-denies passes on the other statements, and forgets a policy that is removed", async () => {
    const s3 = { service: "s3", method: "PUT" };
    const denied = {
      ...denyingPolicy.Statement[0],
      Action: "s3:PutObject",
      Condition: undefined,
    };
    const mixed = { ...denyingPolicy, Statement: [...denyingPolicy.Statement, denied] };
    const put = { ...s3, path: "/mixed/object", body: "content" };
    await awsCall(proxy.url, { ...s3, path: "/mixed", body: LOCATION });
    await awsCall(proxy.url, { ...s3, path: "/mixed?policy", body: mixed });
    expect((await awsCall(proxy.url, put)).status).toBe(403);

    await awsCall(proxy.url, { ...s3, method: "DELETE", path: "/mixed?policy" });
    const read = await awsCall(proxy.url, { ...s3, method: "GET", path: "/mixed?policy" });
    expect(read.status).toBe(404);
    expect((await awsCall(proxy.url, put)).status).toBe(200);
  });

  it("stepfunctions-validate refuses what is not JSON", async () => {
    const target = "AWSStepFunctions.ValidateStateMachineDefinition";
    const call = { ...states, target, body: { definition: "{" } };
    expect((await awsCall(proxy.url, call)).body).toMatchObject({
      result: "FAIL",
      diagnostics: [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION" }],
    });
  });
});
