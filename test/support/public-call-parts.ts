import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { ACCOUNT, REGION } from "./synth";
import { clusterIn, NETWORK, ON_EC2, secretIn, taskIn } from "./token-row-parts";

/** One of the modules' functions with arguments that it takes, each of which a test replaces. */
export interface Sample {
  readonly args: readonly unknown[];
  /** Calls it, and uses what it returns where only that use looks at the arguments. */
  readonly call: (args: readonly never[]) => unknown;
}

export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
export const LAMBDA = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:rotate`;
export const PARAMETER = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/orders/key`;
export const OF_RDS = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:rds!db-AbCdEf`;
export const USE = { service: "ssm", contextKey: "a", contextValue: "b" };
export const STATEMENT = { actions: ["s3:GetObject"], resources: ["*"] };

type Args = readonly never[];

export const key = (stack: TerraformStack): EncryptionKey => new EncryptionKey(stack, "key");
export const role = (stack: TerraformStack): TaskRole => new TaskRole(stack, "role");
export const parameterIn = (stack: TerraformStack) =>
  SecureStringParameter.fromParameterAttributes(stack, "parameter", { parameterArn: PARAMETER });
export const stored = (stack: TerraformStack) => ({
  encryptionKey: key(stack),
  value: SecretValue.generated(),
  revision: 1,
});
export const job = (stack: TerraformStack) => {
  const taskDefinition = taskIn(stack, "task", { networkMode: "awsvpc" });
  taskDefinition.addContainer("web", ON_EC2);
  return { cluster: clusterIn(stack), taskDefinition, ...NETWORK };
};
export const service = (stack: TerraformStack) =>
  new EcsService(stack, "service", { cluster: clusterIn(stack), compatibility: "EC2", ...NETWORK });
export const importedService = (stack: TerraformStack) =>
  EcsService.fromServiceAttributes(stack, "web", {
    cluster: clusterIn(stack),
    serviceName: "web",
    references: [SecretReference.fromSecretsManager(secretIn(stack))],
  });

/** Uses a value, an image, a driver or a volume where it is looked at. */
export const inContainer = (stack: TerraformStack, props: object): unknown =>
  taskIn(stack).addContainer("web", { ...ON_EC2, ...props });
export const asValue = (stack: TerraformStack, value: unknown): unknown =>
  new SecretsManagerSecret(stack, "it", { ...stored(stack), secretName: "it", value } as never);
export const asVolume = (stack: TerraformStack, volume: unknown): unknown =>
  taskIn(stack).addVolume("data", volume as never);

/** Makes a sample in a stack. */
export type Make = (stack: TerraformStack) => Sample;

export const build =
  (make: new (...args: never[]) => unknown, input: (stack: TerraformStack) => object): Make =>
  (stack) => ({
    args: [stack, "it", input(stack)],
    call: (args) => new make(...args),
  });

export const of =
  (args: (stack: TerraformStack) => readonly unknown[], call: (...args: Args) => unknown): Make =>
  (stack) => ({ args: args(stack), call: (given) => call(...given) });

export const used =
  (
    args: (stack: TerraformStack) => readonly unknown[],
    call: (stack: TerraformStack) => (...args: Args) => unknown,
  ): Make =>
  (stack) => {
    const bound = call(stack);
    return { args: args(stack), call: (given) => bound(...given) };
  };

export const driver = (make: (options: never) => unknown, options: object): Make =>
  used(
    () => [options],
    (stack) => (given) => inContainer(stack, { logging: make(given) }),
  );
