import {
  AwsTarget,
  deployToAws,
  ModuleDefaults,
  SecretValue,
  type ArnParts,
  type AwsTargetProps,
  type DeployToAwsProps,
  type GeneratedValueProps,
  type ModuleDefaultsProps,
  type PolicyStatement,
} from "cdktf-ecs-secrets/core";
import { NetworkLookup, type NetworkLookupProps } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import {
  DeletionProtection,
  EbsInfrastructureRole,
  PermissionsBoundary,
  TaskExecutionRole,
  TaskRole,
  type DeletionProtectionProps,
  type Protectable,
  type RoleProps,
} from "cdktf-ecs-secrets/iam";
import { EncryptionKey, type DecryptUse, type EncryptionKeyProps } from "cdktf-ecs-secrets/kms";
import { LogGroup, type LogGroupAttributes, type LogGroupProps } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange, type RedeployOnChangeProps } from "cdktf-ecs-secrets/redeployment";
import {
  SecretsBucket,
  type SecretsBucketAttributes,
  type SecretsBucketProps,
} from "cdktf-ecs-secrets/s3";
import {
  ManagedRotation,
  SecretRotation,
  SecretsManagerSecret,
  type ManagedRotationProps,
  type ReplicaRegion,
  type SecretRotationProps,
  type SecretsManagerSecretAttributes,
  type SecretsManagerSecretProps,
} from "cdktf-ecs-secrets/secretsmanager";
import {
  SecureStringParameter,
  type SecureStringParameterAttributes,
  type SecureStringParameterProps,
} from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { ACCOUNT, REGION } from "./synth";
import type { Declare } from "./token-props";

