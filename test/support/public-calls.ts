import { AwsTarget, deployToAws, ModuleDefaults, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  DeletionProtection,
  EbsInfrastructureRole,
  PermissionsBoundary,
  TaskExecutionRole,
  TaskRole,
} from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import {
  ManagedRotation,
  SecretRotation,
  SecretsManagerSecret,
} from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { ACCOUNT, bareStack, REGION } from "./synth";
import { bucketIn, secretIn } from "./token-row-parts";
import {
  KEY,
  LAMBDA,
  type Make,
  OF_RDS,
  ROLE,
  STATEMENT,
  USE,
  asValue,
  build,
  importedService,
  key,
  of,
  parameterIn,
  role,
  stored,
  used,
} from "./public-call-parts";
import { ECS_SAMPLES } from "./public-calls-ecs";

/** Every constructor and function that takes anything, by its name. */
export const SAMPLES: Readonly<Record<string, Make>> = {
  ...ECS_SAMPLES,
  "AwsTarget.define": of(
    (stack) => [stack, { account: ACCOUNT, region: REGION }],
    (...args) => AwsTarget.define(...(args as unknown as Parameters<typeof AwsTarget.define>)),
  ),
  "AwsTarget.declaredOf": of(
    (stack) => [stack],
    (scope) => AwsTarget.declaredOf(scope),
  ),
  "AwsTarget.of": of(
    (stack) => [stack],
    (scope) => AwsTarget.of(scope),
  ),
  "AwsTarget.arn": used(
    () => [{ service: "s3", resource: "a" }],
    (stack) => (parts) => AwsTarget.of(stack).arn(parts),
  ),
  "AwsTarget.viaService": used(
    () => ["s3", REGION],
    (stack) => (name, region) => AwsTarget.of(stack).viaService(name, region),
  ),
  deployToAws: of(
    () => [bareStack(), { account: ACCOUNT, region: REGION }],
    (stack, input) => deployToAws(stack, input),
  ),
  "ModuleDefaults.set": of(
    (stack) => [stack, {}],
    (scope, defaults) => ModuleDefaults.set(scope, defaults),
  ),
  "ModuleDefaults.of": of(
    (stack) => [stack],
    (scope) => ModuleDefaults.of(scope),
  ),
  "SecretValue.fromVariable": used(
    () => ["password"],
    (stack) => (name) => asValue(stack, SecretValue.fromVariable(name)),
  ),
  "SecretValue.generated": used(
    () => [{}],
    (stack) => (props) => asValue(stack, SecretValue.generated(props)),
  ),
  "SecretValue.json": used(
    () => [{ a: "b", c: SecretValue.generated() }],
    (stack) => (fields) => asValue(stack, SecretValue.json(fields)),
  ),
  "SecretValue.registryCredentials": used(
    () => ["user", SecretValue.generated()],
    (stack) => (username, password) =>
      asValue(stack, SecretValue.registryCredentials(username, password)),
  ),
  NetworkLookup: build(NetworkLookup, () => ({})),
  DeletionProtection: build(DeletionProtection, () => ({ protect: [{ keyArn: KEY }] })),
  "PermissionsBoundary.of": of(
    (stack) => [stack],
    (scope) => PermissionsBoundary.of(scope),
  ),
  "PermissionsBoundary.apply": used(
    () => [`arn:aws:iam::${ACCOUNT}:policy/boundary`],
    (stack) => (arn) => PermissionsBoundary.of(stack).apply(arn),
  ),
  EbsInfrastructureRole: build(EbsInfrastructureRole, () => ({})),
  "EbsInfrastructureRole.grantVolumeKey": used(
    () => [KEY],
    (stack) => (arn) => new EbsInfrastructureRole(stack, "it").grantVolumeKey(arn),
  ),
  "EbsInfrastructureRole.addToPolicy": used(
    (stack) => ["read", STATEMENT, stack],
    (stack) => (name, statement, from) =>
      new EbsInfrastructureRole(stack, "it").addToPolicy(name, statement, from),
  ),
  TaskExecutionRole: build(TaskExecutionRole, () => ({})),
  "TaskExecutionRole.fromRoleArn": of(
    (stack) => [stack, "it", ROLE],
    (...args) => TaskExecutionRole.fromRoleArn(...(args as unknown as [never, never, never])),
  ),
  "TaskExecutionRole.addToPolicy": used(
    (stack) => ["read", STATEMENT, stack],
    (stack) => (name, statement, from) =>
      new TaskExecutionRole(stack, "it").addToPolicy(name, statement, from),
  ),
  TaskRole: build(TaskRole, () => ({})),
  "TaskRole.fromRoleArn": of(
    (stack) => [stack, "it", ROLE],
    (...args) => TaskRole.fromRoleArn(...(args as unknown as [never, never, never])),
  ),
  "TaskRole.addToPolicy": used(
    (stack) => ["read", STATEMENT, stack],
    (stack) => (name, statement, from) => role(stack).addToPolicy(name, statement, from),
  ),
  EncryptionKey: build(EncryptionKey, () => ({})),
  "EncryptionKey.fromKeyArn": of(
    (stack) => [stack, "it", KEY],
    (...args) => EncryptionKey.fromKeyArn(...(args as unknown as [never, never, never])),
  ),
  "EncryptionKey.grantDecrypt": used(
    (stack) => [role(stack), USE, stack],
    (stack) => (grantee, use, from) => key(stack).grantDecrypt(grantee, use, from),
  ),
  "EncryptionKey.shareDecrypt": used(
    () => [[ROLE], USE],
    (stack) => (arns, use) => key(stack).shareDecrypt(arns, use),
  ),
  "EncryptionKey.addToKeyPolicy": used(
    () => [{ ...STATEMENT, principals: { AWS: ["*"] } }],
    (stack) => (statement) => key(stack).addToKeyPolicy(statement),
  ),
  "EncryptionKey.grantLogGroup": used(
    () => ["/ecs/a"],
    (stack) => (name) => key(stack).grantLogGroup(name),
  ),
  "EncryptionKey.grantFargateStorage": used(
    () => ["orders"],
    (stack) => (name) => key(stack).grantFargateStorage(name),
  ),
  LogGroup: build(LogGroup, () => ({})),
  "LogGroup.fromLogGroupAttributes": of(
    (stack) => [stack, "it", { logGroupName: "/ecs/a" }],
    (...args) => LogGroup.fromLogGroupAttributes(...(args as unknown as [never, never, never])),
  ),
  "LogGroup.grantWrite": used(
    (stack) => [role(stack)],
    (stack) => (grantee) => new LogGroup(stack, "logs").grantWrite(grantee),
  ),
  RedeployOnChange: build(RedeployOnChange, (stack) => ({
    encryptionKey: key(stack),
    services: [importedService(stack)],
  })),
  "RedeployOnChange.addService": used(
    (stack) => [importedService(stack)],
    (stack) => (added) =>
      new RedeployOnChange(stack, "it", { encryptionKey: key(stack), services: [] }).addService(
        added,
      ),
  ),
  SecretsBucket: build(SecretsBucket, (stack) => ({
    bucketName: "orders",
    encryptionKey: key(stack),
  })),
  "SecretsBucket.fromBucketAttributes": of(
    (stack) => [stack, "it", { bucketName: "orders" }],
    (...args) => SecretsBucket.fromBucketAttributes(...(args as unknown as [never, never, never])),
  ),
  "SecretsBucket.grantRead": used(
    (stack) => [role(stack), "web/"],
    (stack) => (grantee, prefix) => bucketIn(stack).grantRead(grantee, prefix),
  ),
  "SecretsBucket.grantReadEnvironmentFile": used(
    (stack) => [role(stack), "web.env"],
    (stack) => (grantee, name) => bucketIn(stack).grantReadEnvironmentFile(grantee, name),
  ),
  "SecretsBucket.grantReadFile": used(
    (stack) => [role(stack), "web.pem"],
    (stack) => (grantee, name) => bucketIn(stack).grantReadFile(grantee, name),
  ),
  ManagedRotation: build(ManagedRotation, (stack) => ({
    afterDays: 30,
    secret: SecretsManagerSecret.fromSecretAttributes(stack, "of-rds", { secretArn: OF_RDS }),
  })),
  SecretRotation: build(SecretRotation, (stack) => ({
    afterDays: 30,
    lambdaArn: LAMBDA,
    secret: secretIn(stack),
  })),
  SecretsManagerSecret: build(SecretsManagerSecret, (stack) => ({
    ...stored(stack),
    secretName: "orders/db",
  })),
  "SecretsManagerSecret.fromSecretAttributes": of(
    (stack) => [stack, "it", { secretArn: OF_RDS }],
    (...args) =>
      SecretsManagerSecret.fromSecretAttributes(...(args as unknown as [never, never, never])),
  ),
  "SecretsManagerSecret.grantRead": used(
    (stack) => [role(stack)],
    (stack) => (grantee) => secretIn(stack).grantRead(grantee),
  ),
  "SecretsManagerSecret.inRegion": used(
    () => ["eu-west-1"],
    (stack) => {
      const encryptionKey = EncryptionKey.fromKeyArn(
        stack,
        "copy",
        KEY.replace(REGION, "eu-west-1"),
      );
      const secret = new SecretsManagerSecret(stack, "it", {
        ...stored(stack),
        secretName: "orders/db",
        replicaRegions: [{ region: "eu-west-1", encryptionKey }],
      });
      return (region) => secret.inRegion(region);
    },
  ),
  SecureStringParameter: build(SecureStringParameter, (stack) => ({
    ...stored(stack),
    parameterName: "/orders/key",
  })),
  "SecureStringParameter.fromParameterAttributes": of(
    (stack) => [stack, "it", { parameterName: "/orders/key" }],
    (...args) =>
      SecureStringParameter.fromParameterAttributes(...(args as unknown as [never, never, never])),
  ),
  "SecureStringParameter.grantRead": used(
    (stack) => [role(stack)],
    (stack) => (grantee) => parameterIn(stack).grantRead(grantee),
  ),
};
