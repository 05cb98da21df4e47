import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { DescribeParametersCommand, GetParametersCommand } from "@aws-sdk/client-ssm";
import { parsePolicy, type PolicyDocument } from "../policy";
import type { AwsClients } from "./aws-clients";
import type { ValueFrom } from "./value-from";

/** The key that encrypts a secret, where it is a customer's. */
export interface StoredKey {
  readonly arn: string;
  readonly account: string;
  readonly enabled: boolean;
  readonly policy: PolicyDocument;
}

/** A secret as its store holds it. */
export interface StoredSecret {
  /** What reading it is called, and what it is called on. */
  readonly action: string;
  readonly resourceArn: string;
  readonly resourcePolicy?: PolicyDocument;
  /** @default - an AWS managed key, which needs no permission of the reader */
  readonly key?: StoredKey;
  /** The encryption context that the store sends to KMS. */
  readonly encryptionContext: { readonly key: string; readonly value: string };
  /** The value as the container would get it. @throws Error when it is missing; never with the value in it */
  fetch(): Promise<string>;
}

/** Looks a secret up in its store. @throws Error when it does not exist */
export async function lookUp(clients: AwsClients, reference: ValueFrom): Promise<StoredSecret> {
  return reference.store === "ssm"
    ? lookUpParameter(clients, reference)
    : lookUpSecret(clients, reference);
}

async function lookUpParameter(
  clients: AwsClients,
  { arn, name, region }: ValueFrom & { readonly store: "ssm" },
): Promise<StoredSecret> {
  const { ssm } = clients.in(region);
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: [name] }];
  const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
  const found = Parameters?.find((parameter) => parameter.Name === name);
  if (!found) throw new Error(`there is no parameter ${name}`);
  if (found.Type !== "SecureString") throw new Error(`parameter ${name} is no SecureString`);
  return {
    action: "ssm:GetParameters",
    resourceArn: arn,
    key: await readKey(clients, region, found.KeyId),
    encryptionContext: { key: "PARAMETER_ARN", value: arn },
    fetch: async () => {
      const request = new GetParametersCommand({ Names: [name], WithDecryption: true });
      const value = (await ssm.send(request)).Parameters?.[0]?.Value;
      return present(value, `parameter ${name} has no value`);
    },
  };
}

async function lookUpSecret(
  clients: AwsClients,
  reference: ValueFrom & { readonly store: "secretsmanager" },
): Promise<StoredSecret> {
  const { arn, region, jsonKey, versionStage, versionId } = reference;
  const { secretsManager } = clients.in(region);
  const secret = await secretsManager.send(new DescribeSecretCommand({ SecretId: arn }));
  if (secret.DeletedDate) throw new Error(`secret ${secret.Name} is scheduled for deletion`);
  const { ResourcePolicy } = await secretsManager.send(
    new GetResourcePolicyCommand({ SecretId: arn }),
  );
  return {
    action: "secretsmanager:GetSecretValue",
    resourceArn: arn,
    ...(ResourcePolicy === undefined ? {} : { resourcePolicy: parsePolicy(ResourcePolicy) }),
    key: await readKey(clients, region, secret.KmsKeyId),
    encryptionContext: { key: "SecretARN", value: arn },
    fetch: async () => {
      const request = { SecretId: arn, VersionStage: versionStage, VersionId: versionId };
      const { SecretString } = await secretsManager.send(new GetSecretValueCommand(request));
      const text = present(SecretString, `secret ${secret.Name} has no text value`);
      return jsonKey === undefined ? text : selectKey(text, jsonKey, secret.Name ?? arn);
    },
  };
}

/** The agent reads top-level strings of a JSON object only. */
function selectKey(text: string, jsonKey: string, name: string): string {
  const parsed = parseObject(text);
  if (!parsed) throw new Error(`secret ${name} is no JSON object`);
  const value = parsed[jsonKey];
  if (value === undefined) throw new Error(`secret ${name} has no key ${jsonKey}`);
  if (typeof value !== "string") throw new Error(`key ${jsonKey} of secret ${name} is no string`);
  return value;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    // JSON.parse quotes the text in its message, and the text is a secret.
    return undefined;
  }
}

async function readKey(
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

function present(value: string | undefined, problem: string): string {
  if (value === undefined) throw new Error(problem);
  return value;
}