const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:orders/db-AbCdEf`;
const OF_RDS = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:rds!db-AbCdEf`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const LAMBDA = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:rotate`;

const key = (scope: Construct, id = "key"): EncryptionKey => new EncryptionKey(scope, id);
const stored = (scope: Construct) => ({
  encryptionKey: key(scope),
  value: SecretValue.generated(),
  revision: 1,
});
const written = (scope: Construct, name: string, value: SecretsManagerSecretProps["value"]) =>
  new SecretsManagerSecret(scope, name, {
    ...stored(scope),
    secretName: name,
    value,
  } as SecretsManagerSecretProps);
const secretIn = (scope: Construct, attributes: Partial<SecretsManagerSecretAttributes> = {}) =>
  SecretsManagerSecret.fromSecretAttributes(scope, "secret", { secretArn: SECRET, ...attributes });
/** Where a row is about a secret by which a grant goes: whoever reads it shows what was given. */
const reading = (scope: Construct, ...references: readonly SecretReference[]) => {
  const role = new TaskExecutionRole(scope, "reader");
  for (const reference of references) reference.grantRead(role);
  return role;
};

/** Rows of everything but containers, tasks and services. */
export const ROWS: Readonly<Record<string, Declare>> = {
  parameter: (stack, { props }) =>
    new SecureStringParameter(stack, "it", {
      ...stored(stack),
      parameterName: "/orders/key",
      ...props<SecureStringParameterProps>("SecureStringParameter"),
    }),
  importedParameter: (stack, { props }) => {
    const name = "SecureStringParameterAttributes";
    const byName = SecureStringParameter.fromParameterAttributes(stack, "by-name", {
      parameterName: "/orders/key",
      ...props<SecureStringParameterAttributes>(name, "parameterArn"),
    } as SecureStringParameterAttributes);
    const byArn = SecureStringParameter.fromParameterAttributes(stack, "by-arn", {
      parameterArn: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/orders/key`,
      ...props<SecureStringParameterAttributes>(name, "parameterName"),
    } as SecureStringParameterAttributes);
    reading(
      stack,
      SecretReference.fromSsmParameter(byName),
      SecretReference.fromSsmParameter(byArn),
    );
  },
  secret: (stack, { props }) => {
    const given = props<SecretsManagerSecretProps>(
      "SecretsManagerSecret",
      "rotation.afterDays",
      "rotation.lambdaRoleArn",
      "restrictTo[]",
      "deployers[]",
    );
    new SecretsManagerSecret(stack, "it", {
      ...stored(stack),
      secretName: "orders/db",
      ...given,
      rotation: given.rotation && Object.assign({ lambdaArn: LAMBDA }, given.rotation),
      replicaRegions: [
        {
          region: "eu-west-1",
          encryptionKey: EncryptionKey.fromKeyArn(stack, "copy", KEY.replace(REGION, "eu-west-1")),
          ...props<ReplicaRegion>("ReplicaRegion"),
        },
      ],
    } as SecretsManagerSecretProps);
  },
  rotatedSecret: (stack, { props }) => {
    const without = ["rotation.scheduleExpression", "rotation.window", "revision"];
    const given = props<SecretsManagerSecretProps>("SecretsManagerSecret", ...without);
    const secret = new SecretsManagerSecret(stack, "it", {
      ...stored(stack),
      secretName: "orders/db",
      restrictTo: [ROLE],
      deployers: [ROLE],
      ...given,
      rotation: { lambdaArn: LAMBDA, afterDays: 30, lambdaRoleArn: ROLE, ...given.rotation },
    } as SecretsManagerSecretProps);
    reading(stack, SecretReference.fromSecretsManager(secret));
  },
  importedSecret: (stack, { props }) => {
    const name = "SecretsManagerSecretAttributes";
    const secret = secretIn(stack, props<SecretsManagerSecretAttributes>(name));
    reading(stack, SecretReference.fromSecretsManager(secret));
  },
  copiedSecret: (stack, { text }) => {
    const region = text("SecretsManagerSecret.inRegion()", "region", "eu-west-1");
    const encryptionKey = EncryptionKey.fromKeyArn(stack, "copy", KEY.replace(REGION, "eu-west-1"));
    const secret = new SecretsManagerSecret(stack, "it", {
      ...stored(stack),
      secretName: "orders/db",
      replicaRegions: [{ region: "eu-west-1", encryptionKey }],
    });
    reading(stack, SecretReference.fromSecretsManager(secret.inRegion(region)));
  },
  rotation: (stack, { props }) => {
    const secret = secretIn(stack);
    const by = (id: string, without: string): void => {
      new SecretRotation(stack, id, {
        lambdaArn: LAMBDA,
        ...(without === "afterDays" ? { scheduleExpression: "rate(4 days)" } : { afterDays: 30 }),
        ...props<SecretRotationProps>("SecretRotation", without),
        secret,
      } as SecretRotationProps);
    };
    by("by-days", "scheduleExpression");
    by("by-schedule", "afterDays");
  },
  managedRotation: (stack, { props }) => {
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "of-rds", {
      secretArn: OF_RDS,
    });
    const by = (id: string, without: string): void => {
      new ManagedRotation(stack, id, {
        ...(without === "afterDays" ? { scheduleExpression: "rate(4 days)" } : { afterDays: 30 }),
        ...props<ManagedRotationProps>("ManagedRotation", without),
        secret,
      } as ManagedRotationProps);
    };
    by("by-days", "scheduleExpression");
    by("by-schedule", "afterDays");
  },
  values: (stack, { props, text }) => {
    const password = SecretValue.generated(props<GeneratedValueProps>("GeneratedValueProps"));
    const host = text("SecretValue.json()", "fields{}");
    written(new Construct(stack, "one"), "one", SecretValue.json({ host, password }));
    const user = text("SecretValue.registryCredentials()", "username");
    const credentials = SecretValue.registryCredentials(user, password);
    written(new Construct(stack, "two"), "two", credentials);
    const name = text("SecretValue.fromVariable()", "name");
    written(new Construct(stack, "three"), "three", SecretValue.fromVariable(name));
  },
  key: (stack, { props }) =>
    new EncryptionKey(stack, "it", props<EncryptionKeyProps>("EncryptionKey")),
  keyUse: (stack, { props, text }) => {
    const use = {
      service: "ssm",
      contextKey: "a",
      contextValue: "b",
      ...props<DecryptUse>("DecryptUse"),
    } as DecryptUse;
    const role = new TaskRole(stack, "role");
    const imported = EncryptionKey.fromKeyArn(
      stack,
      "imported",
      text("EncryptionKey.fromKeyArn()", "keyArn", KEY),
    );
    imported.grantDecrypt(role, use);
    const own = key(stack, "it");
    own.grantLogGroup(text("EncryptionKey.grantLogGroup()", "logGroupName"));
    own.grantFargateStorage(text("EncryptionKey.grantFargateStorage()", "clusterName"));
    const principal = text(
      "EncryptionKey.shareDecrypt()",
      "principalArns[]",
      "arn:aws:iam::1:root",
    );
    own.shareDecrypt([principal], use);
  },
  logGroup: (stack, { props }) => {
    new LogGroup(stack, "it", props<LogGroupProps>("LogGroup"));
    new LogGroup(stack, "other", props<LogGroupProps>("LogGroupProps"));
  },
  importedLogGroup: (stack, { props }) => {
    const role = new TaskRole(stack, "role");
    for (const without of ["logGroupName", "logGroupArn"]) {
      const group = LogGroup.fromLogGroupAttributes(stack, without, {
        ...(without === "logGroupName"
          ? { logGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/ecs/a` }
          : { logGroupName: "/ecs/a" }),
        ...props<LogGroupAttributes>("LogGroupAttributes", without),
      } as LogGroupAttributes);
      group.grantWrite(role);
    }
  },
  executionRole: (stack, { props, text }) => {
    const given = props<RoleProps>("TaskExecutionRole");
    const role = new TaskExecutionRole(stack, "it", given);
    const statement: PolicyStatement = {
      actions: ["s3:GetObject"],
      resources: ["*"],
      ...props<PolicyStatement>("PolicyStatement", "principals{}[]"),
    };
    role.addToPolicy(text("TaskExecutionRole.addToPolicy()", "name"), statement);
    key(stack).addToKeyPolicy({
      principals: { AWS: ["*"] },
      actions: ["kms:Decrypt"],
      ...props<PolicyStatement>("PolicyStatement", "conditions{}{}[]"),
    });
  },
  importedExecutionRole: (stack, { text }) => {
    const arn = text("TaskExecutionRole.fromRoleArn()", "roleArn", ROLE);
    const executionRole = TaskExecutionRole.fromRoleArn(stack, "it", arn);
    const taskRole = TaskRole.fromRoleArn(
      stack,
      "task-role",
      text("TaskRole.fromRoleArn()", "roleArn", `${ROLE}-of-task`),
    );
    const task = new TaskDefinition(stack, "task", {
      compatibility: "EC2",
      executionRole,
      taskRole,
    });
    task.addContainer("web", { image: ContainerImage.fromRegistry("web"), memoryLimitMiB: 128 });
  },
  taskRole: (stack, { props, text }) => {
    const role = new TaskRole(stack, "it", props<RoleProps>("TaskRole"));
    const statement = { actions: ["s3:GetObject"], resources: ["*"] };
    role.addToPolicy(text("TaskRole.addToPolicy()", "name"), statement);
  },
  ebsRole: (stack, { props, text }) => {
    const role = new EbsInfrastructureRole(stack, "it", props<RoleProps>("EbsInfrastructureRole"));
    const statement = { actions: ["s3:GetObject"], resources: ["*"] };
    role.addToPolicy(text("EbsInfrastructureRole.addToPolicy()", "name"), statement);
    role.grantVolumeKey(text("EbsInfrastructureRole.grantVolumeKey()", "keyArn"));
  },
  boundary: (stack, { text }) => {
    const arn = "arn:aws:iam::123456789012:policy/boundary";
    PermissionsBoundary.of(stack).apply(text("PermissionsBoundary.apply()", "given", arn));
    new TaskRole(stack, "it");
  },
  deletionProtection: (stack, { props }) => {
    const protect = ["keyArn", "secretArnPattern", "parameterArn", "bucketArn"].map((own, _, all) =>
      props<Protectable>("Protectable", ...all.filter((other) => other !== own)),
    );
    const some = protect.filter((one) => Object.keys(one).length > 0);
    new DeletionProtection(stack, "it", {
      ...props<DeletionProtectionProps>("DeletionProtection"),
      protect: some.length > 0 ? (some as Protectable[]) : [{ keyArn: KEY }],
    });
  },
  bucket: (stack, { props, text }) => {
    const bucket = new SecretsBucket(stack, "it", {
      encryptionKey: key(stack),
      bucketName: "orders-secrets",
      ...props<SecretsBucketProps>("SecretsBucket"),
    });
    const role = new TaskRole(stack, "role");
    bucket.grantRead(role, text("SecretsBucket.grantRead()", "prefix", "web/"));
    const file = text("SecretsBucket.grantReadEnvironmentFile()", "key", "web.env");
    bucket.grantReadEnvironmentFile(role, file);
    bucket.grantReadFile(role, text("SecretsBucket.grantReadFile()", "key", "web.pem"));
  },
  importedBucket: (stack, { props }) =>
    SecretsBucket.fromBucketAttributes(stack, "it", {
      bucketName: "orders-secrets",
      encryptionKeyArn: KEY,
      ...props<SecretsBucketAttributes>("SecretsBucketAttributes"),
    }).grantReadFile(new TaskRole(stack, "role"), "web.pem"),
  network: (stack, { props }) =>
    new NetworkLookup(stack, "it", props<NetworkLookupProps>("NetworkLookup")),
  redeployment: (stack, { props }) => {
    const references = [SecretReference.fromSecretsManager(secretIn(stack))];
    const cluster = EcsCluster.fromClusterName(stack, "cluster", "orders");
    const service = EcsService.fromServiceAttributes(stack, "web", {
      cluster,
      serviceName: "web",
      references,
    });
    new RedeployOnChange(stack, "it", {
      encryptionKey: key(stack),
      services: [service],
      ...props<RedeployOnChangeProps>("RedeployOnChange"),
    });
  },
  defaults: (stack, { props }) => {
    ModuleDefaults.set(stack, props<ModuleDefaultsProps>("ModuleDefaultsProps"));
    new LogGroup(stack, "logs");
    new SecretsManagerSecret(stack, "it", { ...stored(stack), secretName: "orders/db" });
  },
  place: (stack, { props, text }) => {
    const below = new Construct(stack, "below");
    const place = { account: ACCOUNT, region: REGION, ...props<AwsTargetProps>("AwsTargetProps") };
    AwsTarget.define(below, place);
    new LogGroup(below, "logs").grantWrite(new TaskRole(below, "it"));
    const target = AwsTarget.of(stack);
    const parts = { service: "s3", resource: "a", ...props<ArnParts>("ArnParts") };
    const service = text("AwsTarget.viaService()", "service");
    const region = text("AwsTarget.viaService()", "region");
    new TaskRole(stack, "it").addToPolicy("read", {
      actions: ["s3:GetObject"],
      resources: [target.arn(parts)],
      conditions: { StringEquals: { "kms:ViaService": [target.viaService(service, region)] } },
    });
  },
  provider: (stack, { props }) => {
    deployToAws(stack, {
      account: ACCOUNT,
      region: REGION,
      ...props<DeployToAwsProps>("deployToAws"),
    });
    new LogGroup(stack, "logs").grantWrite(new TaskRole(stack, "it"));
  },
};
