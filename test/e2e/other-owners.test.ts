import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { canary } from "../../cli/src/leaks";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const CLUSTER = "owners";
const IMAGE = "registry.example.com/orders";

describeWith("what others change", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  const variables = { api_key: canary() };

  /** A service that an autoscaler scales and a pipeline rolls out. */
  const declared = (revision: number) => (stack: TerraformStack) => {
    const apiKey = new SecureStringParameter(stack, "api-key", {
      parameterName: "/owners/api-key",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.fromVariable("api_key"),
      revision,
    });
    const service = new EcsService(stack, "web", {
      ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
      cluster: new EcsCluster(stack, "cluster", { clusterName: CLUSTER }),
      serviceName: "web",
      cpu: 256,
      memoryMiB: 512,
      scaling: { min: 2, max: 10, targets: { cpuPercent: 60 } },
      rolloutOwner: "pipeline",
    });
    service.addContainer("web", {
      image: ContainerImage.fromRegistry(`${IMAGE}:1`),
      secrets: { API_KEY: SecretReference.fromSsmParameter(apiKey) },
    });
  };

  it("is applied with the scaler's target and policy, and clean after it", async () => {
    await scenario.synthesize(declared(1));
    expectOk(await scenario.terraform.apply({ variables }));
    expect((await scenario.terraform.plan()).changes).toBe(0);
    expect(await observe()).toMatchObject({ desiredCount: 2 });
  });

  it("stays: an autoscaler's count and a pipeline's revision are no change of a plan", async () => {
    // GIVEN
    const { ecs } = scenario.clients;
    const of = { cluster: CLUSTER, service: "web" };
    await ecs.send(new UpdateServiceCommand({ ...of, desiredCount: 8 }));
    const before = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "web" }));
    // The pipeline's own image, and all else as it was.
    const containerDefinitions = before.taskDefinition?.containerDefinitions?.map((container) => ({
      ...container,
      image: `${IMAGE}:2`,
    }));
    const next = { ...before.taskDefinition, containerDefinitions };
    const registered = await ecs.send(
      new RegisterTaskDefinitionCommand(next as RegisterTaskDefinitionCommandInput),
    );
    const taskDefinition = registered.taskDefinition?.taskDefinitionArn;
    await ecs.send(new UpdateServiceCommand({ ...of, taskDefinition }));
    // WHEN
    const plan = expectOk(await scenario.terraform.plan());
    // THEN
    expect(plan.planned).toEqual([]);
    expectOk(await scenario.terraform.apply());
    expect(await observe()).toMatchObject({
      desiredCount: 8,
      taskDefinition: expect.stringMatching(/task-definition\/web:2$/),
    });
  });

  it("stays, while a secret's new revision deploys the service again", async () => {
    // GIVEN
    const before = await observe();
    await scenario.synthesize(declared(2));
    // WHEN
    const plan = expectOk(await scenario.terraform.plan({ variables }));
    expectOk(await scenario.terraform.apply({ variables }));
    // THEN
    const updated = plan.planned.filter(({ action }) => action === "update");
    expect(updated.map(({ address }) => address.split(".")[0])).toEqual(
      expect.arrayContaining(["aws_ecs_service", "aws_ssm_parameter"]),
    );
    const after = await observe();
    expect(after.deployment).not.toBe(before.deployment);
    expect(after).toEqual({ ...before, deployment: after.deployment });
    expect((await scenario.terraform.plan()).changes).toBe(0);
  });

  async function observe() {
    const { services = [] } = await scenario.clients.ecs.send(
      new DescribeServicesCommand({ cluster: CLUSTER, services: ["web"] }),
    );
    const [service] = services;
    return {
      desiredCount: service?.desiredCount,
      taskDefinition: service?.taskDefinition,
      deployment: service?.deployments?.[0]?.id,
    };
  }
});
