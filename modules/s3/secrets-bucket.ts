import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable, IResolvable } from "cdktf";
import type { Construct } from "constructs";
import { ModuleDefaults, type IGrantee, type PolicyStatement } from "../core";
import {
  claimName,
  addressable,
  checkPropsOf,
  awaitValues,
  goesLast,
  keepName,
  lazyTerraformJson,
  object,
  OrderOfCreation,
  part,
  PolicyDocument,
  readProps,
  terraformText,
  text,
  textMap,
  type PropTable,
  number,
  flag,
  knownFlag,
  needed,
} from "../core/internal";
import type { Reader } from "../iam";
import { denyAllBut, Readers, readersProp } from "../iam/internal";
import type { IEncryptionKey } from "../kms";
import { checkKeyRegion, keyProp } from "../kms/internal";
import {
  ImportedSecretsBucket,
  ReadableBucket,
  type ISecretsBucket,
  type ObjectEncryption,
  type SecretsBucketAttributes,
} from "./readable-bucket";
import {
  accessLogsTarget,
  bucketName as bucketNameRule,
  bucketNamespace,
  noncurrentDays,
} from "./rules";

/** Settings of a {@link SecretsBucket}. */
export interface SecretsBucketProps {
  /** Unique in all of AWS. */
  readonly bucketName: string;
  /** Customer managed key that encrypts every object. */
  readonly encryptionKey: IEncryptionKey;
  /** Bucket that receives the server access logs, and their prefix. @default - accesses are not logged */
  readonly accessLogs?: {
    /** The bucket that receives them. */
    readonly bucketName: string;
    /** What the keys of the logs begin with. */
    readonly prefix: string;
  };
  /**
   * Whether S3 sends an event to EventBridge for every change of an object. It becomes the bucket's one notification configuration.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
   */
  readonly eventBridgeEnabled?: boolean | IResolvable;
  /**
   * Only these roles can read an object, whatever other policies allow: not even an administrator can, though anyone who
   * may change the bucket's policy can take it back. Roles that are granted to read in this stack are among them by
   * themselves; a role that replicates the bucket is named. Writing stays as IAM allows it.
   *
   * @default - all that IAM allows to
   */
  readonly restrictTo?: readonly Reader[];
  /** Days that a superseded version of an object is kept. @default 90 */
  readonly noncurrentVersionDays?: number;
  /** Whether Terraform refuses to destroy the bucket while it is in the code. @default - the environment's, or false */
  readonly deletionProtection?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const Bucket = addressable(S3Bucket);
const Versioning = addressable(S3BucketVersioningA);
const Encryption = addressable(S3BucketServerSideEncryptionConfigurationA);
const AccessBlock = addressable(S3BucketPublicAccessBlock);
const BucketPolicy = addressable(S3BucketPolicy);
const Ownership = addressable(S3BucketOwnershipControls);
const Lifecycle = addressable(S3BucketLifecycleConfiguration);
const Logging = addressable(S3BucketLoggingA);
const Notification = addressable(S3BucketNotification);

type AccessLogs = NonNullable<SecretsBucketProps["accessLogs"]>;

const PROPS = {
  // Part of the ARN in policies, too.
  bucketName: needed(part),
  encryptionKey: needed(keyProp),
  accessLogs: object<AccessLogs>({ bucketName: needed(text), prefix: needed(text) }),
  eventBridgeEnabled: flag,
  restrictTo: readersProp,
  noncurrentVersionDays: number,
  deletionProtection: knownFlag,
  tags: textMap,
} satisfies PropTable<SecretsBucketProps>;

/**
 * A bucket for secrets as objects: encrypted with a customer key, versioned, closed to the public, TLS only.
 *
 * Terraform never uploads an object: its content would be in the state. `aws s3 cp` does.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
export class SecretsBucket extends ReadableBucket {
  /** A bucket that exists already. */
  public static fromBucketAttributes(
    scope: Construct,
    id: string,
    attributes: SecretsBucketAttributes,
  ): ISecretsBucket {
    return new ImportedSecretsBucket(scope, id, attributes);
  }

  public readonly dependables: readonly ITerraformDependable[];
  protected readonly encryption: ObjectEncryption;
  private readonly readers: Readers | undefined;

  public constructor(scope: Construct, id: string, input: SecretsBucketProps) {
    checkPropsOf(scope, id, input);
    super(scope, id, input.bucketName);
    bucketNamespace.enforce(this, "bucketName", this.bucketName);
    const props = readProps(this, PROPS, input);
    const { encryptionKey, accessLogs, noncurrentVersionDays = 90 } = props;
    if (accessLogs) {
      const bucketsApart = { bucket: this.bucketName, target: accessLogs.bucketName };
      bucketNameRule.enforce(this, "accessLogs.bucketName", accessLogs.bucketName);
      accessLogsTarget.enforce(this, "accessLogs.bucketName", bucketsApart);
    }
    noncurrentDays.enforce(this, "noncurrentVersionDays", noncurrentVersionDays);
    checkKeyRegion(this, "encryptionKey", encryptionKey);
    this.encryption = { key: encryptionKey, bucketKeyEnabled: true };
    this.readers = props.restrictTo && new Readers(this, "restrictTo", props.restrictTo);

    const preventDestroy =
      props.deletionProtection ?? ModuleDefaults.of(this).deletionProtection ?? false;
    const place = { region: "", account: "", resource: this.bucketName };
    claimName(this, "bucketName", { service: "s3", ...place });
    const lifecycle = { preventDestroy };
    const tags = props.tags;
    // A new name: what reads under the old one has been deployed again when that goes, with all its parts.
    const resource = goesLast(
      new Bucket(this, "bucket", {
        bucket: terraformText(this.bucketName),
        tags,
        lifecycle,
      }),
      this.bucketName,
    );
    awaitValues(resource);
    keepName(resource, "bucket");
    this.node.defaultChild = resource;
    const bucket = resource.id;
    const versioning = goesLast(
      new Versioning(this, "versioning", {
        bucket,
        versioningConfiguration: { status: "Enabled" },
      }),
      this.bucketName,
    );
    const encryption = this.addEncryption(bucket);
    const closed = this.addAccessControl(bucket);
    this.addLifecycle(bucket, noncurrentVersionDays, versioning);
    if (accessLogs) {
      goesLast(
        new Logging(this, "access-logs", {
          bucket,
          targetBucket: accessLogs.bucketName,
          targetPrefix: accessLogs.prefix,
        }),
        this.bucketName,
      );
    }
    if (props.eventBridgeEnabled) {
      const eventbridge = props.eventBridgeEnabled;
      goesLast(new Notification(this, "notification", { bucket, eventbridge }), this.bucketName);
    }
    this.dependables = [versioning, encryption, ...closed];
    const { bucketName, bucketArn } = this;
    OrderOfCreation.of(this).nameable({
      by: [resource, bucketArn, { service: "aws_s3_", name: bucketName }],
      needed: () => this.dependables,
    });
  }

