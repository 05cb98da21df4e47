import { Construct } from "constructs";
import type { IGrantee } from "../core";
import { EncryptionKey, type IEncryptionKey } from "../kms";
import { bucketArn, grantBucketLocation, grantReadObject } from "./grant-read-object";
import { bucketName as bucketNameRule, environmentFileKey, objectPrefix } from "./rules";
import type { ISecretsBucket } from "./secrets-bucket-interface";

/** What is known about an existing bucket. */
export interface SecretsBucketAttributes {
  readonly bucketName: string;
  /** Key that encrypts it, with a bucket key. @default - S3's own keys, which need no grant */
  readonly encryptionKeyArn?: string;
}

/** A bucket made elsewhere; made by {@link SecretsBucket.fromBucketAttributes}. */
export class ImportedSecretsBucket extends Construct implements ISecretsBucket {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly dependables = [];
  private readonly encryptionKey: IEncryptionKey | undefined;

  public constructor(scope: Construct, id: string, attributes: SecretsBucketAttributes) {
    super(scope, id);
    const { bucketName, encryptionKeyArn } = attributes;
    bucketNameRule.enforce(this, "bucketName", bucketName);
    this.bucketName = bucketName;
    this.bucketArn = bucketArn(this, bucketName);
    this.encryptionKey =
      encryptionKeyArn === undefined
        ? undefined
        : EncryptionKey.fromKeyArn(this, "encryption-key", encryptionKeyArn);
  }

  public grantRead(grantee: IGrantee, prefix: string): void {
    objectPrefix.enforce(this, "prefix", prefix);
    grantReadObject(this, grantee, `${prefix}*`, this.encryptionKey);
  }

  public grantReadEnvironmentFile(grantee: IGrantee, key: string): void {
    environmentFileKey.enforce(this, "key", key);
    grantReadObject(this, grantee, key, this.encryptionKey);
    grantBucketLocation(this, grantee);
  }
}
