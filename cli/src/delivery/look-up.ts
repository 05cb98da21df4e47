import type { AwsClients } from "./aws-clients";
import { lookUpObject } from "./stored-object";
import { lookUpParameter, lookUpSecret, type StoredSecret } from "./stored-secret";
import type { ValueFrom } from "./value-from";

/** Looks a secret up in its store. @throws Error when it does not exist */
export async function lookUp(clients: AwsClients, reference: ValueFrom): Promise<StoredSecret> {
  switch (reference.store) {
    case "ssm":
      return lookUpParameter(clients, reference);
    case "secretsmanager":
      return lookUpSecret(clients, reference);
    case "s3":
      return lookUpObject(clients, reference);
  }
}