  protected admit(grantee: IGrantee): void {
    this.readers?.add(grantee);
  }

  private addEncryption(bucket: string): ITerraformDependable {
    const { key, bucketKeyEnabled } = this.encryption;
    return goesLast(
      new Encryption(this, "encryption", {
        bucket,
        rule: [
          {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: terraformText(key.keyArn),
            },
            bucketKeyEnabled,
          },
        ],
      }),
      this.bucketName,
    );
  }

  private addAccessControl(bucket: string): ITerraformDependable[] {
    const block = goesLast(
      new AccessBlock(this, "public-access-block", {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      }),
      this.bucketName,
    );
    const order = OrderOfCreation.of(this);
    // One after the other: S3 refuses two changes of a bucket's access at the same time.
    const policy = goesLast(
      new BucketPolicy(this, "policy", {
        bucket,
        policy: lazyTerraformJson(() => this.policy.toJson()),
      }),
      this.bucketName,
    );
    order.require(policy, () => [block]);
    const ownership = goesLast(
      new Ownership(this, "ownership", {
        bucket,
        rule: { objectOwnership: "BucketOwnerEnforced" },
      }),
      this.bucketName,
    );
    order.require(ownership, () => [policy]);
    return [block, policy, ownership];
  }

  private get policy(): PolicyDocument {
    const policy = bucketPolicy(this.bucketArn, this.encryption.key.keyArn);
    if (this.readers) policy.add(restriction(this.bucketArn, this.readers.principalArns));
    return policy;
  }

  private addLifecycle(bucket: string, days: number, versioning: S3BucketVersioningA): void {
    const lifecycle = goesLast(
      new Lifecycle(this, "lifecycle", {
        bucket,
        rule: [
          {
            id: "expire-superseded-versions",
            status: "Enabled",
            filter: [{ prefix: "" }],
            abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
            noncurrentVersionExpiration: [{ noncurrentDays: days }],
          },
        ],
      }),
      this.bucketName,
    );
    OrderOfCreation.of(this).require(lifecycle, () => [versioning]);
  }
}

// What these say of a request without the header is written out with `Null`: a negated operator holds without it, and so
// does its `IfExists`.
const SSE = "s3:x-amz-server-side-encryption";
const KEY_ID = `${SSE}-aws-kms-key-id`;

/**
 * What the bucket refuses to every principal, even where its own policies allow it: plain HTTP, old TLS, and objects encrypted with
 * anything but its key.
 *
 * Where the request names no encryption the bucket's default applies, so only a wrong one is refused.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 */
export function bucketPolicy(bucketArn: string, keyArn: string): PolicyDocument {
  const everything = [bucketArn, `${bucketArn}/*`];
  const objects = [`${bucketArn}/*`];
  return new PolicyDocument([
    deny("DenyPlainHttp", ["s3:*"], everything, { Bool: { "aws:SecureTransport": ["false"] } }),
    deny("DenyOldTls", ["s3:*"], everything, { NumericLessThan: { "s3:TlsVersion": ["1.2"] } }),
    deny("DenyOtherEncryption", ["s3:PutObject"], objects, {
      Null: { [SSE]: ["false"] },
      StringNotEquals: { [SSE]: ["aws:kms"] },
    }),
    deny("DenyOtherKey", ["s3:PutObject"], objects, {
      Null: { [KEY_ID]: ["false"] },
      StringNotEquals: { [KEY_ID]: [keyArn] },
    }),
    // Asked for KMS without a key, S3 takes the AWS managed one and not the bucket's default.
    deny("DenyKeyLeftOut", ["s3:PutObject"], objects, {
      Null: { [KEY_ID]: ["true"] },
      StringEquals: { [SSE]: ["aws:kms"] },
    }),
    // A key of the uploader's own (SSE-C) comes without the header that the others look at.
    deny("DenyUploadersKey", ["s3:PutObject"], objects, {
      Null: { [`${SSE}-customer-algorithm`]: ["false"] },
    }),
  ]);
}

/**
 * Denies the objects, in each of their versions, to all principals but `principalArns`.
 *
 * S3 replicates under a role of the account, whose session is no call of a service.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export function restriction(bucketArn: string, principalArns: readonly string[]): PolicyStatement {
  const actions = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectVersionForReplication"];
  return denyAllBut(principalArns, { actions, resources: [`${bucketArn}/*`] });
}

function deny(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: PolicyStatement["conditions"],
): PolicyStatement {
  return { sid, effect: "Deny", principals: { AWS: ["*"] }, actions, resources, conditions };
}
