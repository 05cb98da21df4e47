import { SecretReference, Volume, type EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { bucketIn } from "../../s3/support";
import { synth, testStack } from "../../support/synth";
import { containerOf, image, Secrets, serviceIn, taskIn } from "../support/fixtures";

type Use = (stack: TerraformStack, platformVersion: string | undefined) => unknown;

const tooOld = (path: string, feature: string): Error =>
  new Error(
    `${path}: \`platformVersion\` must be new enough for what the container uses, got 1.3.0, but ${feature} needs 1.4.0. Leave it out, or write LATEST. [ecs-fargate-platform]`,
  );

const USES: readonly (readonly [string, string, Use])[] = [
  [
    "a JSON key or version of a secret",
    "test/task/web",
    (stack, platformVersion) => {
      const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), {
        jsonKey: "password",
      });
      taskIn(stack, { platformVersion }).addContainer("web", { image, secrets: { A: reference } });
    },
  ],
  [
    "an environment file",
    "test/task/web",
    (stack, platformVersion) => {
      const environmentFiles = [{ bucket: bucketIn(stack), key: "web.env" }];
      taskIn(stack, { platformVersion }).addContainer("web", { image, environmentFiles });
    },
  ],
  [
    "ephemeralStorageGiB",
    "test/task",
    (stack, platformVersion) => taskIn(stack, { platformVersion, ephemeralStorageGiB: 30 }),
  ],
  [
    "an EBS volume",
    "test/task",
    (stack, platformVersion) => {
      const encryptionKey = new Secrets(stack).key;
      const volumes = { data: Volume.ebs({ sizeGiB: 1, encryptionKey }) };
      return taskIn(stack, { platformVersion, volumes });
    },
  ],
  [
    "aws ecs execute-command",
    "test/web/task",
    (stack, platformVersion) => {
      const props: Partial<EcsServiceProps> = { platformVersion, enableExecuteCommand: true };
      return serviceIn(stack, props);
    },
  ],
];

describe.each(USES)("%s", (feature, path, use) => {
  it("is refused on platform version 1.3.0", () => {
    expect(() => use(testStack(), "1.3.0")).toThrow(tooOld(path, feature));
  });

  it.each([undefined, "LATEST", "1.4.0", "1.10.0"])("is fine on %s", (platformVersion) => {
    expect(() => use(testStack(), platformVersion)).not.toThrow();
  });

  it("is not judged on a version that only Terraform knows", () => {
    const stack = testStack();
    const version = new TerraformVariable(stack, "version", { type: "string" }).stringValue;
    expect(() => use(stack, version)).not.toThrow();
  });
});

describe("platform version 1.3.0", () => {
  it("reads whole secrets of both stores", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    // WHEN
    taskIn(stack, { platformVersion: "1.3.0" }).addContainer("web", {
      image,
      secrets: {
        A: SecretReference.fromSecretsManager(secrets.secret("a")),
        B: SecretReference.fromSsmParameter(secrets.parameter("b")),
      },
    });
    // THEN
    expect(containerOf(stack)["secrets"]).toHaveLength(2);
  });

  it("is the service's, too", () => {
    const stack = testStack();
    serviceIn(stack, { platformVersion: "1.3.0" });
    expect(synth(stack).only("aws_ecs_service")["platform_version"]).toBe("1.3.0");
  });
});
