import type { ITerraformDependable } from "cdktf";
import type { IGrantee } from "../core";
import type { ISecretsBucket } from "../s3";

/** Objects of an encrypted bucket that the application reads itself, with the task role. */
export class ObjectReference {
  /**
   * All objects below a prefix.
   *
   * @param prefix such as `web/certificates/`
   */
  public static fromBucketPrefix(bucket: ISecretsBucket, prefix: string): ObjectReference {
    return new ObjectReference(bucket, prefix);
  }

  private constructor(
    private readonly bucket: ISecretsBucket,
    private readonly prefix: string,
  ) {}

  /** Where the application finds them: `s3://<bucket>/<prefix>`. */
  public get location(): string {
    return `s3://${this.bucket.bucketName}/${this.prefix}`;
  }

  /** What must exist before the application reads. */
  public get dependables(): readonly ITerraformDependable[] {
    return this.bucket.dependables;
  }

  /** Lets `grantee` read exactly these objects. */
  public grantRead(grantee: IGrantee): void {
    this.bucket.grantRead(grantee, this.prefix);
  }
}
