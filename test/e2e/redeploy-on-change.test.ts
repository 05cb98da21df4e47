import { setTimeout as sleep } from "node:timers/promises";
import { decide } from "../../cli/src/policy";
import { expectOk } from "../../cli/src/terraform";
import * as told from "../redeployment/change-events";
import { EventJudge } from "../support/event-judge";
import { localScenario, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";
import { AwsError, Interpreter, type Definition, type TaskCall } from "../support/state-machine";
import { changedIn, SHOP, shop, ShopOnAws } from "./redeploy-fixture";

jest.setTimeout(300_000);

describeWith("redeployment after a change", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  let aws: ShopOnAws;
  let judge: EventJudge;
  let definition: Definition;
  let machine: Interpreter;
  const arns = { db: "", registry: "" };

  beforeAll(async () => {
    await scenario.synthesize(shop);
    expectOk(await scenario.terraform.apply());
    aws = new ShopOnAws(scenario);
    definition = await aws.stateMachine();
    judge = new EventJudge(scenario.aws);
    await judge.prepare();
    for (const name of ["db", "registry"] as const) arns[name] = await aws.arnOf(SHOP[name]);
  }, 240_000);

  beforeEach(async () => {
    machine = new Interpreter(definition, scenario.aws);
    // What a test that has failed has left there.
    await aws.messages();
  });
  afterEach(() => machine.destroy());
  afterAll(() => {
    judge.destroy();
    aws.destroy();
  });

  it("plans nothing after it was applied", async () => {
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });

  it.each([
    ["ecs:DescribeServices", "ecs", "service/shop/api", "allowed"],
    ["ecs:UpdateService", "ecs", "service/shop/api", "allowed"],
    ["ecs:UpdateService", "ecs", "service/shop/worker", "allowed"],
    ["ecs:UpdateService", "ecs", "service/shop/batch", "denied"],
    ["ecs:UpdateService", "ecs", "service/other/api", "denied"],
    ["ecs:DeleteService", "ecs", "service/shop/api", "denied"],
    ["states:StartExecution", "states", "stateMachine:scenario-redeployment-machine", "allowed"],
    ["states:StartExecution", "states", "stateMachine:other", "denied"],
    ["sqs:SendMessage", "sqs", "scenario-redeployment-failures", "allowed"],
    ["sqs:ReceiveMessage", "sqs", "scenario-redeployment-failures", "denied"],
    ["secretsmanager:GetSecretValue", "secretsmanager", "secret:shop/db-AbCdEf", "denied"],
  ])("lets the machine's role call %s on %s %s: %s", async (action, service, name, outcome) => {
    const identity = await aws.policiesOf("scenario-redeployment-machine-role");
    const resource = `arn:aws:${service}:${TARGET.region}:${TARGET.account}:${name}`;
    const principal = { arn: `arn:aws:iam::${TARGET.account}:role/machine` };
    const request = { principal, action, resource, context: {} };
    expect(decide(request, { identity, sameAccount: true }).outcome).toBe(outcome);
  });

  describe("the rules, as the emulator matches", () => {
    const stages = (...versionStages: string[]) => ({ request: { versionStages } });
    const stage = (versionStage: string) => ({ request: { versionStage } });

    it.each<[string, () => told.AwsEvent, readonly string[]]>([
      ["a moved label", () => told.labelUpdated(arns.db), ["api-label"]],
      ["a written value", () => told.apiCall("PutSecretValue", arns.db), ["api-trail"]],
      [
        "a value written as the current one",
        () => told.apiCall("PutSecretValue", arns.db, stages("AWSCURRENT")),
        ["api-trail"],
      ],
      [
        "an update, in AWS's other spelling",
        () => told.apiCall("UpdateSecret", arns.db, { spelling: "aRN" }),
        ["api-trail"],
      ],
      [
        "a version made current",
        () => told.apiCall("UpdateSecretVersionStage", arns.db, stage("AWSCURRENT")),
        ["api-trail"],
      ],
      ["a rotation", () => told.rotation("RotationSucceeded", arns.db), ["api-trail"]],
      ["a parameter", () => told.parameterChange(SHOP.apiKey), ["api-parameter"]],
      [
        "a parameter made again",
        () => told.parameterChange(SHOP.apiKey, "Create"),
        ["api-parameter"],
      ],
      ["a registry's login", () => told.labelUpdated(arns.registry), ["worker-label"]],
    ])("accept %s", async (_, event, accepting) => {
      const names = accepting.map((name) => `scenario-redeployment-changes-${name}`);
      expect(await judge.accepting(event())).toEqual(names);
    });

    it.each<[string, () => told.AwsEvent]>([
      ["another secret", () => told.labelUpdated(arns.db.replace("shop/db", "shop/other"))],
      [
        "a name that begins alike",
        () => told.labelUpdated(arns.db.replace("shop/db", "shop/db-2")),
      ],
      ["another label", () => told.labelUpdated(arns.db, "TEAM")],
      [
        "a call for a name that begins alike",
        () => {
          return told.apiCall("PutSecretValue", arns.db.replace("shop/db", "shop/db-2"));
        },
      ],
      ["a pending value", () => told.apiCall("PutSecretValue", arns.db, stages("AWSPENDING"))],
      [
        "a label that nobody reads",
        () => told.apiCall("UpdateSecretVersionStage", arns.db, stage("TEAM")),
      ],
      ["a call that was refused", () => told.refusedCall("PutSecretValue", arns.db)],
      ["a call that only reads", () => told.apiCall("GetSecretValue", arns.db)],
      ["new tags", () => told.apiCall("TagResource", arns.db)],
      ["a rotation that failed", () => told.rotation("RotationFailed", arns.db)],
      [
        "another secret's rotation",
        () => {
          return told.rotation("RotationSucceeded", arns.db.replace("shop/db", "shop/other"));
        },
      ],
      ["another parameter", () => told.parameterChange(`${SHOP.apiKey}-2`)],
      ["a deleted parameter", () => told.parameterChange(SHOP.apiKey, "Delete")],
      [
        "a labelled parameter",
        () => {
          return told.parameterChange(SHOP.apiKey, "LabelParameterVersion");
        },
      ],
      ["another service's event", () => ({ ...told.labelUpdated(arns.db), source: "aws.kms" })],
    ])("reject %s", async (_, event) => {
      expect(await judge.accepting(event())).toEqual([]);
    });
  });

  describe("the state machine, run by an interpreter", () => {
    it.each([
      ["db", "api"],
      ["registry", "worker"],
    ] as const)("makes one deployment, of the service that reads %s", async (secret, reader) => {
      // GIVEN
      const before = await aws.deployments();
      const [input = {}] = await judge.inputsOf(told.labelUpdated(arns[secret]), new Date());
      // WHEN
      await sleep(1_000);
      const { status } = await machine.execute(input);
      // THEN
      expect(status).toBe("SUCCEEDED");
      expect(changedIn(before, await aws.deployments())).toEqual([reader]);
      expect(machine.callsOf("Deploy")).toHaveLength(1);
    });

    it("makes one deployment of what AWS tells in several ways, now and minutes later", async () => {
      // GIVEN
      const before = await aws.deployments();
      const afterAllClaims = async ({ state }: TaskCall): Promise<undefined> => {
        while (state === "Deploy" && machine.callsOf("Claim").length < 4) await sleep(10);
      };
      const events = [
        told.apiCall("UpdateSecretVersionStage", arns.db),
        told.labelUpdated(arns.db),
        told.rotation("RotationSucceeded", arns.db),
        told.parameterChange(SHOP.apiKey),
      ];
      const inputs = [];
      for (const event of events) inputs.push(...(await judge.inputsOf(event, new Date())));
      await sleep(1_000);
      // WHEN
      const options = { fault: afterAllClaims, waitMs: { "Leave it to the other": 4_000 } };
      const atOnce = await Promise.all(inputs.map((input) => machine.execute(input, options)));
      const late = await machine.execute(inputs[0] ?? {});
      // THEN
      expect(inputs).toHaveLength(4);
      expect(new Set([...atOnce, late].map(({ status }) => status))).toEqual(
        new Set(["SUCCEEDED"]),
      );
      expect(machine.callsOf("Claim")).toHaveLength(4);
      expect(machine.callsOf("Deploy")).toHaveLength(1);
      expect(late.states.at(-1)).toBe("Up to date");
      expect(changedIn(before, await aws.deployments())).toEqual(["api"]);
    });

    it("leaves a service alone that Terraform has deployed after the change", async () => {
      // GIVEN
      const [input = {}] = await judge.inputsOf(told.labelUpdated(arns.db), new Date());
      await sleep(1_100);
      await aws.deploy("api");
      // WHEN
      const { states } = await machine.execute(input);
      // THEN
      expect(states.at(-1)).toBe("Up to date");
      expect(machine.callsOf("Deploy")).toEqual([]);
    });

    it.each([
      ["whole seconds", /\.\d+Z$/, "Z"],
      ["fractions", /$/, ""],
    ])(
      "deploys when a deployment began in the second of the change, told in %s",
      async (_, ...cut) => {
        // GIVEN
        await aws.deploy("api");
        const { createdAt } = await aws.newestDeployment("api");
        const changedAt = createdAt.toISOString().replace(...cut);
        // WHEN
        await machine.execute({ ...(await inputOf(arns.db)), changedAt });
        // THEN
        expect(machine.callsOf("Deploy")).toHaveLength(1);
      },
    );

    it("does it itself when the execution that claimed the deployment has failed", async () => {
      // GIVEN
      const input = { ...(await inputOf(arns.db)), id: "claimed" };
      const refused = (call: TaskCall): AwsError | undefined =>
        call.state === "Deploy" ? new AwsError("Ecs.AccessDeniedException", "no") : undefined;
      expect((await machine.execute(input, { fault: refused })).status).toBe("FAILED");
      // WHEN
      const { status, states } = await machine.execute(input);
      // THEN
      expect(status).toBe("SUCCEEDED");
      expect(states).toContain("Leave it to the other");
      expect(machine.callsOf("Deploy")).toHaveLength(2);
      await aws.messages();
    });

    it("tries again when it is throttled", async () => {
      // GIVEN
      const before = await aws.deployments();
      const refusals: Record<string, number> = { Look: 2, Deploy: 3 };
      const throttled = ({ state }: TaskCall): AwsError | undefined =>
        (refusals[state] = (refusals[state] ?? 0) - 1) >= 0
          ? new AwsError("Ecs.EcsException", "Rate exceeded (Service: Ecs, Status Code: 400)")
          : undefined;
      // WHEN
      const { status } = await machine.execute(await inputOf(arns.db), { fault: throttled });
      // THEN
      expect(status).toBe("SUCCEEDED");
      expect([machine.callsOf("Look").length, machine.callsOf("Deploy").length]).toEqual([3, 4]);
      expect(changedIn(before, await aws.deployments())).toEqual(["api"]);
      expect(await aws.messages()).toEqual([]);
    });

    it.each([
      ["at once when trying again is of no use", "Ecs.AccessDeniedException", 1],
      ["after nine tries again when it does not pass", "Ecs.EcsException", 10],
    ])("reports to the dead-letter queue %s", async (_, error, calls) => {
      // GIVEN
      const before = await aws.deployments();
      const fault = ({ state }: TaskCall): AwsError | undefined =>
        state === "Deploy" ? new AwsError(error, "said ECS") : undefined;
      // WHEN
      const ended = await machine.execute(await inputOf(arns.db), { fault });
      // THEN
      expect(ended).toMatchObject({ status: "FAILED", error: expect.stringContaining("said ECS") });
      expect(machine.callsOf("Deploy")).toHaveLength(calls);
      expect(changedIn(before, await aws.deployments())).toEqual([]);
      expect(await aws.messages()).toEqual([
        expect.objectContaining({
          cluster: SHOP.cluster,
          service: "api",
          kind: "Secret Label Updated",
          failure: { Error: error, Cause: expect.stringContaining("said ECS") },
        }),
      ]);
    });

    it("reports a service that is gone, in ECS's own words", async () => {
      const input = { ...(await inputOf(arns.db)), service: "gone" };
      const { status, states } = await machine.execute(input);
      expect(status).toBe("FAILED");
      expect(states.slice(-3)).toEqual(["Deploy", "Report", "Failed"]);
      expect(await aws.messages()).toEqual([
        expect.objectContaining({
          service: "gone",
          failure: expect.objectContaining({ Error: "Ecs.ServiceNotFoundException" }),
        }),
      ]);
    });
  });

  /** Of a change a moment ago, with no deployment since. */
  async function inputOf(arn: string): Promise<Readonly<Record<string, string>>> {
    const [input = {}] = await judge.inputsOf(told.labelUpdated(arn), new Date());
    return input;
  }
});
