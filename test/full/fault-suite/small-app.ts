import { CreateKeyCommand } from "@aws-sdk/client-kms";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { TARGET } from "../../support/local-scenario";
import { FaultBench } from "./bench";
import type { CodeOf, Stored } from "./code";

/** In what one version of the application differs from another. */
export interface Version {
  readonly parameterName: string;
  readonly secretName: string;
  readonly key: 0 | 1;
  readonly description: string;
  /** Whether the service reads the parameter, too. */
  readonly readsParameter: boolean;
  /** Whether it reads the secret. */
  readonly readsSecret: boolean;
  /** What is read as `PARAMETER` is kept in. */
  readonly store: "parameter" | "secret";
  /** Of the execution role. @default - follows from the construct path */
  readonly roleName?: string;
  /** Whether only the reader's role can read the secret. */
  readonly restricted: boolean;
}

export const FIRST: Version = {
  parameterName: "/faults/a",
  secretName: "faults/a",
  key: 0,
  description: "of the test",
  readsParameter: true,
  readsSecret: true,
  store: "parameter",
  restricted: false,
};

/** An application with a parameter, a secret and a service. */
export class SmallApp {
  private keys: readonly string[] = [];

  /** In an environment of its own. */
  public static forAll(): { readonly bench: FaultBench; readonly app: SmallApp } {
    const bench = FaultBench.forAll({ cluster: "faults", services: ["web"] });
    const app = new SmallApp();
    beforeAll(async () => {
      const { kms } = bench.scenario.stores;
      const made = await Promise.all([0, 1].map(() => kms.send(new CreateKeyCommand({}))));
      app.keys = made.map(({ KeyMetadata }) => KeyMetadata?.Arn ?? "");
    }, 60_000);
    return { bench, app };
  }

  /** The code of a version. */
  public code(version: Version): CodeOf {
    return (revision) => {
      const token = `made-up-value-of-revision-${revision}`;
      const stored: Stored[] = [
        { store: "secret", name: version.secretName, field: "token", value: token },
        version.store === "parameter"
          ? { store: "parameter", name: version.parameterName, value: token }
          : { store: "secret", name: version.parameterName, value: token },
      ];
      return {
        build: (stack) => this.build(stack, version, revision),
        values: { token },
        stored,
      };
    };
  }

  private build(stack: TerraformStack, version: Version, revision: number): void {
    const { key, description, readsParameter, readsSecret, roleName } = version;
    const encryptionKey = EncryptionKey.fromKeyArn(stack, `key-${key}`, this.keys[key] ?? "");
    const token = SecretValue.fromVariable("token");
    const common = { description, encryptionKey, revision };
    const secret = new SecretsManagerSecret(stack, "secret", {
      ...common,
      secretName: version.secretName,
      recoveryWindowDays: 0,
      value: SecretValue.json({ token, generated: SecretValue.generated() }),
      ...(version.restricted
        ? { restrictTo: [], deployers: [`arn:aws:iam::${TARGET.account}:role/deployer`] }
        : {}),
    });
    const other =
      version.store === "parameter"
        ? SecretReference.fromSsmParameter(
            new SecureStringParameter(stack, "parameter", {
              ...common,
              parameterName: version.parameterName,
              value: token,
            }),
          )
        : SecretReference.fromSecretsManager(
            new SecretsManagerSecret(stack, "parameter", {
              ...common,
              secretName: version.parameterName,
              recoveryWindowDays: 0,
              value: token,
            }),
          );
    const network = new NetworkLookup(stack, "network");
    const service = new EcsService(stack, "web", {
      cluster: new EcsCluster(stack, "cluster", { clusterName: "faults" }),
      serviceName: "web",
      subnetIds: network.subnetIds,
      securityGroupIds: network.securityGroupIds,
      assignPublicIp: true,
      cpu: 256,
      memoryMiB: 512,
      ...(roleName === undefined
        ? {}
        : { executionRole: new TaskExecutionRole(stack, "execution", { roleName }) }),
    });
    service.addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
      secrets: {
        ...(readsSecret
          ? { TOKEN: SecretReference.fromSecretsManager(secret, { jsonKey: "token" }) }
          : {}),
        ...(readsParameter ? { PARAMETER: other } : {}),
      },
    });
  }
}
