import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
  type SecretVariables,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { serviceNetwork } from "../../environments/network";

/** In what one version of the fixture differs from another. */
export interface OrdersSettings {
  readonly apiKeyRevision?: number;
  readonly apiKeyDescription?: string;
  readonly vendorRevision?: number;
  readonly logRetentionDays?: number;
  /** Gives `worker` one secret more. */
  readonly withNewSecret?: boolean;
}

/** The names in the fixture. */
export const ORDERS = {
  apiKey: "/orders/api-key",
  sessionKey: "/orders/session-key",
  db: "orders/db",
  vendor: "orders/vendor",
  added: "orders/added",
  cluster: "orders",
} as const;

/**
 * One cluster, one key and two services: `web` reads an API key (a variable) and a session key (generated), `worker`
 * JSON secrets whole and by key, one generated and one with a variable in it.
 */
export function orders(settings: OrdersSettings = {}): (stack: TerraformStack) => void {
  return (stack) => {
    const secrets = new OrdersSecrets(stack, settings);
    const cluster = new EcsCluster(stack, "cluster", { clusterName: ORDERS.cluster });
    const network = serviceNetwork(stack, { kind: "lookup", assignPublicIp: true });
    const addService = (name: string, variables: SecretVariables): void => {
      const service = new EcsService(stack, name, {
        ...network,
        cluster,
        serviceName: name,
        desiredCount: 1,
        cpu: 256,
        memoryMiB: 512,
      });
      service.addContainer(name, {
        image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
        secrets: variables,
        logging: LogDriver.awsLogs({
          newLogGroup: { retentionDays: settings.logRetentionDays ?? 14 },
        }),
      });
    };
    addService("web", secrets.ofWeb);
    addService("worker", secrets.ofWorker);
  };
}

class OrdersSecrets {
  public readonly ofWeb: SecretVariables;
  public readonly ofWorker: SecretVariables;
  private readonly encryptionKey: EncryptionKey;

  public constructor(
    private readonly stack: TerraformStack,
    settings: OrdersSettings,
  ) {
    this.encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
    this.ofWeb = {
      API_KEY: this.apiKey(settings),
      SESSION_KEY: this.sessionKey(),
    };
    const db = this.secret(
      "db",
      SecretValue.json({ username: "orders", password: SecretValue.generated() }),
    );
    const vendor = this.secret(
      "vendor",
      SecretValue.json({ user: "orders", token: SecretValue.fromVariable("vendor_token") }),
      settings.vendorRevision,
    );
    this.ofWorker = {
      DB: SecretReference.fromSecretsManager(db),
      DB_PASSWORD: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
      VENDOR_TOKEN: SecretReference.fromSecretsManager(vendor, { jsonKey: "token" }),
      ...(settings.withNewSecret ? { ADDED: this.added() } : {}),
    };
  }

  private apiKey(settings: OrdersSettings): SecretReference {
    const parameter = new SecureStringParameter(this.stack, "api-key", {
      parameterName: ORDERS.apiKey,
      encryptionKey: this.encryptionKey,
      value: SecretValue.fromVariable("api_key"),
      revision: settings.apiKeyRevision ?? 1,
      description: settings.apiKeyDescription,
    });
    return SecretReference.fromSsmParameter(parameter);
  }

  private sessionKey(): SecretReference {
    const parameter = new SecureStringParameter(this.stack, "session-key", {
      parameterName: ORDERS.sessionKey,
      encryptionKey: this.encryptionKey,
      value: SecretValue.generated({ length: 40 }),
      revision: 1,
    });
    return SecretReference.fromSsmParameter(parameter);
  }

  private added(): SecretReference {
    return SecretReference.fromSecretsManager(this.secret("added", SecretValue.generated()));
  }

  private secret(
    id: "db" | "vendor" | "added",
    value: ReturnType<typeof SecretValue.generated>,
    revision = 1,
  ): SecretsManagerSecret {
    return new SecretsManagerSecret(this.stack, id, {
      secretName: ORDERS[id],
      encryptionKey: this.encryptionKey,
      recoveryWindowDays: 0,
      value,
      revision,
    });
  }
}
