import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, LogDriver, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { OrderOfCreation } from "../../modules/core/order";
import { image, serviceIn, taskIn } from "../ecs/support/fixtures";
import { newApp, stackOf } from "../support/app";

const RULE = /must be of the same app, .*, got other\/\w+ of another app\. .*\[of-this-app\]/;

/** Two apps that know nothing of each other, and what one makes. */
function twoApps() {
  const app = newApp();
  const stack = stackOf(app, "dev");
  const other = stackOf(newApp(), "other");
  const encryptionKey = new EncryptionKey(other, "key");
  const settings = { encryptionKey, value: SecretValue.generated(), revision: 1 };
  return {
    app,
    stack,
    encryptionKey,
    secret: new SecretsManagerSecret(other, "secret", { ...settings, secretName: "a" }),
    parameter: new SecureStringParameter(other, "parameter", { ...settings, parameterName: "/a" }),
    cluster: new EcsCluster(other, "cluster"),
    imported: EcsCluster.fromClusterName(other, "imported", "orders"),
    foreign: new SqsQueue(other, "queue", {}),
  };
}

type Apps = ReturnType<typeof twoApps>;

describe("a construct of another app is refused", () => {
  it.each<[string, string, (apps: Apps) => void]>([
    [
      "a key",
      "dev/made: `encryptionKey`",
      ({ stack, encryptionKey }) =>
        void new SecretsManagerSecret(stack, "made", {
          secretName: "b",
          encryptionKey,
          value: SecretValue.generated(),
          revision: 1,
        }),
    ],
    ["a cluster", "dev/web: `cluster`", ({ stack, cluster }) => void serviceIn(stack, { cluster })],
    [
      "a cluster that is imported there",
      "dev/web: `cluster`",
      ({ stack, imported }) => void serviceIn(stack, { cluster: imported }),
    ],
    [
      "what is waited for",
      "dev/web: `dependsOn[0]`",
      ({ stack, foreign }) => void serviceIn(stack, { dependsOn: [foreign] }),
    ],
    [
      "a secret in an environment variable",
      "dev/task/web: `secrets.DB`",
      ({ stack, secret }) =>
        void taskIn(stack).addContainer("web", {
          image,
          secrets: { DB: SecretReference.fromSecretsManager(secret) },
        }),
    ],
    [
      "a parameter in a file",
      "dev/task/web: `secretFiles./run/key`",
      ({ stack, parameter }) =>
        void taskIn(stack).addContainer("web", {
          image,
          secretFiles: { "/run/key": SecretReference.fromSsmParameter(parameter) },
        }),
    ],
  ])("%s", (_what, where, use) => {
    const apps = twoApps();
    expect(() => use(apps)).toThrow(RULE);
    expect(() => use(twoApps())).toThrow(where);
  });

  it.each<[string, (apps: Apps) => void]>([
    [
      "the secret of a log driver",
      ({ stack, secret }) =>
        void taskIn(stack).addContainer("web", {
          image,
          logging: LogDriver.splunk({
            url: "https://splunk.example.com",
            token: SecretReference.fromSecretsManager(secret),
          }),
        }),
    ],
    [
      "the credentials of a registry",
      ({ stack, secret }) =>
        void taskIn(stack).addContainer("web", {
          image: ContainerImage.fromRegistry("registry.example.com/a:1", {
            credentials: SecretReference.fromSecretsManager(secret),
          }),
        }),
    ],
    [
      "`node.addDependency`",
      ({ stack, foreign }) => {
        serviceIn(stack).node.addDependency(foreign);
      },
    ],
    [
      "an attribute in a resource of the author's own",
      ({ stack, foreign }) => {
        OrderOfCreation.of(stack);
        void new IamRole(stack, "role", { assumeRolePolicy: foreign.arn });
      },
    ],
  ])("%s, at synthesis at the latest", (_what, use) => {
    const apps = twoApps();
    expect(() => {
      use(apps);
      apps.app.synth();
    }).toThrow(RULE);
  });

  it("names the construct that uses it", () => {
    const { app, stack, foreign } = twoApps();
    OrderOfCreation.of(stack);
    void new IamRole(stack, "role", { assumeRolePolicy: foreign.arn });
    expect(() => app.synth()).toThrow("dev/role: `stack` must be of the same app");
  });

  it("of another stack of the same app is taken", () => {
    const app = newApp();
    const cluster = new EcsCluster(stackOf(app, "one"), "cluster");
    expect(() => serviceIn(stackOf(app, "two"), { cluster })).not.toThrow();
  });
});
