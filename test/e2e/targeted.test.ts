import { GetParametersCommand } from "@aws-sdk/client-ssm";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { buildReport } from "../../cli/src/review";
import { readPlan } from "../../cli/src/review/plan";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

function build(stack: TerraformStack, parameterName: string): void {
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });
  const web = new EcsService(stack, "web", {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    cluster: new EcsCluster(stack, "cluster", { clusterName: "own" }),
    cpu: 256,
    memoryMiB: 512,
    executionRole: new TaskExecutionRole(stack, "role", { roleName: "own" }),
    serviceName: "web",
  });
  web.addContainer("web", {
    image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
    secrets: { KEY: SecretReference.fromSsmParameter(parameter) },
  });
}

describeWith("a change of which a part is applied", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario("fault proxy");
  const synthesize = (parameterName: string): Promise<void> =>
    scenario.synthesize((stack) => build(stack, parameterName));
  const refuse = (refused: RegExp | undefined): void => {
    scenario.faultProxy.choose = ({ key }) =>
      refused?.test(key) ? { kind: "answer", status: 400, type: "ValidationException" } : undefined;
  };
  /** Runs a command of Terraform for some resources alone. @returns whether it passed */
  const targeted = async (
    words: readonly string[],
    targets: readonly string[],
  ): Promise<boolean> => {
    const args = [...words, "-input=false", ...targets.map((one) => `-target=${one}`)];
    const child = spawn(scenario.binary, args, {
      cwd: scenario.stackDirectory,
      env: scenario.environment,
      stdio: "ignore",
    });
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  };
  const addresses = async (...types: readonly string[]): Promise<readonly string[]> => {
    const file = path.join(scenario.stackDirectory, "cdk.tf.json");
    const { resource } = JSON.parse(await readFile(file, "utf8")) as {
      readonly resource: Readonly<Record<string, object>>;
    };
    return types.flatMap((type) => Object.keys(resource[type] ?? {}).map((id) => `${type}.${id}`));
  };
  const whatIsThere = async (): Promise<readonly string[]> => {
    const names = { Names: ["/own/a", "/own/b"] };
    const { Parameters = [] } = await scenario.stores.ssm.send(new GetParametersCommand(names));
    return Parameters.map(({ Name = "" }) => Name).sort();
  };

  beforeEach(async () => {
    await synthesize("/own/a");
    expectOk(await scenario.terraform.apply({}));
  });

  afterEach(async () => {
    refuse(undefined);
    expectOk(await scenario.terraform.destroy({}));
  });

  it("keeps what the service reads, on its way there and back", async () => {
    const moveTheService = async (): Promise<boolean> =>
      targeted(["apply", "-auto-approve"], await addresses("aws_ecs_service"));
    // WHEN
    await synthesize("/own/b");
    refuse(/^UpdateService/);
    expect(await moveTheService()).toBe(false);
    expect((await scenario.terraform.apply({})).ok).toBe(false);
    // THEN
    expect(await whatIsThere()).toEqual(["/own/a", "/own/b"]);
    // WHEN
    refuse(undefined);
    expect(await moveTheService()).toBe(true);
    expect(await whatIsThere()).toEqual(["/own/a", "/own/b"]);
    await synthesize("/own/a");
    refuse(/^UpdateService/);
    for (let times = 0; times < 2; times += 1) {
      expect((await scenario.terraform.apply({})).ok).toBe(false);
      expect(await moveTheService()).toBe(false);
      // THEN
      expect(await whatIsThere()).toEqual(["/own/a", "/own/b"]);
    }
    // WHEN
    refuse(undefined);
    expectOk(await scenario.terraform.apply({}));
    // THEN
    expect(await whatIsThere()).toEqual(["/own/a"]);
    const plan = await scenario.terraform.plan();
    expect(plan.ok && !plan.hasChanges).toBe(true);
  });

  it("is blocked by the review where something goes by itself", async () => {
    // WHEN
    const going = await addresses("aws_ssm_parameter", "aws_iam_role_policy");
    await synthesize("/own/b");
    expect(await targeted(["plan", "-out=next.tfplan"], going)).toBe(true);
    const plan = readPlan(await scenario.terraform.showJson("next.tfplan"));
    // THEN
    expect(plan.changes.map(({ action }) => action)).toEqual(going.map(() => "delete"));
    const { findings = [] } = buildReport([{ name: "scenario", plan }]).stacks[0] ?? {};
    const blocked = findings.filter(({ id, blocking }) => id === "ORDER-UNKNOWN" && blocking);
    expect(blocked.map(({ text }) => text.split(" goes ")[0])).toEqual([
      "A grant",
      "A grant",
      "parameter /own/a",
    ]);
  });
});
