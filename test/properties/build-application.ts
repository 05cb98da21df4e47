import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  CredentialSpec,
  EcsCluster,
  EcsService,
  ObjectReference,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
  Volume,
  type ContainerProps,
  type ServiceConnect,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole, type IRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey, type IEncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket, type ISecretsBucket } from "cdktf-ecs-secrets/s3";
import {
  SecretsManagerSecret,
  type ISecretsManagerSecret,
  type ReplicaRegion,
} from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter, type ISecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack } from "../support/synth";
import { logDriver } from "./log-driver";
import { imageOf } from "./pulled-images";
import * as plans from "./plan";
import { scheduleId } from "./scheduled-runs";
import { connectionsOf, portMappingsOf } from "./service-connect";

/** A made or imported secret, as references take it. */
type Source =
  | { readonly store: "ssm"; readonly parameter: ISecureStringParameter }
  | { readonly store: "secretsmanager"; readonly secret: ISecretsManagerSecret };

const VALUE = { username: "app", password: SecretValue.generated(), domainName: "app.test" };

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
  /** By the ARNs that AWS gives to them. */
  private readonly sources = new Map<string, Source>();
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
    plans.ownSecrets(plan).forEach((secret, at) => {
      this.sources.set(plans.secretArn(secret), this.source(secret, `secret-${at}`));
    });
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
        volumes: Object.fromEntries(
          task.fileSystems.map((volume, index) => [`files-${index}`, Volume.efs(volume)]),
        ),
      };
      const place = { cluster, subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
      const definition = task.service
        ? new EcsService(stack, `task-${at}`, {
            ...props,
            ...place,
            serviceConnect: task.connect && this.connections(task.connect),
          })
        : new TaskDefinition(stack, `task-${at}`, props);
      task.containers.forEach((container, index) => {
        const portMappings = index === 0 ? portMappingsOf(task) : [];
        const made = this.container(container, task);
        definition.addContainer(`container-${index}`, { ...made, portMappings });
      });
      if (task.scheduled) {
        const taskDefinition =
          definition instanceof EcsService ? definition.taskDefinition : definition;
        const schedule = "rate(1 hour)";
        new ScheduledTask(stack, scheduleId(at), { taskDefinition, ...place, schedule });
      }
      if (plans.hasRouter(task)) definition.addContainer("router", this.router(task));
    });
  }

  private connections(connect: plans.ConnectPlan): ServiceConnect {
    const secrets = resolveReferences(this.plan, connect.logging).map((secret, index) =>
      this.reference(secret, connect.logging[index]?.selector ?? {}),
    );
    return connectionsOf(connect, (number) => this.key(number), logDriver("splunk", secrets));
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
    if (secret.primary) return this.copy(secret.primary);
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
              replicaRegions: this.replicaRegions(secret, id),
              restrictTo: secret.restrictTo,
              deployers: secret.restrictTo && [plans.DEPLOYER],
              ...content,
            })
          : SecretsManagerSecret.fromSecretAttributes(this.stack, id, {
              secretArn: plans.secretArn(secret),
              encryptionKeyArn,
            }),
    };
  }

  private replicaRegions({ replica }: plans.SecretPlan, id: string): ReplicaRegion[] {
    const keyArn = plans.keyArnAt(this.plan.keys, "remote", replica);
    if (keyArn === undefined) return [];
    const encryptionKey = EncryptionKey.fromKeyArn(this.stack, `${id}-replica-key`, keyArn);
    return [{ region: plans.OTHER_REGION, encryptionKey }];
  }

  private copy(primary: plans.SecretPlan): Source {
    const made = this.sources.get(plans.secretArn(primary));
    if (made?.store !== "secretsmanager" || !(made.secret instanceof SecretsManagerSecret)) {
      throw new Error(`${primary.name} has no copies`);
    }
    return { store: "secretsmanager", secret: made.secret.inRegion(plans.OTHER_REGION) };
  }

  private bucket(bucket: plans.BucketPlan, id: string): ISecretsBucket {
    const { name: bucketName, origin, key, bucketKeyEnabled, restrictTo } = bucket;
    if (origin === "owned") {
      const encryptionKey = this.key(key ?? 0);
      return new SecretsBucket(this.stack, id, { bucketName, encryptionKey, restrictTo });
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

  private container(plan: plans.ContainerPlan, task: plans.TaskPlan): ContainerProps {
    const { secrets, registry, image, files, environmentFiles, prefixes } = plan;
    const numbered = <T>(entries: readonly T[], name: (index: number) => string) =>
      Object.fromEntries(entries.map((entry, index) => [name(index), entry]));
    const resolved = resolveContainer(this.plan, plan);
    return {
      image:
        image && !registry
          ? imageOf(image)
          : ContainerImage.fromRegistry(
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
        plan.logging &&
        logDriver(
          plan.logging.driver,
          resolved.logging.map((secret, index) =>
            this.reference(secret, plan.logging?.secrets[index]?.selector ?? {}),
          ),
        ),
      user: "1000",
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
      credentialSpec: resolved.credentialSpec && this.credentialSpec(resolved.credentialSpec),
      mounts: numbered(
        plan.mounts.flatMap(({ volume, readOnly }) =>
          task.fileSystems.length === 0
            ? []
            : { volume: `files-${volume % task.fileSystems.length}`, readOnly },
        ),
        (index) => `/files/${index}`,
      ),
    };
  }

  private credentialSpec({ file, user }: ResolvedSpec): CredentialSpec {
    const domainUser = user && this.reference(user, {});
    if ("bucket" in file) {
      return CredentialSpec.fromBucket(at(this.buckets, file.bucket), file.key, { domainUser });
    }
    const source = this.sources.get(plans.secretArn(file));
    if (source?.store !== "ssm") throw new Error(`${file.name} is no parameter`);
    return CredentialSpec.fromSsmParameter(source.parameter, { domainUser });
  }

  private router(task: plans.TaskPlan): ContainerProps {
    const file = plans.routerFileOf(task);
    const configFile = file
      ? { bucket: at(this.buckets, file.bucket), key: file.key }
      : { path: "/fluent-bit/etc/extra.conf" };
    return {
      image: ContainerImage.fromRegistry("registry.example.com/router:1"),
      firelensRouter: { type: "fluentbit", options: { configFile } },
    };
  }

  private reference(
    secret: plans.SecretPlan,
    selector: plans.ReferencePlan["selector"],
  ): SecretReference {
    const source = this.sources.get(plans.secretArn(secret));
    if (!source) throw new Error(`${secret.name} was not made`);
    return source.store === "ssm"
      ? SecretReference.fromSsmParameter(source.parameter)
      : SecretReference.fromSecretsManager(source.secret, selector);
  }
}

/** A credential specification, in an object or a parameter, with the user that it names. */
export interface ResolvedSpec {
  readonly file: plans.ObjectPlan | plans.SecretPlan;
  readonly user: plans.SecretPlan | undefined;
}

/** The secrets that a container's references end at. */
export interface ContainerSecrets {
  readonly secrets: readonly plans.SecretPlan[];
  readonly logging: readonly plans.SecretPlan[];
  readonly registry: plans.SecretPlan | undefined;
  readonly files: readonly plans.SecretPlan[];
  readonly credentialSpec: ResolvedSpec | undefined;
}

/** The secrets that references of any kind end at. */
export function resolveReferences(
  plan: plans.ApplicationPlan,
  references: readonly plans.ReferencePlan[],
): readonly plans.SecretPlan[] {
  const own = plans.ownSecrets(plan);
  return own.length === 0 ? [] : references.map(({ secret }) => at(own, secret));
}

/** Counts the numbers of a container's references round what there is. */
export function resolveContainer(
  plan: plans.ApplicationPlan,
  { secrets, logging, registry, files, credentialSpec }: plans.ContainerPlan,
): ContainerSecrets {
  const own = plans.ownSecrets(plan);
  const inStore = own.filter(({ store }) => store === "secretsmanager");
  const pick = (from: readonly plans.SecretPlan[], reference: plans.ReferencePlan | undefined) =>
    reference && from.length > 0 ? at(from, reference.secret) : undefined;
  const all = (references: readonly plans.ReferencePlan[]) =>
    references.flatMap((reference) => pick(own, reference) ?? []);
  return {
    secrets: all(secrets),
    logging: all(logging?.secrets ?? []),
    // Registry credentials are in Secrets Manager only.
    registry: pick(inStore, registry),
    files: all(files),
    credentialSpec: credentialSpec && resolveSpec(own, credentialSpec),
  };
}

/** The agent asks for both in the task's own Region, and for a parameter by its name. */
function resolveSpec(
  own: readonly plans.SecretPlan[],
  { object, parameter, user, needsUser }: plans.CredentialSpecPlan,
): ResolvedSpec | undefined {
  const near = own.filter(({ origin, primary }) => origin !== "remote" && !primary);
  const users = near.filter(({ store }) => store === "secretsmanager");
  const parameters = near.filter(({ store }) => store === "ssm");
  const picked = user && users.length > 0 ? at(users, user.secret) : undefined;
  if (needsUser && !picked) return undefined;
  const file = parameter && parameters.length > 0 ? at(parameters, parameter.secret) : object;
  return { file, user: picked };
}

/** The entry of that number, counted round. */
export function at<T>(entries: readonly T[], number: number): T {
  const entry = entries[number % entries.length];
  if (entry === undefined) throw new Error("nothing to choose from");
  return entry;
}
