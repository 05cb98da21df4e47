import { found, type AwsClients } from "../../../../cli/src/aws";
import type { StoreAccess } from "../../../../cli/src/delivery/stores/stored-secret";

/** Access to the stores in which every key is found, with where it was looked for as its ARN. */
export function accessOf(clients: AwsClients, readsValues = false): StoreAccess {
  const policy = found({ version: "2012-10-17", statements: [] } as const);
  return {
    clients,
    readsValues,
    key: async ({ region, keyId }) =>
      found({ arn: `${region} ${keyId ?? "none"}`, account: "", state: "Enabled", policy }),
  };
}
