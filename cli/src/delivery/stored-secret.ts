import type { PolicyDocument } from "../policy";
import type { Reading } from "./reading";
import type { StoredKey } from "./stored-key";

/** A secret as its store holds it, without its value. */
export interface StoredSecret {
  /** For people, such as `secret orders/db`. */
  readonly title: string;
  /** What reading it is called, and what it is called on. */
  readonly action: string;
  readonly resourceArn: string;
  /** Nothing where it has none. */
  readonly resourcePolicy: Reading<PolicyDocument | undefined>;
  /** Calls on other resources with the same policy that come with it. @default - none */
  readonly furtherCalls?: readonly { readonly action: string; readonly resourceArn: string }[];
  /** Where it is, when its reference does not say. @default - the reference's */
  readonly region?: string;
  /** Whose it is, when its reference does not say; undefined there for another account's. @default - the reference's */
  readonly owner?: { readonly account: string | undefined };
  /** Nothing for an AWS managed key, which needs no permission of the reader. */
  readonly key: Reading<StoredKey | undefined>;
  /** The encryption context that the store sends to KMS. */
  readonly encryptionContext: { readonly key: string; readonly value: string };
  /** Whether it is scheduled for deletion, when nobody can read it. @default false */
  readonly deleted?: boolean;
  /** Whether its store keeps it as plain text. @default false */
  readonly plainText?: boolean;
  /** Its ARN, where the reference has another that only looks like it. @default - the reference's */
  readonly otherArn?: string;
  /** The version that the reference wants and that is not there, for people. @default - it is there */
  readonly missingVersion?: string;
  /** The whole value. Its errors never quote it. */
  fetch(): Promise<string | Uint8Array>;
}
