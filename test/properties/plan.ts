import { createHash } from "node:crypto";
import { ACCOUNT, REGION } from "../support/synth";

/** The Region and the account that are not the stack's. */
export const OTHER_REGION = "eu-west-1";
export const OTHER_ACCOUNT = "210987654321";

/** A role that some secrets and buckets name among their readers, and the one that runs Terraform. */
export const AUDITOR = `arn:aws:iam::${ACCOUNT}:role/auditor`;
export const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/deployer`;

/** A key that encrypts secrets: of the stack, made elsewhere in the account, or another account's. */
export type KeyPlan = "owned" | "imported" | "foreign";

/** Where a secret is: made by the stack, beside it, in another Region, or in another account. */
export type Origin = "owned" | "imported" | "remote" | "foreign";

/** A secret or parameter of the world; a stranger is one that the application knows nothing of. */
export interface SecretPlan {
  readonly store: "ssm" | "secretsmanager";
  readonly name: string;
  readonly origin: Origin;
  readonly stranger: boolean;
  /** Which of the keys at its place encrypts it; undefined is AWS's own key, which owned ones never have. */
  readonly key: number | undefined;
  /** The random end of a Secrets Manager ARN. */
  readonly suffix: string;
  /** Which of the other Region's keys encrypts a copy there. @default - there is no copy */
  readonly replica: number | undefined;
  /** ARNs that it is restricted to, besides those that reference it. @default - it is not restricted */
  readonly restrictTo: readonly string[] | undefined;
  /** The secret that this is the copy of. @default - it is no copy */
  readonly primary?: SecretPlan;
}

/** A bucket with objects. */
export interface BucketPlan {
  readonly name: string;
  readonly origin: "owned" | "imported" | "remote";
  readonly key: number | undefined;
  readonly bucketKeyEnabled: boolean;
  /** ARNs that it is restricted to, besides those that reference its objects. @default - it is not restricted */
  readonly restrictTo: readonly string[] | undefined;
}

/** How a container names a secret; `secret` counts round the application's own. */
export interface ReferencePlan {
  readonly secret: number;
  readonly selector: {
    readonly jsonKey?: string;
    readonly versionStage?: string;
    readonly versionId?: string;
  };
}

/** An object or a prefix of one of the application's buckets. */
export interface ObjectPlan {
  readonly bucket: number;
  readonly key: string;
}

/** A log driver; what it references are the values of its secret options. */
export interface LogPlan {
  readonly driver: "splunk" | "awsfirelens" | "fluentd" | "syslog";
  readonly secrets: readonly ReferencePlan[];
}

/** An image of ECR. */
export interface ImagePlan {
  readonly repositoryName: string;
  readonly place: { readonly region: string; readonly registryAccount: string };
  /** Whether its repository is the cache of another registry. */
  readonly pullThroughCache: boolean;
  readonly named: "by its parts" | "by a URL" | "by its name";
}

/** A volume of a task: a file system, as a whole or through one of its access points. */
export interface FileSystemPlan {
  readonly fileSystemId: string;
  readonly accessPointId: string | undefined;
  readonly rootAccess: boolean;
}

/** Where a container mounts one of its task's volumes, whose number counts round. */
export interface MountPlan {
  readonly volume: number;
  readonly readOnly: boolean;
}

/** A credential specification: in a bucket, or in a parameter. */
export interface CredentialSpecPlan {
  readonly object: ObjectPlan;
  readonly parameter: ReferencePlan | undefined;
  /** Secret of the user that it names. */
  readonly user: ReferencePlan | undefined;
  /** Whether there is none without a user, as on Fargate. */
  readonly needsUser: boolean;
}

/** A container with everything that it references. */
export interface ContainerPlan {
  readonly secrets: readonly ReferencePlan[];
  readonly logging: LogPlan | undefined;
  readonly registry: ReferencePlan | undefined;
  /** An image of ECR, where it has no login. @default - one of a public registry */
  readonly image: ImagePlan | undefined;
  readonly files: readonly ReferencePlan[];
  readonly environmentFiles: readonly ObjectPlan[];
  readonly prefixes: readonly ObjectPlan[];
  readonly credentialSpec: CredentialSpecPlan | undefined;
  readonly mounts: readonly MountPlan[];
}

/** How a service connects to others: ports with and without TLS, and the secrets of its proxy's log. */
export interface ConnectPlan {
  /** The key counts round the world's. */
  readonly ports: readonly { readonly encrypted: boolean; readonly key: number | undefined }[];
  readonly logging: readonly ReferencePlan[];
}

/** A service or a task definition that stands alone. */
export interface TaskPlan {
  readonly service: boolean;
  /** Whether a schedule runs it, too. */
  readonly scheduled: boolean;
  readonly compatibility: "FARGATE" | "EC2";
  /** Number of a shared role. @default - a role of its own */
  readonly executionRole: number | undefined;
  readonly taskRole: number | undefined;
  readonly containers: readonly ContainerPlan[];
  readonly fileSystems: readonly FileSystemPlan[];
  /** The configuration of its FireLens router, which an EC2 task reads from a bucket. @default - a file of the image */
  readonly routerFile: ObjectPlan | undefined;
  /** Of a service only. @default - no Service Connect */
  readonly connect: ConnectPlan | undefined;
}

/** One random application and the world around it. */
export interface ApplicationPlan {
  readonly keys: readonly KeyPlan[];
  readonly secrets: readonly SecretPlan[];
  readonly buckets: readonly BucketPlan[];
  readonly tasks: readonly TaskPlan[];
  /** Whether the shared execution roles also have AmazonECSTaskExecutionRolePolicy. */
  readonly managedPolicy: boolean;
}

/** The key of that number: its ARN never depends on Terraform, so that the expectation does not either. */
export function keyArn(plan: KeyPlan, number: number): string {
  return `arn:aws:kms:${REGION}:${plan === "foreign" ? OTHER_ACCOUNT : ACCOUNT}:key/${keyId(plan, number)}`;
}

/** An id as KMS gives it, of its own for each key. */
function keyId(of: KeyPlan | Origin, number: number): string {
  const digest = createHash("sha256").update(`${of}-${number}`).digest("hex");
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

export function regionOf(origin: Origin): string {
  return origin === "remote" ? OTHER_REGION : REGION;
}

export function accountOf(origin: Origin): string {
  return origin === "foreign" ? OTHER_ACCOUNT : ACCOUNT;
}

/** The ARN that AWS gives to a secret, with its random end. */
export function secretArn({ store, name, origin, suffix }: SecretPlan): string {
  const place = `${regionOf(origin)}:${accountOf(origin)}`;
  return store === "ssm"
    ? `arn:aws:ssm:${place}:parameter/${name.replace(/^\//, "")}`
    : `arn:aws:secretsmanager:${place}:secret:${name}-${suffix}`;
}

/** The ARN of the key that a secret or bucket made elsewhere is encrypted with. */
export function keyArnAt(
  keys: readonly KeyPlan[],
  origin: Origin,
  key: number | undefined,
): string | undefined {
  if (key === undefined) return undefined;
  const at = key % keys.length;
  if (origin === "owned" || origin === "imported") return keyArn(keys[at] ?? "owned", at);
  return `arn:aws:kms:${regionOf(origin)}:${accountOf(origin)}:key/${keyId(origin, at)}`;
}

/** Every secret and parameter there is; a copy comes after what it is the copy of. */
export function allSecrets({ secrets }: ApplicationPlan): readonly SecretPlan[] {
  return secrets.flatMap((secret) =>
    secret.replica === undefined
      ? [secret]
      : [
          secret,
          // AWS gives the copy the same random end, and the same policy.
          { ...secret, origin: "remote", key: secret.replica, replica: undefined, primary: secret },
        ],
  );
}

/** What the application may reference. */
export function ownSecrets(plan: ApplicationPlan): readonly SecretPlan[] {
  return allSecrets(plan).filter(({ stranger }) => !stranger);
}

/** Whether output of its containers goes through a FireLens router, which it then has. */
export function hasRouter({ containers }: TaskPlan): boolean {
  return containers.some(({ logging }) => logging?.driver === "awsfirelens");
}

/** What the router reads from a bucket. */
export function routerFileOf(task: TaskPlan): ObjectPlan | undefined {
  return hasRouter(task) ? task.routerFile : undefined;
}
