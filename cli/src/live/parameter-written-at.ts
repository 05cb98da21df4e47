import { paginateDescribeParameters } from "@aws-sdk/client-ssm";
import type { AwsClients } from "../delivery";
import type { ValueFrom } from "../delivery/value-from";
import type { SecretChange } from "./secret-change";

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
  // The ARN of `/name` is that of `name`: only the store knows which of them exists.
  const Values = name.includes("/") ? [name] : [name, `/${name}`];
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values }];
  const client = clients.in(region).ssm;
  // A page may be empty and not the last one.
  for await (const page of paginateDescribeParameters({ client }, { ParameterFilters })) {
    for (const { Name = "", LastModifiedDate } of page.Parameters ?? []) {
      if (!Values.includes(Name) || !LastModifiedDate) continue;
      return { kind: "written", surely: LastModifiedDate, possibly: LastModifiedDate };
    }
  }
  return { kind: "unknown", reason: `there is no parameter ${name}` };
}
