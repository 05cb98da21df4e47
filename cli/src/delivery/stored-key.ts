import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { parsePolicy, type PolicyDocument } from "../policy";
import type { AwsClients } from "./aws-clients";
import { found, read, type Reading } from "./reading";
import type { KeyPlace } from "./store-access";

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
  const account = KeyMetadata?.AWSAccountId ?? arn.split(":")[4] ?? "";
  return found({ arn, account, state: KeyMetadata?.KeyState ?? "unknown", policy });
}
