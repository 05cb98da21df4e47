import type { ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, type IGrantee } from "../core";
import {
  checkPropsOf,
  checkRegionPartition,
  GRANTEE,
  innerArn,
  name,
  part,
  policyText,
  prepareStack,
  readProps,
  textOf,
  type PropTable,
  knownFlag,
  needed,
  checkNeeded,
  checkType,
  TEXT,
} from "../core/internal";
import { READ_SECRETS } from "../iam/internal";
import { EncryptionKey, type IEncryptionKey } from "../kms";
import { checkKeyRegion, grantStored } from "../kms/internal";
import { bucketName as bucketNameRule, environmentFileKey, objectKey, objectPrefix } from "./rules";

/** An encrypted bucket that holds secrets as objects. */
export interface ISecretsBucket extends IConstruct {
  /** The bucket's name. */
  readonly bucketName: string;
  /** ARN of the bucket, literal wherever the name is. */
  readonly bucketArn: string;
  /** What must exist before anything reads from it. */
  readonly dependables: readonly ITerraformDependable[];
  /**
   * Lets `grantee` read and decrypt the objects below a prefix, and nothing else of the bucket.
   *
   * @param prefix such as `web/`
   */
  grantRead(grantee: IGrantee, prefix: string): void;
  /**
   * Lets `grantee` read and decrypt one object, and learn where the bucket is: what ECS needs for an environment file.
   *
   * @param key such as `web/settings.env`
   */
  grantReadEnvironmentFile(grantee: IGrantee, key: string): void;
  /**
   * The same for a file of any name: what ECS needs for the configuration of a FireLens router.
   *
   * @param key such as `web/fluent-bit.conf`
   */
  grantReadFile(grantee: IGrantee, key: string): void;
}

/** How the objects of a bucket are encrypted. */
export interface ObjectEncryption {
  readonly key: IEncryptionKey;
  readonly bucketKeyEnabled: boolean;
  /** The bucket's. @default - the target's Region */
  readonly region?: string;
}

/** What owned and imported buckets have in common: their names and the grants to readers. */
export abstract class ReadableBucket extends Construct implements ISecretsBucket {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public abstract readonly dependables: readonly ITerraformDependable[];
  protected abstract readonly encryption: ObjectEncryption | undefined;

  protected constructor(scope: Construct, id: string, given: string) {
    super(scope, id);
    checkNeeded(this, "bucketName", given);
    checkType(this, "bucketName", TEXT, given);
    const bucketName = policyText(this, "bucketName", textOf(given));
    prepareStack(this);
    bucketNameRule.enforce(this, "bucketName", bucketName);
    this.bucketName = bucketName;
    // The ARN of a bucket has neither Region nor account.
    const parts = { service: "s3", region: "", account: "", resource: bucketName };
    this.bucketArn = AwsTarget.of(this).arn(parts);
  }

  public grantRead(grantee: IGrantee, prefix: string): void {
    checkType(this, "prefix", TEXT, prefix);
    objectPrefix.enforce(this, "prefix", prefix);
    this.grantReadObject(grantee, `${prefix}*`);
  }

  public grantReadEnvironmentFile(grantee: IGrantee, key: string): void {
    checkType(this, "key", TEXT, key);
    environmentFileKey.enforce(this, "key", key);
    this.grantReadFile(grantee, key);
  }

  public grantReadFile(grantee: IGrantee, key: string): void {
    checkType(this, "key", TEXT, key);
    objectKey.enforce(this, "key", key);
    this.grantReadObject(grantee, key);
    // ECS asks where the bucket is before it fetches.
    const locate = { actions: ["s3:GetBucketLocation"], resources: [this.bucketArn] };
    grantee.addToPolicy(READ_SECRETS, locate, this);
  }

  /** Adds a principal that is granted to read. */
  protected abstract admit(grantee: IGrantee): void;

  /** @param key may end in `*` */
  private grantReadObject(grantee: IGrantee, key: string): void {
    checkType(this, "grantee", GRANTEE, grantee);
    this.admit(grantee);
    const { encryption } = this;
    grantStored(this, grantee, {
      store: "s3",
      arn: `${this.bucketArn}/${key}`,
      key: encryption?.key,
      // With a bucket key S3 names the bucket, not the object.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
      encryptedArn: encryption?.bucketKeyEnabled ? this.bucketArn : undefined,
      region: () => encryption?.region,
    });
  }
}

/** What is known about an existing bucket. */
export interface SecretsBucketAttributes {
  /** The bucket's name. */
  readonly bucketName: string;
  /** @default - the target's Region */
  readonly region?: string;
  /** Customer managed key that encrypts its objects. @default - S3's own keys, which need no grant */
  readonly encryptionKeyArn?: string;
  /** Whether S3 calls KMS with a bucket key, which changes what decryption is granted for. @default true */
  readonly bucketKeyEnabled?: boolean;
}

const ATTRIBUTES = {
  bucketName: needed(part),
  region: name,
  encryptionKeyArn: innerArn,
  bucketKeyEnabled: knownFlag,
} satisfies PropTable<SecretsBucketAttributes>;

/** A bucket made elsewhere; made by {@link SecretsBucket.fromBucketAttributes}. */
export class ImportedSecretsBucket extends ReadableBucket {
  public readonly dependables = [];
  protected readonly encryption: ObjectEncryption | undefined;

  public constructor(scope: Construct, id: string, attributes: SecretsBucketAttributes) {
    checkPropsOf(scope, id, attributes);
    super(scope, id, attributes.bucketName);
    const read = readProps(this, ATTRIBUTES, attributes);
    const { region, encryptionKeyArn, bucketKeyEnabled = true } = read;
    checkRegionPartition(this, "region", region);
    if (encryptionKeyArn === undefined) return;
    const key = EncryptionKey.fromKeyArn(this, "encryption-key", encryptionKeyArn);
    checkKeyRegion(this, "encryptionKeyArn", key, region);
    this.encryption = { key, bucketKeyEnabled, region };
  }

  protected admit(): void {
    // Its policy belongs to its owner.
  }
}
