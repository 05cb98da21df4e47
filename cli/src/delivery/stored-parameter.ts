import { DescribeParametersCommand, GetParametersCommand } from "@aws-sdk/client-ssm";
import { found, read, type Reading } from "./reading";
import type { StoreAccess } from "./store-access";
import type { StoredSecret } from "./stored-secret";
import type { ValueFrom } from "./value-from";

/** Looks a parameter up. */
export async function lookUpParameter(
  { clients, key }: StoreAccess,
  { arn, name, region }: ValueFrom & { readonly store: "ssm" },
): Promise<Reading<StoredSecret>> {
  const { ssm } = clients.in(region);
  // The ARN of `/name` is that of `name`: only the store knows which of them exists.
  const Values = name.includes("/") ? [name] : [name, `/${name}`];
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values }];
  const described = await read("ssm:DescribeParameters", async () => {
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
    return Parameters?.find(({ Name }) => Name !== undefined && Values.includes(Name));
  });
  if (described.state !== "found") return described;
  const { value: parameter } = described;
  if (parameter?.Name === undefined) {
    return { state: "missing", why: `there is no parameter ${name}` };
  }
  const { Name, KeyId, Type } = parameter;
  return found({
    title: `parameter ${name}`,
    action: "ssm:GetParameters",
    resourceArn: arn,
    resourcePolicy: found(undefined),
    key: await key({ region, keyId: KeyId }),
    encryptionContext: { key: "PARAMETER_ARN", value: arn },
    plainText: Type !== "SecureString",
    fetch: async () => {
      const request = new GetParametersCommand({ Names: [Name], WithDecryption: true });
      const value = (await ssm.send(request)).Parameters?.[0]?.Value;
      if (value === undefined) throw new Error(`parameter ${name} has no value`);
      return value;
    },
  });
}
