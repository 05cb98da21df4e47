import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { buildReport } from "../../cli/src/review";
import { planStack } from "../../cli/src/review/run/plan-stack";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

/** What goes with the name /own/a. */
const GOING = ["A grant", "A grant", "parameter /own/a"];

/** Two services, of which one reads a parameter. */
function build(stack: TerraformStack, parameterName: string): void {
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });
  const executionRole = new TaskExecutionRole(stack, "role", { roleName: "own" });
  const place = {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    cluster: new EcsCluster(stack, "cluster", { clusterName: "own" }),
    cpu: 256,
    memoryMiB: 512,
    executionRole,
  };
  const image = ContainerImage.fromRegistry("registry.example.com/orders:1.8");
  const web = new EcsService(stack, "web", { ...place, serviceName: "web" });
  const secrets = { KEY: SecretReference.fromSsmParameter(parameter) };
  web.addContainer("web", { image, secrets });
  const other = new EcsService(stack, "other", { ...place, serviceName: "other" });
  other.addContainer("other", { image });
}

describeWith(
  "a stack whose first apply has not come to its end",
  ["terraform", "emulator", "provider"],
  () => {
    const scenario = localScenario("fault proxy");
    const refuse = (refused: RegExp): void => {
      scenario.faultProxy.choose = ({ key }) =>
        refused.test(key)
          ? { kind: "answer", status: 400, type: "ValidationException" }
          : undefined;
    };
    let more: readonly string[] = [];
    const synthesize = (parameterName: string): Promise<void> =>
      scenario.synthesize((stack) => {
        build(stack, parameterName);
        for (const id of more) new EncryptionKey(stack, id);
      });
    const apply = async (parameterName: string) => {
      await synthesize(parameterName);
      return scenario.terraform.apply({});
    };
    const isThere = (Name: string): Promise<boolean> =>
      scenario.stores.ssm.send(new GetParameterCommand({ Name })).then(
        () => true,
        () => false,
      );
    const goingAtOnce = async (
      parameterName: string,
      refresh = true,
      moves = refresh,
    ): Promise<readonly string[]> => {
      await synthesize(parameterName);
      const input = await planStack({
        name: "scenario",
        directory: scenario.stackDirectory,
        terraform: scenario.terraform,
        planFile: "next.tfplan",
        refresh,
      });
      const { changes } = input.plan;
      const moved = changes.some(
        ({ type, action }) => type === "aws_ecs_service" && action === "update",
      );
      expect(moved).toBe(moves);
      return buildReport([input])
        .stacks.flatMap(({ findings }) => findings)
        .filter(({ id, blocking }) => id === "ORDER-UNKNOWN" && blocking)
        .map(({ text }) => text.split(" goes ")[0] ?? "")
        .sort();
    };

    /** The service runs, and what it reads is no longer in the code: the change was refused where the service moves. */
    beforeEach(async () => {
      more = [];
      refuse(/^CreateService other/);
      expect((await apply("/own/a")).ok).toBe(false);
      expect(await goingAtOnce("/own/b")).toEqual([]);
      refuse(/^UpdateService/);
      expect((await apply("/own/b")).ok).toBe(false);
      expect(await isThere("/own/a")).toBe(true);
    });

    afterEach(async () => {
      scenario.faultProxy.choose = () => undefined;
      expectOk(await scenario.terraform.destroy({}));
    });

    it("keeps what its service reads, however often the change is refused", async () => {
      for (let times = 0; times < 3; times += 1) {
        expect(await goingAtOnce("/own/b")).toEqual([]);
        expect((await apply("/own/b")).ok).toBe(false);
        expect(await isThere("/own/a")).toBe(true);
      }
      scenario.faultProxy.choose = () => undefined;
      expectOk(await apply("/own/b"));
      expect(await isThere("/own/a")).toBe(false);
      const plan = await scenario.terraform.plan();
      expect(plan.ok && !plan.hasChanges).toBe(true);
    });

    it("keeps it when the service has moved, until all is made, and the review knows that", async () => {
      more = ["one"];
      refuse(/^CreateKey/);
      for (let times = 0; times < 2; times += 1) {
        expect((await apply("/own/b")).ok).toBe(false);
        expect(await isThere("/own/a")).toBe(true);
        expect(await goingAtOnce("/own/b", true, false)).toEqual([]);
      }
    });

    it("looks moved in a plan that reads no real resource, and the review blocks what goes by it", async () => {
      expect(await goingAtOnce("/own/b", false)).toEqual(GOING);
    });

    it("loses nothing where it is finished first, as the review says", async () => {
      // WHEN
      scenario.faultProxy.choose = () => undefined;
      expectOk(await apply("/own/a"));
      // THEN
      expect(await isThere("/own/a")).toBe(true);
      expect(await goingAtOnce("/own/b")).toEqual([]);
      // WHEN
      refuse(/^UpdateService/);
      expect((await apply("/own/b")).ok).toBe(false);
      expect((await apply("/own/b")).ok).toBe(false);
      // THEN
      expect(await isThere("/own/a")).toBe(true);
      expect(await goingAtOnce("/own/b", false)).toEqual(GOING);
      more = ["one", "two"];
      expect(await goingAtOnce("/own/b", false)).toEqual(GOING);
    });
  },
);
