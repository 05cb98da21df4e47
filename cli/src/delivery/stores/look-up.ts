import type { ValueFrom } from "../../../../modules/facts";
import { messageOf, type AwsClients, type Reading } from "../../aws";
import { lookUpParameter, parameterWrittenAt } from "./parameter-store";
import { lookUpObject, objectWrittenAt } from "./s3";
import { lookUpSecret, secretWrittenAt } from "./secrets-manager";
import type { SecretChange, StoreAccess, StoredSecret } from "./stored-secret";

/** Looks a secret up in its store, without its value, even where that may be read. */
export async function lookUp(
  access: StoreAccess,
  reference: ValueFrom,
): Promise<Reading<StoredSecret>> {
  switch (reference.store) {
    case "ssm":
      return lookUpParameter(access, reference);
    case "secretsmanager":
      return lookUpSecret(access, reference);
    case "s3":
      return lookUpObject(access, reference);
  }
}

/** When the value that a new task would read was last written. No value is read, nor any permission to read one used. */
export async function secretChangedAt(
  clients: AwsClients,
  reference: ValueFrom,
): Promise<SecretChange> {
  try {
    switch (reference.store) {
      case "ssm":
        return await parameterWrittenAt(clients, reference);
      case "secretsmanager":
        return await secretWrittenAt(clients, reference);
      case "s3":
        return await objectWrittenAt(clients, reference);
    }
  } catch (error) {
    return {
      kind: "unknown",
      reason: messageOf(error),
    };
  }
}
