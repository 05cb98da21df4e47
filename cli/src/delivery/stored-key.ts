import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { parsePolicy, type PolicyDocument } from "../policy";
import type { AwsClients } from "./aws-clients";

/** The key that encrypts a secret, where it is a customer's. */
export interface StoredKey {
  readonly arn: string;
  readonly account: string;
  readonly enabled: boolean;
  readonly policy: PolicyDocument;
}

/** Reads a key back. @returns undefined for a key of AWS, which needs no permission of the reader */
export async function readKey(
  clients: AwsClients,
  region: string,
  keyId: string | undefined,
): Promise<StoredKey | undefined> {
  if (keyId === undefined || keyId.startsWith("alias/aws/")) return undefined;
  const { kms } = clients.in(region);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
  if (KeyMetadata?.KeyManager === "AWS") return undefined;
  const request = new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, PolicyName: "default" });
  const { Policy } = await kms.send(request);
  const arn = KeyMetadata?.Arn ?? keyId;
  const account = KeyMetadata?.AWSAccountId ?? arn.split(":")[4] ?? "";
  return {
    arn,
    account,
    enabled: KeyMetadata?.Enabled ?? false,
    policy: parsePolicy(Policy ?? ""),
  };
}
