import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  SecretReference,
  TaskDefinition,
  type ContainerProps,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole, type IRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey, type IEncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket, type ISecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret, type ISecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter, type ISecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack } from "../support/synth";
import * as plans from "./plan";

/** A made or imported secret, as references take it. */
type Source =
  | { readonly store: "ssm"; readonly parameter: ISecureStringParameter }
  | { readonly store: "secretsmanager"; readonly secret: ISecretsManagerSecret };

const VALUE = { username: "app", password: SecretValue.generated() };

/** The construct tree of an application, made with the public API alone. */
export function buildApplication(plan: plans.ApplicationPlan): TerraformStack {
  const stack = testStack();
  new Application(stack, plan);
  return stack;
}

/** Names of the roles that several tasks share. */
export const sharedRole = (side: "execution" | "task", number: number): string =>
  `shared-${side}-${number}`;

class Application {
  private readonly keys: readonly IEncryptionKey[];
  private readonly sources: readonly Source[];
  private readonly buckets: readonly ISecretsBucket[];
  private readonly roles = new Map<string, IRole>();

  public constructor(
    private readonly stack: TerraformStack,
    private readonly plan: plans.ApplicationPlan,
  ) {
    this.keys = plan.keys.map((kind, at) =>
      kind === "owned"
        ? new EncryptionKey(stack, `key-${at}`, { description: `owned-${at}` })
        : EncryptionKey.fromKeyArn(stack, `key-${at}`, plans.keyArn(kind, at)),
    );
    this.sources = plans.ownSecrets(plan).map((secret, at) => this.source(secret, `secret-${at}`));
    this.buckets = plan.buckets.map((bucket, at) => this.bucket(bucket, `bucket-${at}`));
    const cluster = EcsCluster.fromClusterName(stack, "cluster", "app");
    plan.tasks.forEach((task, at) => {
      const props = {
        family: `task-${at}`,
        compatibility: task.compatibility,
        cpu: 256,
        memoryMiB: 512,
        executionRole: this.role("execution", task.executionRole),
        taskRole: this.role("task", task.taskRole),
      };
      const place = { cluster, subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
      const definition = task.service
        ? new EcsService(stack, `task-${at}`, { ...props, ...place })
        : new TaskDefinition(stack, `task-${at}`, props);
      task.containers.forEach((container, index) => {
        definition.addContainer(`container-${index}`, this.container(container));
      });
    });
  }

  private key(number: number): IEncryptionKey {
    return at(this.keys, number);
  }

  /** For a key of the stack the ARN that only Terraform knows. */
  private keyArn(origin: plans.Origin, key: number | undefined): string | undefined {
    if (key !== undefined && origin === "imported") return this.key(key).keyArn;
    return plans.keyArnAt(this.plan.keys, origin, key);
  }

  private source(secret: plans.SecretPlan, id: string): Source {
    const { store, name, origin } = secret;
    const encryptionKeyArn = this.keyArn(origin, secret.key);
    const encryptionKey = this.key(secret.key ?? 0);
    if (store === "ssm") {
      const byName = { parameterName: name, encryptionKeyArn };
      const byArn = { parameterArn: plans.secretArn(secret), encryptionKeyArn };
      const parameter =
        origin === "owned"
          ? new SecureStringParameter(this.stack, id, {
              parameterName: name,
              encryptionKey,
              value: SecretValue.json(VALUE),
              revision: 1,
            })
          : SecureStringParameter.fromParameterAttributes(
              this.stack,
              id,
              origin === "imported" ? byName : byArn,
            );
      return { store, parameter };
    }
    const content =
      (secret.key ?? 0) % 2 === 0
        ? { value: SecretValue.json(VALUE), revision: 1 }
        : { value: SecretValue.external() };
    return {
      store,
      secret:
        origin === "owned"
          ? new SecretsManagerSecret(this.stack, id, {
              secretName: name,
              encryptionKey,
              ...content,
            })
          : SecretsManagerSecret.fromSecretAttributes(this.stack, id, {
              secretArn: plans.secretArn(secret),
              encryptionKeyArn,
            }),
    };
  }

  private bucket(bucket: plans.BucketPlan, id: string): ISecretsBucket {
    const { name: bucketName, origin, key, bucketKeyEnabled } = bucket;
    if (origin === "owned") {
      return new SecretsBucket(this.stack, id, { bucketName, encryptionKey: this.key(key ?? 0) });
    }
    return SecretsBucket.fromBucketAttributes(this.stack, id, {
      bucketName,
      region: origin === "remote" ? plans.regionOf(origin) : undefined,
      encryptionKeyArn: this.keyArn(origin, key),
      bucketKeyEnabled,
    });
  }

  private role(side: "execution" | "task", number: number | undefined): IRole | undefined {
    if (number === undefined) return undefined;
    const roleName = sharedRole(side, number);
    const made = this.roles.get(roleName);
    if (made) return made;
    const role =
      side === "task"
        ? new TaskRole(this.stack, roleName, { roleName })
        : new TaskExecutionRole(this.stack, roleName, {
            roleName,
            attachManagedPolicy: this.plan.managedPolicy,
          });
    this.roles.set(roleName, role);
    return role;
  }

  private container(plan: plans.ContainerPlan): ContainerProps {
    const { secrets, splunk, registry, files, environmentFiles, prefixes } = plan;
    const numbered = <T>(entries: readonly T[], name: (index: number) => string) =>
      Object.fromEntries(entries.map((entry, index) => [name(index), entry]));
    const resolved = resolveContainer(this.plan, plan);
    return {
      image: ContainerImage.fromRegistry(
        "registry.example.com/app:1",
        registry && resolved.registry !== undefined
          ? { credentials: this.reference(resolved.registry, {}) }
          : {},
      ),
      secrets: numbered(
        resolved.secrets.map((secret, index) =>
          this.reference(secret, secrets[index]?.selector ?? {}),
        ),
        (index) => `SECRET_${index}`,
      ),
      logging:
        resolved.splunk === undefined
          ? undefined
          : LogDriver.splunk({
              url: "https://splunk.example.com:8088",
              token: this.reference(resolved.splunk, splunk?.selector ?? {}),
            }),
      secretFiles: numbered(
        resolved.files.map((secret, index) => {
          const { versionStage } = files[index]?.selector ?? {};
          return this.reference(secret, { versionStage });
        }),
        (index) => `/run/secrets/file-${index}`,
      ),
      environmentFiles: environmentFiles.map(({ bucket, key }) => {
        return { bucket: at(this.buckets, bucket), key };
      }),
      secretObjects: numbered(
        prefixes.map(({ bucket, key }) =>
          ObjectReference.fromBucketPrefix(at(this.buckets, bucket), key),
        ),
        (index) => `OBJECTS_${index}`,
      ),
    };
  }

  private reference(
    secret: plans.SecretPlan,
    selector: plans.ReferencePlan["selector"],
  ): SecretReference {
    const source = at(this.sources, plans.ownSecrets(this.plan).indexOf(secret));
    return source.store === "ssm"
      ? SecretReference.fromSsmParameter(source.parameter)
      : SecretReference.fromSecretsManager(source.secret, selector);
  }
}

/** The secrets that a container's references end at. */
export interface ContainerSecrets {
  readonly secrets: readonly plans.SecretPlan[];
  readonly splunk: plans.SecretPlan | undefined;
  readonly registry: plans.SecretPlan | undefined;
  readonly files: readonly plans.SecretPlan[];
}

/** Counts the numbers of a container's references round what there is. */
export function resolveContainer(
  plan: plans.ApplicationPlan,
  { secrets, splunk, registry, files }: plans.ContainerPlan,
): ContainerSecrets {
  const own = plans.ownSecrets(plan);
  const inStore = own.filter(({ store }) => store === "secretsmanager");
  const pick = (from: readonly plans.SecretPlan[], reference: plans.ReferencePlan | undefined) =>
    reference && from.length > 0 ? at(from, reference.secret) : undefined;
  const all = (references: readonly plans.ReferencePlan[]) =>
    references.flatMap((reference) => pick(own, reference) ?? []);
  return {
    secrets: all(secrets),
    splunk: pick(own, splunk),
    // Registry credentials are in Secrets Manager only.
    registry: pick(inStore, registry),
    files: all(files),
  };
}

/** The entry of that number, counted round. */
export function at<T>(entries: readonly T[], number: number): T {
  const entry = entries[number % entries.length];
  if (entry === undefined) throw new Error("nothing to choose from");
  return entry;
}
