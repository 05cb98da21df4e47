import { keyOf, LEAVES, type Leaf, type Row } from "./token-props";
import { ROWS } from "./token-rows";
import { CONTAINER_ROWS } from "./token-rows-containers";
import { ECS_ROWS, NATIVE } from "./token-rows-ecs";

/** Every row, by a name that is also fit for an expression of Terraform. */
export const EVERY_ROW: readonly (readonly [name: string, row: Row])[] = Object.entries({
  ...ROWS,
  ...ECS_ROWS,
  ...CONTAINER_ROWS,
}).map(([name, declare]) => [name, { declare, deploys: name === "provider" }]);

/** What decides what is made: a token is refused by the prop's name. Everything else arrives. */
export const REFUSED: ReadonlySet<string> = new Set([
  "DeletionProtection boundary",
  "EbsInfrastructureRole.addToPolicy() name",
  "EcrImageProps pullThroughCache",
  "EcrRepositoryAttributes pullThroughCache",
  "EcsService compatibility",
  "EcsService deploymentController",
  "EcsService networkMode",
  "EcsService rolloutOwner",
  "EcsService schedulingStrategy",
  "EcsService.addContainer() name",
  "EfsVolumeProps rootAccess",
  "EncryptionKey deletionProtection",
  "LogGroupAttributes isEncrypted",
  "ModuleDefaultsProps deletionProtection",
  "PolicyStatement effect",
  "RedeployOnChange settleSeconds",
  "RegistryImageProps pullThroughCache",
  "SecretRotation addPermission",
  "SecretValue.fromVariable() name",
  "SecretsBucket deletionProtection",
  "SecretsBucketAttributes bucketKeyEnabled",
  "SecretsManagerSecret deletionProtection",
  "SecretsManagerSecret.inRegion() region",
  "SecretsManagerSecret revision",
  "SecretsManagerSecret rotation.addPermission",
  "SecureStringParameter deletionProtection",
  "SecureStringParameter revision",
  "TaskDefinition compatibility",
  "TaskDefinition networkMode",
  "TaskDefinition.addContainer() name",
  "TaskDefinition.addVolume() volume.kind",
  "TaskDefinition.addVolume() volume.rootAccess",
  "TaskExecutionRole attachManagedPolicy",
  "TaskExecutionRole restrictToOwnTasks",
  "TaskExecutionRole.addToPolicy() name",
  "TaskRole.addToPolicy() name",
  "Volume kind",
  "Volume rootAccess",
  ...(NATIVE ? ["DeploymentStrategy type"] : []),
]);

/** Props that the app's package of the AWS provider does not know. */
const LATER = /^(DeploymentHook|DeploymentStrategy|TestTrafficHeader|TrafficShift) /;

/** What a user of this package of the AWS provider can give. */
export const OFFERED: readonly Leaf[] = LEAVES.filter((leaf) => NATIVE || !LATER.test(keyOf(leaf)));

export const arrives = (leaf: Leaf): boolean => !REFUSED.has(keyOf(leaf));
