import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { GetRolePolicyCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  SecretReference,
  type ContainerProps,
  type IServiceRedeployment,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { parsePolicy, type PolicyDocument } from "../../cli/src/policy";
import type { LocalScenario } from "../support/local-scenario";
import type { Definition } from "../support/state-machine";

/** What the stack of the fixture is called on AWS. */
export const SHOP = {
  cluster: "shop",
  db: "shop/db",
  registry: "shop/registry",
  apiKey: "/shop/api-key",
  /** Read by `api`, `worker` and `batch`; nobody watches over the last one. */
  services: ["api", "batch", "worker"],
} as const;

/** `api` reads a secret and a parameter, `worker` logs in with another secret, `batch` is left alone. */
export function shop(stack: TerraformStack): void {
  const encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
  const network = new NetworkLookup(stack, "network");
  const cluster = new EcsCluster(stack, "cluster", { clusterName: SHOP.cluster });
  const fixed = { encryptionKey, recoveryWindowDays: 0, revision: 1 };
  const db = new SecretsManagerSecret(stack, "db", {
    ...fixed,
    secretName: SHOP.db,
    value: SecretValue.json({ password: SecretValue.generated() }),
  });
  const registry = new SecretsManagerSecret(stack, "registry", {
    ...fixed,
    secretName: SHOP.registry,
    value: SecretValue.registryCredentials("ci", SecretValue.generated()),
  });
  const apiKey = new SecureStringParameter(stack, "api-key", {
    parameterName: SHOP.apiKey,
    encryptionKey,
    value: SecretValue.generated(),
    revision: 1,
  });
  const redeployment = new RedeployOnChange(stack, "redeployment", { encryptionKey });

  const service = (
    name: string,
    container: Partial<ContainerProps>,
    redeployOnChange?: IServiceRedeployment,
  ): void => {
    const made = new EcsService(stack, name, {
      cluster,
      serviceName: name,
      subnetIds: network.subnetIds,
      securityGroupIds: network.securityGroupIds,
      cpu: 256,
      memoryMiB: 512,
      redeployOnChange,
    });
    const image = ContainerImage.fromRegistry("registry.example.com/shop:1");
    made.addContainer(name, { image, ...container });
  };
  const password = SecretReference.fromSecretsManager(db, { jsonKey: "password" });
  const key = SecretReference.fromSsmParameter(apiKey);
  service("api", { secrets: { DB_PASSWORD: password, API_KEY: key } }, redeployment);
  service("batch", { secrets: { DB_PASSWORD: password } });
  const credentials = SecretReference.fromSecretsManager(registry);
  const image = ContainerImage.fromRegistry("registry.example.com/worker:1", { credentials });
  service("worker", { image }, redeployment);
}

/** Service → id of its newest deployment. */
export type Deployments = Readonly<Record<string, string>>;

/** Services that were deployed in between. */
export function changedIn(before: Deployments, after: Deployments): readonly string[] {
  return Object.keys(after).filter((name) => after[name] !== before[name]);
}

/** What became of the fixture, as AWS's API tells it. */
export class ShopOnAws {
  private readonly sfn: SFNClient;
  private readonly sqs: SQSClient;

  public constructor(private readonly scenario: LocalScenario) {
    this.sfn = new SFNClient(scenario.aws.clientConfig);
    this.sqs = new SQSClient(scenario.aws.clientConfig);
  }

  public destroy(): void {
    this.sfn.destroy();
    this.sqs.destroy();
  }

  /** The definition of its state machine. */
  public async stateMachine(): Promise<Definition> {
    const { stateMachines = [] } = await this.sfn.send(new ListStateMachinesCommand({}));
    const stateMachineArn = stateMachines[0]?.stateMachineArn;
    const { definition = "" } = await this.sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn }),
    );
    return JSON.parse(definition) as Definition;
  }

  /** Full ARN of a secret. */
  public async arnOf(SecretId: string): Promise<string> {
    const { secretsManager } = this.scenario.stores;
    return (await secretsManager.send(new DescribeSecretCommand({ SecretId }))).ARN ?? "";
  }

  public async newestDeployment(service: string): Promise<{ id: string; createdAt: Date }> {
    const of = { cluster: SHOP.cluster, services: [service] };
    const { services = [] } = await this.scenario.clients.ecs.send(new DescribeServicesCommand(of));
    const [{ id = "", createdAt = new Date() } = {}] = services[0]?.deployments ?? [];
    return { id, createdAt };
  }

  public async deployments(): Promise<Deployments> {
    const found: Record<string, string> = {};
    for (const service of SHOP.services) found[service] = (await this.newestDeployment(service)).id;
    return found;
  }

  /** Deploys a service as Terraform does. */
  public async deploy(service: string): Promise<void> {
    const of = { cluster: SHOP.cluster, service, forceNewDeployment: true };
    await this.scenario.clients.ecs.send(new UpdateServiceCommand(of));
  }

  /** The inline policies of a role. */
  public async policiesOf(RoleName: string): Promise<readonly PolicyDocument[]> {
    const { iam } = this.scenario.clients;
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const policies: PolicyDocument[] = [];
    for (const PolicyName of PolicyNames) {
      const get = new GetRolePolicyCommand({ RoleName, PolicyName });
      const { PolicyDocument: text = "" } = await iam.send(get);
      policies.push(parsePolicy(decodeURIComponent(text)));
    }
    return policies;
  }

  /** Takes all messages out of the dead-letter queue. */
  public async messages(): Promise<readonly unknown[]> {
    const QueueName = "scenario-redeployment-failures";
    const { QueueUrl } = await this.sqs.send(new GetQueueUrlCommand({ QueueName }));
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await this.sqs.send(receive);
    for (const { ReceiptHandle } of Messages) {
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.map(({ Body = "" }): unknown => JSON.parse(Body));
  }
}
