import { TerraformOutput, TerraformStack } from "cdktf";
import {
  collectProblems,
  deployToAws,
  ModuleDefaults,
  SecretValue,
  terraformJson,
  ValidationError,
  type WrittenValue,
} from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  ContainerSecrets,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  SecretReference,
  type SecretVariables,
} from "cdktf-ecs-secrets/ecs";
import { PermissionsBoundary, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import type { Construct } from "constructs";
import { addBackend } from "./backend";
import type { Environment, SecretsBucketSettings, ServiceSettings } from "./environment";
import { serviceNetwork } from "./network";
import { unknownRevision } from "./rules";

/** What the application reads with its own role. */
interface FileAccess {
  readonly taskRole: TaskRole;
  readonly secretObjects: Readonly<Record<string, ObjectReference>>;
}

/** What the service reads, and with which roles. */
interface SecretAccess extends Partial<FileAccess> {
  readonly executionRole: TaskExecutionRole;
  readonly secrets: SecretVariables;
}

/** The application `orders` in one environment. */
export class EnvironmentStack extends TerraformStack {
  private readonly key: EncryptionKey;
  private readonly secretIds = new Set<string>();

  public constructor(
    scope: Construct,
    private readonly environment: Environment,
  ) {
    super(scope, environment.name);
    const { name, accountId: account, region, assumeRoleArn, tags } = environment;
    const { service, secretsBucket, permissionsBoundaryArn: boundary } = environment;
    const problems = collectProblems(this);
    deployToAws(this, { account, region, assumeRoleArn, defaultTags: tags });
    addBackend(this, environment.backend);
    const { deletionProtection, keyDeletionWindowDays } = environment;
    const { secretRecoveryWindowDays, logRetentionDays } = environment;
    ModuleDefaults.set(this, {
      deletionProtection,
      keyDeletionWindowDays,
      secretRecoveryWindowDays,
      logRetentionDays,
    });
    if (boundary !== undefined) PermissionsBoundary.of(this).apply(boundary);
    this.key = new EncryptionKey(this, "key", { alias: `orders-${name}` });

    const dbPassword = this.parameter("db-password", SecretValue.generated());
    const apiKey = this.parameter("api-key", SecretValue.fromVariable("orders_api_key"));
    const db = this.secret(
      "db",
      SecretValue.json({ username: "orders", password: SecretValue.generated() }),
    );

    const secrets: SecretVariables = {
      API_KEY: SecretReference.fromSsmParameter(apiKey),
      DATABASE_PASSWORD: SecretReference.fromSsmParameter(dbPassword),
      DB_CREDENTIALS: SecretReference.fromSecretsManager(db),
      DB_PASSWORD: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
    };

    const executionRole = new TaskExecutionRole(this, "execution-role", {
      roleName: `orders-${name}-execution`,
    });
    const files = secretsBucket && this.addSecretsBucket(secretsBucket);
    if (service) this.addService(service, { executionRole, secrets, ...files });
    this.addOutputs(executionRole, secrets);
    for (const id of Object.keys(environment.revisions)) {
      unknownRevision.enforce(this, `revisions.${id}`, { id, known: [...this.secretIds].sort() });
    }
    if (problems.length > 0) throw new ValidationError(problems);
  }

  /** A parameter of this environment, `/orders/<environment>/<id>`. */
  private parameter(id: string, value: WrittenValue): SecureStringParameter {
    const parameterName = `/orders/${this.environment.name}/${id}`;
    const revision = this.revision(id);
    return new SecureStringParameter(this, id, {
      parameterName,
      value,
      revision,
      encryptionKey: this.key,
    });
  }

  /** A secret of this environment, `orders/<environment>/<id>`. */
  private secret(id: string, value: WrittenValue): SecretsManagerSecret {
    const secretName = `orders/${this.environment.name}/${id}`;
    const revision = this.revision(id);
    return new SecretsManagerSecret(this, id, {
      secretName,
      value,
      revision,
      encryptionKey: this.key,
    });
  }

  private revision(id: string): number {
    this.secretIds.add(id);
    return this.environment.revisions[id] ?? 1;
  }

  /** A bucket, of which the application reads what is below `web/`, with a role of its own. */
  private addSecretsBucket(settings: SecretsBucketSettings): FileAccess {
    const { name: bucketName, ...options } = settings;
    const encryptionKey = this.key;
    const bucket = new SecretsBucket(this, "files", { ...options, bucketName, encryptionKey });
    const taskRole = new TaskRole(this, "task-role", {
      roleName: `orders-${this.environment.name}-task`,
    });
    const reference = ObjectReference.fromBucketPrefix(bucket, "web/");
    reference.grantRead(taskRole);
    new TerraformOutput(this, "task_role_arn", { value: taskRole.roleArn });
    return { taskRole, secretObjects: { FILES_LOCATION: reference } };
  }

  private addService(
    settings: ServiceSettings,
    { executionRole, taskRole, secrets, secretObjects }: SecretAccess,
  ): void {
    const name = `orders-${this.environment.name}`;
    const { image, network, existingClusterName, ...sizes } = settings;
    const cluster =
      existingClusterName === undefined
        ? new EcsCluster(this, "cluster", { clusterName: name })
        : EcsCluster.fromClusterName(this, "cluster", existingClusterName);
    const web = new EcsService(this, "web", {
      ...sizes,
      ...serviceNetwork(this, network),
      cluster,
      executionRole,
      taskRole,
      serviceName: `${name}-web`,
    });
    web.addContainer("web", {
      image: ContainerImage.fromRegistry(image),
      // A stand-in for the application: a web server that needs no writable file system.
      command: ["httpd", "-f", "-p", "8080", "-h", "/home"],
      portMappings: [{ containerPort: 8080 }],
      environment: { ENVIRONMENT: this.environment.name },
      secrets,
      secretObjects,
      logging: LogDriver.awsLogs({
        newLogGroup: { logGroupName: `/ecs/${name}/web`, encryptionKey: this.key },
      }),
    });
  }

  /** What a team needs that registers its task definition elsewhere; ARNs only. */
  private addOutputs(executionRole: TaskExecutionRole, secrets: SecretVariables): void {
    const fragment = new ContainerSecrets(this, secrets, executionRole);
    new TerraformOutput(this, "execution_role_arn", { value: executionRole.roleArn });
    new TerraformOutput(this, "secrets_fragment", { value: terraformJson(fragment.toJson()) });
  }
}
