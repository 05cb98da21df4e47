import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

interface Settings {
  readonly parameterName?: string;
  readonly tag?: string;
  /** Whether the service that reads a parameter waits for the other one. @default - the other one waits */
  readonly isTurned?: boolean;
}

function build(stack: TerraformStack, settings: Settings): void {
  const { parameterName = "/own/a", tag = "1.8", isTurned = false } = settings;
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });
  const place = {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    cluster: new EcsCluster(stack, "cluster", { clusterName: "own" }),
    cpu: 256,
    memoryMiB: 512,
  };
  const image = ContainerImage.fromRegistry(`registry.example.com/orders:${tag}`);
  const web = new EcsService(stack, "web", { ...place, serviceName: "web" });
  web.addContainer("web", { image, secrets: { KEY: SecretReference.fromSsmParameter(parameter) } });
  const other = new EcsService(stack, "other", { ...place, serviceName: "other" });
  other.addContainer("other", { image: ContainerImage.fromRegistry("registry.example.com/o:1") });
  if (isTurned) web.node.addDependency(other);
  else other.node.addDependency(web);
}

describeWith(
  "two services of which one waits for the other, turned round",
  ["terraform", "emulator", "provider"],
  () => {
    const scenario = localScenario("fault proxy");
    const apply = async (settings: Settings) => {
      await scenario.synthesize((stack) => build(stack, settings));
      return scenario.terraform.apply({});
    };

    beforeEach(async () => {
      expectOk(await apply({}));
    });

    afterEach(async () => {
      scenario.faultProxy.choose = () => undefined;
      expectOk(await scenario.terraform.destroy({}));
    });

    it("are changed with a name, and back", async () => {
      expectOk(await apply({ parameterName: "/own/b", isTurned: true }));
      expectOk(await apply({}));
      const plan = await scenario.terraform.plan();
      expect(plan.ok && !plan.hasChanges).toBe(true);
    });

    it("can be destroyed after AWS refused the change", async () => {
      scenario.faultProxy.choose = ({ key }) =>
        key.startsWith("UpdateService")
          ? { kind: "answer", status: 400, type: "ValidationException" }
          : undefined;
      expect((await apply({ tag: "1.9", isTurned: true })).ok).toBe(false);
      scenario.faultProxy.choose = () => undefined;
      expectOk(await scenario.terraform.destroy({}));
    });
  },
);
