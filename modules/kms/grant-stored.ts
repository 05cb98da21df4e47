import type { IConstruct } from "constructs";
import type { IGrantee } from "../core";
import { STORES, type Store } from "../facts";
import { READ_SECRETS } from "../iam/internal";
import type { IEncryptionKey } from "./encryption-key";

/** Something in a store that a role is to read. */
export interface Stored {
  readonly store: Store;
  /** What policies name. */
  readonly arn: string;
  /** @default - a key of AWS, which needs no grant */
  readonly key: IEncryptionKey | undefined;
  /** What the store's encryption context names. @default - `arn` */
  readonly encryptedArn?: string | undefined;
  /** Region of the store, where a key is given. @returns nothing for the target's */
  readonly region: () => string | undefined;
}

/**
 * Lets `grantee` read one thing of a store by the one call that ECS makes, and decrypt it with its key.
 *
 * @param scope the construct that grants
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function grantStored(scope: IConstruct, grantee: IGrantee, stored: Stored): void {
  const { store, arn, key, encryptedArn: contextValue = arn, region } = stored;
  const { readAction, contextKey } = STORES[store];
  grantee.addToPolicy(READ_SECRETS, { actions: [readAction], resources: [arn] }, scope);
  key?.grantDecrypt(grantee, { service: store, region: region(), contextKey, contextValue }, scope);
}
