import type { Construct } from "constructs";
import { EncryptionKey } from "../kms";
import { ReadableBucket, type ObjectEncryption } from "./readable-bucket";

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
export class ImportedSecretsBucket extends ReadableBucket {
  public readonly dependables = [];
  protected readonly encryption: ObjectEncryption | undefined;

  public constructor(scope: Construct, id: string, attributes: SecretsBucketAttributes) {
    const { bucketName, region, encryptionKeyArn, bucketKeyEnabled = true } = attributes;
    super(scope, id, bucketName);
    if (encryptionKeyArn === undefined) return;
    const key = EncryptionKey.fromKeyArn(this, "encryption-key", encryptionKeyArn);
    this.encryption = { key, bucketKeyEnabled, region };
  }

  protected admit(): void {
    // Its policy is somebody else's.
  }
}
