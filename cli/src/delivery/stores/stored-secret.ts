import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { parseArn, type Store } from "../../../../modules/facts";
import { found, read, type AwsClients, type Reading } from "../../aws";
import { parsePolicy, type PolicyDocument } from "../../policy";

/** A secret as its store holds it, without its value. */
export interface StoredSecret {
  /** How reports show it, such as `secret orders/db`. */
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
  /** The service that asks the key, when it is another one than the reference's. @default - the reference's store */
  readonly decryptedBy?: Store;
  /** Nothing for an AWS managed key, which needs no permission of the reader. */
  readonly key: Reading<StoredKey | undefined>;
  /** The encryption context that the store sends to KMS. */
  readonly encryptionContext: { readonly key: string; readonly value: string };
  /** Whether it is scheduled for deletion, when it cannot be read. @default false */
  readonly deleted?: boolean;
  /** Whether its store keeps it as plain text. @default false */
  readonly plainText?: boolean;
  /** Its ARN, where the reference has another that only looks like it. @default - the reference's */
  readonly otherArn?: string;
  /** Label or id of the version that the reference names and the secret lacks. @default - it is there */
  readonly missingVersion?: string;
  /** The whole value. Its errors never quote it. */
  fetch(): Promise<string | Uint8Array>;
}

/** The key that encrypts a secret, where it is a customer's. */
export interface StoredKey {
  readonly arn: string;
  readonly account: string;
  /** KMS's word for it; only `Enabled` keys decrypt. */
  readonly state: string;
  readonly policy: Reading<PolicyDocument>;
}

/** Reads a key back. @returns nothing for a key of AWS, which needs no permission of the reader */
export async function readKey(
  clients: AwsClients,
  { region, keyId }: KeyPlace,
): Promise<Reading<StoredKey | undefined>> {
  if (keyId === undefined || keyId.startsWith("alias/aws/")) return found(undefined);
  const { kms } = clients.in(region);
  const described = await read("kms:DescribeKey", () =>
    kms.send(new DescribeKeyCommand({ KeyId: keyId })),
  );
  if (described.state === "missing") return { state: "missing", why: `there is no key ${keyId}` };
  if (described.state === "unknown") return described;
  const { KeyMetadata } = described.value;
  if (KeyMetadata?.KeyManager === "AWS") return found(undefined);
  const arn = KeyMetadata?.Arn ?? keyId;
  const policy = await read("kms:GetKeyPolicy", async () => {
    const request = new GetKeyPolicyCommand({ KeyId: arn, PolicyName: "default" });
    return parsePolicy((await kms.send(request)).Policy ?? "");
  });
  const account = KeyMetadata?.AWSAccountId ?? parseArn(arn)?.account ?? "";
  return found({ arn, account, state: KeyMetadata?.KeyState ?? "unknown", policy });
}

/** How the stores are asked. */
export interface StoreAccess {
  readonly clients: AwsClients;
  /** Whether values may be read. */
  readonly readsValues: boolean;
  /** Reads a key back; many secrets share one. */
  readonly key: (where: KeyPlace) => Promise<Reading<StoredKey | undefined>>;
}

/** Where a key is. */
export interface KeyPlace {
  readonly region: string;
  /** Id, ARN or alias. @default - a key of AWS */
  readonly keyId: string | undefined;
}

/** When the value that a new task would read was last written, as far as its store tells without showing the value. */
export type SecretChange =
  /** It cannot change: the reference pins a version. */
  | { readonly kind: "pinned" }
  | {
      readonly kind: "written";
      /** It surely was written at this time. */
      readonly surely: Date;
      /** After this it surely was not; the same as `surely` where the store is exact. */
      readonly possibly: Date;
      /** Why the two differ. */
      readonly remark?: string;
    }
  /** Its store does not tell, or not to this caller. */
  | { readonly kind: "unknown"; readonly reason: string };
