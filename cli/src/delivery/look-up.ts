import type { Reading } from "./reading";
import type { StoreAccess } from "./store-access";
import { lookUpObject } from "./stored-object";
import { lookUpParameter } from "./stored-parameter";
import type { StoredSecret } from "./stored-secret";
import { lookUpSecret } from "./stored-secrets-manager-secret";
import type { ValueFrom } from "./value-from";

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
