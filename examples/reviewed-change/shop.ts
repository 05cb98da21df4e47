import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  SecretReference,
  type SecretVariables,
} from "cdktf-ecs-secrets/ecs";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

/** In what the shop differs before and after the change. */
export interface Shop {
  /** Another name replaces the secret. */
  readonly databaseSecretName: string;
  /** Whether the service reads the key of the payment provider. */
  readonly readsPaymentKey: boolean;
  /** A policy that was written by hand. */
  readonly statements: readonly object[];
}

/** Synthesizes the stack `shop`. */
export function synthesizeShop(shop: Shop): void {
  const app = new App();
  const stack = new TerraformStack(app, "shop");
  deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
  new LocalBackend(stack, { path: "../../../terraform.shop.tfstate" });

  const encryptionKey = new EncryptionKey(stack, "key");
  const paymentKey = new SecureStringParameter(stack, "payment-key", {
    parameterName: "/shop/payment-key",
    encryptionKey,
    value: SecretValue.fromVariable("payment_key"),
    revision: 1,
  });
  const database = new SecretsManagerSecret(stack, "database", {
    secretName: shop.databaseSecretName,
    encryptionKey,
    value: SecretValue.json({ username: "shop", password: SecretValue.generated() }),
    revision: 1,
  });

  const taskRole = new TaskRole(stack, "task-role", { roleName: "shop-task" });
  new IamRolePolicy(stack, "by-hand", {
    name: "by-hand",
    role: taskRole.roleName,
    policy: JSON.stringify({ Version: "2012-10-17", Statement: shop.statements }),
  });

  const network = new NetworkLookup(stack, "network");
  const web = new EcsService(stack, "web", {
    cluster: new EcsCluster(stack, "cluster"),
    subnetIds: network.subnetIds,
    securityGroupIds: network.securityGroupIds,
    assignPublicIp: true,
    cpu: 256,
    memoryMiB: 512,
    taskRole,
  });
  const databasePassword: SecretVariables = {
    DATABASE_PASSWORD: SecretReference.fromSecretsManager(database, { jsonKey: "password" }),
  };
  const payment: SecretVariables = { PAYMENT_KEY: SecretReference.fromSsmParameter(paymentKey) };
  web.addContainer("web", {
    image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
    command: ["httpd", "-f", "-h", "/home"],
    secrets: shop.readsPaymentKey ? { ...databasePassword, ...payment } : databasePassword,
  });
  app.synth();
}
