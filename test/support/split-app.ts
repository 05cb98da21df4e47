import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import fc from "fast-check";

/** What a service needs, and what may be made by another stack than the service. */
export const PARTS = [
  "key",
  "secret",
  "parameter",
  "bucket",
  "logGroup",
  "cluster",
  "executionRole",
  "taskRole",
] as const;

/** The stacks; the service is in `app`. */
export const STACKS = ["app", "one", "two"] as const;

export type Part = (typeof PARTS)[number];
export type StackName = (typeof STACKS)[number];

/** Which stack makes a part. @default - the service's */
export type Split = Readonly<Partial<Record<Part, StackName>>>;

/** What is encrypted with the key, and so refers to it. */
const ENCRYPTED: readonly Part[] = ["secret", "parameter", "bucket", "logGroup"];

/** Every single part and every pair elsewhere: together, and each in a stack of its own. */
export function pairs(): readonly Split[] {
  const singles = PARTS.map((part): Split => ({ [part]: "one" }));
  const both = PARTS.flatMap((first, index) =>
    PARTS.slice(index + 1).flatMap((second): Split[] => [
      { [first]: "one", [second]: "one" },
      { [first]: "one", [second]: "two" },
    ]),
  );
  return [{}, ...singles, ...both];
}

/** Fifty random triples in random stacks, the same ones at every run. */
export function triples(): readonly Split[] {
  const place = fc.constantFrom(...STACKS);
  const triple = fc
    .tuple(fc.shuffledSubarray([...PARTS], { minLength: 3, maxLength: 3 }), place, place, place)
    .map(([parts, ...places]): Split =>
      Object.fromEntries(parts.map((part, index) => [part, places[index]])),
    );
  return fc.sample(triple, { numRuns: 50, seed: 11 });
}

/** Whether the service's stack makes the key of something that another stack makes: then each needs the other. */
export function isCircle(split: Split): boolean {
  const key = split.key ?? "app";
  return key === "app" && ENCRYPTED.some((part) => (split[part] ?? "app") !== "app");
}

/** Whether stack `one` needs stack `two`. */
export function needsTwo(split: Split): boolean {
  return split.key === "two" && ENCRYPTED.some((part) => split[part] === "one");
}

export function nameOf(split: Split): string {
  const names = Object.entries(split).map(([part, stack]) => `${part}-${stack}`);
  return names.sort().join("-") || "all-app";
}

/** Where the tasks of the service run. */
export interface SplitNetwork {
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
}

const NOWHERE: SplitNetwork = {
  subnetIds: ["subnet-0123456789abcdef0"],
  securityGroupIds: ["sg-0123456789abcdef0"],
};

/** Declares a service and all that it needs, below a scope of its own in each stack. @param network for what is applied */
export function declareSplit(
  stacks: Readonly<Record<StackName, TerraformStack>>,
  split: Split,
  index = 0,
  network: SplitNetwork = NOWHERE,
): void {
  const id = `s${index}`;
  const scopes = Object.fromEntries(
    STACKS.map((name) => [name, new Construct(stacks[name], id)]),
  ) as Record<StackName, Construct>;
  const scopeOf = (part: Part): Construct => scopes[split[part] ?? "app"];

  const encryptionKey = new EncryptionKey(scopeOf("key"), "key", { alias: `key-${id}` });
  const secret = new SecretsManagerSecret(scopeOf("secret"), "secret", {
    secretName: `${id}/secret`,
    encryptionKey,
    value: SecretValue.json({ user: "x", password: SecretValue.generated() }),
    revision: 1,
  });
  const parameter = new SecureStringParameter(scopeOf("parameter"), "parameter", {
    parameterName: `/${id}/parameter`,
    encryptionKey,
    value: SecretValue.fromVariable("api_key"),
    revision: 1,
  });
  const bucketName = `example-split-${id}`;
  const bucket = new SecretsBucket(scopeOf("bucket"), "bucket", { bucketName, encryptionKey });
  const logGroup = new LogGroup(scopeOf("logGroup"), "logs", { encryptionKey });
  const service = new EcsService(scopes.app, "web", {
    cluster: new EcsCluster(scopeOf("cluster"), "cluster", { capacityProviders: ["FARGATE"] }),
    executionRole: new TaskExecutionRole(scopeOf("executionRole"), "execution"),
    taskRole: new TaskRole(scopeOf("taskRole"), "task"),
    ...network,
    cpu: 256,
    memoryMiB: 512,
  });
  service.addContainer("web", {
    image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
    secrets: {
      PASSWORD: SecretReference.fromSecretsManager(secret, { jsonKey: "password" }),
      API_KEY: SecretReference.fromSsmParameter(parameter),
    },
    environmentFiles: [{ bucket, key: "web/settings.env" }],
    secretObjects: { CERTIFICATES: ObjectReference.fromBucketPrefix(bucket, "web/") },
    logging: LogDriver.awsLogs({ logGroup }),
  });
}
