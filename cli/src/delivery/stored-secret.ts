import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { DescribeParametersCommand, GetParametersCommand } from "@aws-sdk/client-ssm";
import { parsePolicy, type PolicyDocument } from "../policy";
import type { AwsClients } from "./aws-clients";
import { readKey, type StoredKey } from "./stored-key";
import type { ValueFrom } from "./value-from";

/** A secret as its store holds it. */
export interface StoredSecret {
  /** What reading it is called, and what it is called on. */
  readonly action: string;
  readonly resourceArn: string;
  readonly resourcePolicy?: PolicyDocument;
  /** Calls on other resources with the same policy that come with it. @default - none */
  readonly furtherCalls?: readonly { readonly action: string; readonly resourceArn: string }[];
  /** Where it is, when its reference does not say. @default - the reference's */
  readonly region?: string;
  /** Whose it is, when its reference does not say; undefined there for another account's. @default - the reference's */
  readonly owner?: { readonly account: string | undefined };
  /** @default - an AWS managed key, which needs no permission of the reader */
  readonly key?: StoredKey;
  /** The encryption context that the store sends to KMS. */
  readonly encryptionContext: { readonly key: string; readonly value: string };
  /** The value as the container would get it. @throws Error when it is missing; never with the value in it */
  fetch(): Promise<string | Uint8Array>;
}

/** Looks a parameter up. @throws Error when it does not exist */
export async function lookUpParameter(
  clients: AwsClients,
  { arn, name, region }: ValueFrom & { readonly store: "ssm" },
): Promise<StoredSecret> {
  const { ssm } = clients.in(region);
  // The ARN of `/name` is that of `name`: only the store knows which of them exists.
  const Values = name.includes("/") ? [name] : [name, `/${name}`];
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values }];
  const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
  const found = Parameters?.find(({ Name }) => Name !== undefined && Values.includes(Name));
  if (found?.Name === undefined) throw new Error(`there is no parameter ${name}`);
  const { Name } = found;
  if (found.Type !== "SecureString") throw new Error(`parameter ${name} is no SecureString`);
  return {
    action: "ssm:GetParameters",
    resourceArn: arn,
    key: await readKey(clients, region, found.KeyId),
    encryptionContext: { key: "PARAMETER_ARN", value: arn },
    fetch: async () => {
      const request = new GetParametersCommand({ Names: [Name], WithDecryption: true });
      const value = (await ssm.send(request)).Parameters?.[0]?.Value;
      return present(value, `parameter ${name} has no value`);
    },
  };
}

/** Looks a secret of Secrets Manager up. @throws Error when it does not exist */
export async function lookUpSecret(
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
      const response = await secretsManager.send(new GetSecretValueCommand(request));
      const { SecretString, SecretBinary } = response;
      if (SecretString === undefined && SecretBinary && jsonKey === undefined) return SecretBinary;
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

function present(value: string | undefined, problem: string): string {
  if (value === undefined) throw new Error(problem);
  return value;
}
