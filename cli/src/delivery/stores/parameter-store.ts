import {
  GetParametersCommand,
  paginateDescribeParameters,
  type ParameterMetadata,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { STORES, type ValueFrom } from "../../../../modules/facts";
import { found, read, type AwsClients, type Reading } from "../../aws";
import type { SecretChange, StoreAccess, StoredSecret } from "./stored-secret";

/** Looks a parameter up. */
export async function lookUpParameter(
  { clients, key }: StoreAccess,
  { arn, name, region }: ValueFrom & { readonly store: "ssm" },
): Promise<Reading<StoredSecret>> {
  const { ssm } = clients.in(region);
  const described = await read("ssm:DescribeParameters", () => findParameter(ssm, name));
  if (described.state !== "found") return described;
  const { value: parameter } = described;
  if (parameter?.Name === undefined) {
    return { state: "missing", why: `there is no parameter ${name}` };
  }
  const { Name, KeyId, Type } = parameter;
  return found({
    title: `parameter ${name}`,
    action: STORES.ssm.readAction,
    resourceArn: arn,
    resourcePolicy: found(undefined),
    key: await key({ region, keyId: KeyId }),
    encryptionContext: { key: STORES.ssm.contextKey, value: arn },
    plainText: Type !== "SecureString",
    fetch: async () => {
      const request = new GetParametersCommand({ Names: [Name], WithDecryption: true });
      const value = (await ssm.send(request)).Parameters?.[0]?.Value;
      if (value === undefined) throw new Error(`parameter ${name} has no value`);
      return value;
    },
  });
}

/**
 * Every version of a parameter comes with a value, so one whose description changes is written again, too. The history
 * would tell no more without showing values.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterMetadata.html
 */
export async function parameterWrittenAt(
  clients: AwsClients,
  { name, region }: ValueFrom & { readonly store: "ssm" },
): Promise<SecretChange> {
  const parameter = await findParameter(clients.in(region).ssm, name);
  const { LastModifiedDate: written } = parameter ?? {};
  if (written) return { kind: "written", surely: written, possibly: written };
  return { kind: "unknown", reason: `there is no parameter ${name}` };
}

async function findParameter(
  client: SSMClient,
  name: string,
): Promise<ParameterMetadata | undefined> {
  // The ARN of `/name` is that of `name`: only the store knows which of them exists.
  const Values = name.includes("/") ? [name] : [name, `/${name}`];
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values }];
  // A page may be empty and not the last one.
  for await (const page of paginateDescribeParameters({ client }, { ParameterFilters })) {
    const found = page.Parameters?.find(({ Name }) => Name !== undefined && Values.includes(Name));
    if (found) return found;
  }
  return undefined;
}
