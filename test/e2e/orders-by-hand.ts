import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { AwsClients } from "../../cli/src/aws";
import { ORDERS } from "./orders-fixture";

type Stores = ReturnType<AwsClients["in"]>;

/** Changes, past Terraform, what `worker` reads as VENDOR_TOKEN. */
export async function putVendorToken({ secretsManager }: Stores, token: string): Promise<void> {
  const SecretString = JSON.stringify({ user: "orders", token });
  await secretsManager.send(new PutSecretValueCommand({ SecretId: ORDERS.vendor, SecretString }));
}

/** Changes, past Terraform, what `web` reads as API_KEY. */
export async function putApiKey({ ssm }: Stores, Value: string): Promise<void> {
  const parameter = { Name: ORDERS.apiKey, Value, Type: "SecureString", Overwrite: true } as const;
  await ssm.send(new PutParameterCommand(parameter));
}

/** The newest deployment of each service. */
export async function deploymentIds({
  ecs,
}: AwsClients): Promise<Readonly<Record<string, string | undefined>>> {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: ORDERS.cluster, services: ["web", "worker"] }),
  );
  return Object.fromEntries(
    services.map(({ serviceName = "", deployments: [own] = [] }) => [serviceName, own?.id]),
  );
}
