import { EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { testStack } from "../../support/synth";
import { Secrets } from "../support/fixtures";

describe("a service", () => {
  it("made elsewhere is what was said about it", () => {
    const stack = testStack();
    const reference = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    const attributes = {
      cluster: EcsCluster.fromClusterName(stack, "shared", "shared"),
      serviceName: "legacy",
      references: [reference],
    };
    const service = EcsService.fromServiceAttributes(stack, "legacy", attributes);
    expect(service).toMatchObject({ serviceName: "legacy", references: [reference] });
    expect(service.cluster.clusterName).toBe("shared");
  });

  it.each([
    ["a name that ECS does not take", { serviceName: "a b" }, "`serviceName` must be"],
    [
      "a reference that ECS does not take",
      {
        reference: { versionStage: "A", versionId: "1" },
      },
      "test/legacy: `references` must",
    ],
  ])("made elsewhere is refused with %s", (_, { serviceName, reference }: Wrong, message) => {
    const stack = testStack();
    const secret = new Secrets(stack).secret("a");
    expect(() =>
      EcsService.fromServiceAttributes(stack, "legacy", {
        cluster: EcsCluster.fromClusterName(stack, "shared", "shared"),
        serviceName: serviceName ?? "legacy",
        references: [SecretReference.fromSecretsManager(secret, reference)],
      }),
    ).toThrow(message);
  });
});

interface Wrong {
  readonly serviceName?: string;
  readonly reference?: { readonly versionStage?: string; readonly versionId?: string };
}
