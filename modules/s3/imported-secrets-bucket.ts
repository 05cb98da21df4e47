import { Construct } from "constructs";
import type { IGrantee } from "../core";
import { EncryptionKey } from "../kms";
import {
  bucketArn,
  grantBucketLocation,
  grantReadObject,
  type ObjectEncryption,
} from "./grant-read-object";
import { bucketName as bucketNameRule, environmentFileKey, objectKey, objectPrefix } from "./rules";
import type { ISecretsBucket } from "./secrets-bucket-interface";

/** What is known about an existing bucket. */
export interface SecretsBucketAttributes {
  readonly bucketName: string;
  /** @default - the target's Region */
  readonly region?: string;
  /** Customer managed key that encrypts its objects. @default - S3's own keys, which need no grant */
  readonly encryptionKeyArn?: string;
  /** Whether S3 calls KMS with a bucket key, which changes what decryption is granted for. @default true */
  readonly bucketKeyEnabled?: boolean;
}

/** A bucket made elsewhere; made by {@link SecretsBucket.fromBucketAttributes}. */
export class ImportedSecretsBucket extends Construct implements ISecretsBucket {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly dependables = [];
  private readonly encryption: ObjectEncryption | undefined;

  public constructor(scope: Construct, id: string, attributes: SecretsBucketAttributes) {
    super(scope, id);
    const { bucketName, region, encryptionKeyArn, bucketKeyEnabled = true } = attributes;
    bucketNameRule.enforce(this, "bucketName", bucketName);
    this.bucketName = bucketName;
    this.bucketArn = bucketArn(this, bucketName);
    this.encryption =
      encryptionKeyArn === undefined
        ? undefined
        : {
            key: EncryptionKey.fromKeyArn(this, "encryption-key", encryptionKeyArn),
            bucketKeyEnabled,
            region,
          };
  }

  public grantRead(grantee: IGrantee, prefix: string): void {
    objectPrefix.enforce(this, "prefix", prefix);
    grantReadObject(this, grantee, `${prefix}*`, this.encryption);
  }

  public grantReadEnvironmentFile(grantee: IGrantee, key: string): void {
    environmentFileKey.enforce(this, "key", key);
    this.grantReadFile(grantee, key);
  }

  public grantReadFile(grantee: IGrantee, key: string): void {
    objectKey.enforce(this, "key", key);
    grantReadObject(this, grantee, key, this.encryption);
    grantBucketLocation(this, grantee);
  }
}
