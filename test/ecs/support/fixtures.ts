import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  TaskDefinition,
  type ContainerProps,
  type EcsServiceProps,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack, type Attributes } from "../../support/synth";

export const image = ContainerImage.fromRegistry("registry.example.com/orders:1.8");

/** A task definition with the id `task`; what the test is not about has values that ECS takes. */
export function taskIn(stack: TerraformStack, props: Partial<TaskDefinitionProps> = {}) {
  return new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512, ...props });
}

/** Synthesizes a task definition with these containers when it is called; an image is given. */
export function synthesizing(
  containers: Readonly<Record<string, Partial<ContainerProps>>>,
  props: Partial<TaskDefinitionProps> = {},
): () => unknown {
  return () => {
    const stack = testStack();
    const task = taskIn(stack, props);
    for (const [name, given] of Object.entries(containers)) {
      task.addContainer(name, { image, ...given });
    }
    return synth(stack);
  };
}

/** A cluster with what the service needs of it. */
function clusterFor(
  stack: TerraformStack,
  { capacityProviders, serviceConnect }: Partial<EcsServiceProps>,
): EcsCluster {
  const named = serviceConnect === undefined || serviceConnect.namespace !== undefined;
  return new EcsCluster(stack, "cluster", {
    clusterName: "orders",
    capacityProviders: capacityProviders?.map(({ name }) => name),
    serviceConnectNamespaceArn: named
      ? undefined
      : "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef",
  });
}

/** A service with the id `web`, with one container of the same name. */
export function serviceIn(
  stack: TerraformStack,
  props: Partial<EcsServiceProps> = {},
  container: Partial<ContainerProps> = {},
): EcsService {
  const service = new EcsService(stack, "web", {
    cluster: props.cluster ?? clusterFor(stack, props),
    subnetIds: ["subnet-0a1b2c3d"],
    securityGroupIds: ["sg-0a1b2c3d"],
    cpu: 256,
    memoryMiB: 512,
    ...props,
  });
  service.addContainer("web", { image, ...container });
  return service;
}

/** A key with the id `key`, and secrets encrypted with it. */
export class Secrets {
  public readonly key: EncryptionKey;

  public constructor(private readonly stack: TerraformStack) {
    this.key = new EncryptionKey(stack, "key");
  }

  /** The parameter `/orders/<id>`. */
  public parameter(id: string, revision = 1): SecureStringParameter {
    return new SecureStringParameter(this.stack, id, {
      parameterName: `/orders/${id}`,
      encryptionKey: this.key,
      value: SecretValue.fromVariable(id.replace(/-/g, "_")),
      revision,
    });
  }

  /** The secret `orders/<id>`: JSON with `username` and `password`. */
  public secret(id: string, revision = 1): SecretsManagerSecret {
    return new SecretsManagerSecret(this.stack, id, {
      secretName: `orders/${id}`,
      encryptionKey: this.key,
      value: SecretValue.json({ username: "orders", password: SecretValue.generated() }),
      revision,
    });
  }
}

/** The containers as another program reads them from `cdk.tf.json`. */
export function containersOf(stack: TerraformStack): readonly Attributes[] {
  const { container_definitions: text } = synth(stack).only("aws_ecs_task_definition");
  if (typeof text !== "string") throw new Error("no container definitions");
  return JSON.parse(text) as readonly Attributes[];
}

/** The first of them. */
export function containerOf(stack: TerraformStack): Attributes {
  const [first] = containersOf(stack);
  if (!first) throw new Error("no container");
  return first;
}
