import type { IGrantee } from "../core";
import type { IConstruct } from "constructs";

/** One use of a key: through which service, for which encryption context. */
export interface DecryptUse {
  /** Service that calls KMS on the reader's behalf, such as `ssm`. */
  readonly service: string;
  /** Region of that service. @default - the target's Region */
  readonly region?: string;
  /** Key of the encryption context that the service sends, such as `PARAMETER_ARN`. */
  readonly contextKey: string;
  /** Its value; `*` and `?` are wildcards. */
  readonly contextValue: string;
}

/** A KMS key that encrypts secrets. */
export interface IEncryptionKey extends IConstruct {
  /** Full ARN of the key. */
  readonly keyArn: string;
  /**
   * Lets `grantee` decrypt with this key, through one service and for one encryption context only.
   *
   * The grant goes into the reader's identity policy, never into the key policy: no cycle, and the key of another
   * team or account is granted the same way.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
   */
  grantDecrypt(grantee: IGrantee, use: DecryptUse): void;
  /**
   * Lets principals of other accounts decrypt, through one service and for one encryption context only.
   *
   * Across accounts both sides must allow: this is the key policy, and their own policies are theirs.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
   */
  shareDecrypt(principalArns: readonly string[], use: DecryptUse): void;
}
