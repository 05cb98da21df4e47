import type { TerraformStack } from "cdktf";
import { ContainerImage, EcsCluster, EcsService } from "cdktf-ecs-secrets/ecs";
import { readJson, type QuirkFactory } from "../../cli/src/local-aws/quirk";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

let failing = false;

/** While tasks fail, ECS returns to the task definition that runs, and the service is steady again. */
const circuitBreaker: QuirkFactory = () => ({
  id: "circuit-breaker",
  why: "the emulator runs no tasks that could fail",
  matches: ({ service, operation }) =>
    failing && service === "ecs" && operation === "UpdateService",
  onRequest: (request) => {
    const { taskDefinition, ...rest } = readJson(request);
    expect(taskDefinition).toBeDefined();
    return { ...request, body: Buffer.from(JSON.stringify(rest)) };
  },
});

describeWith("a deployment that ECS rolls back", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario(circuitBreaker);

  const version = (tag: string) => (stack: TerraformStack) => {
    const service = new EcsService(stack, "web", {
      ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
      cluster: new EcsCluster(stack, "cluster", { clusterName: "orders" }),
      serviceName: "web",
      cpu: 256,
      memoryMiB: 512,
    });
    service.addContainer("web", {
      image: ContainerImage.fromRegistry(`registry.example.com/orders:${tag}`),
    });
  };

  it("fails the apply and says so; the next one that becomes steady succeeds", async () => {
    // GIVEN
    await scenario.synthesize(version("1"));
    expectOk(await scenario.terraform.apply());
    // WHEN
    await scenario.synthesize(version("2"));
    failing = true;
    const failed = await scenario.terraform.apply();
    failing = false;
    // THEN
    expect(failed.ok).toBe(false);
    const said = JSON.stringify(failed.diagnostics);
    expect(said).toContain("ECS rolled this deployment back");
    expect(said).toMatch(/the service runs \S+:task-definition\/web:1\./);
    // WHEN
    expectOk(await scenario.terraform.apply());
    // THEN
    expect((await scenario.terraform.plan()).changes).toBe(0);
  });
});
