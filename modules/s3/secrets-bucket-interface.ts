import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import type { IGrantee } from "../core";

/** An encrypted bucket that holds secrets as objects. */
export interface ISecretsBucket extends IConstruct {
  readonly bucketName: string;
  /** ARN of the bucket, literal wherever the name is. */
  readonly bucketArn: string;
  /** What must exist before somebody reads from it. */
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
