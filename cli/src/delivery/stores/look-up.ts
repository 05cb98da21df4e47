import { referencedSecretArn, STORES, type ValueFrom } from "../../../../modules/facts";
import { found, messageOf, type AwsClients, type Reading } from "../../aws";
import { lookUpParameter, parameterWrittenAt } from "./parameter-store";
import { lookUpObject, objectWrittenAt } from "./s3";
import { lookUpSecret, secretWrittenAt, type SecretReference } from "./secrets-manager";
import type { SecretChange, StoreAccess, StoredSecret } from "./stored-secret";

/** Looks a secret up in its store, without its value, even where that may be read. */
export async function lookUp(
  access: StoreAccess,
  reference: ValueFrom,
): Promise<Reading<StoredSecret>> {
  switch (reference.store) {
    case "ssm": {
      const secret = referencedSecret(reference);
      return secret
        ? lookUpReferenced(access, reference, secret)
        : lookUpParameter(access, reference);
    }
    case "secretsmanager":
      return lookUpSecret(access, reference);
    case "s3":
      return lookUpObject(access, reference);
  }
}

/** The secret that a parameter of AWS stands for. */
function referencedSecret({ arn, region, account }: ValueFrom): SecretReference | undefined {
  const secretArn = referencedSecretArn(arn);
  return secretArn === undefined
    ? undefined
    : { store: "secretsmanager", arn: secretArn, region, account };
}

/** Parameter Store fetches it in the name of the reader, who has to be allowed both. */
async function lookUpReferenced(
  access: StoreAccess,
  { arn, name }: ValueFrom & { readonly store: "ssm" },
  secret: SecretReference,
): Promise<Reading<StoredSecret>> {
  const stored = await lookUpSecret(access, secret);
  if (stored.state !== "found") return stored;
  const { otherArn, ...value } = stored.value;
  void otherArn;
  return found({
    ...value,
    title: `parameter ${name}, the ${value.title}`,
    furtherCalls: [{ action: STORES.ssm.readAction, resourceArn: arn }],
    decryptedBy: "secretsmanager",
  });
}

/** When the value that a new task would read was last written. No value is read, nor any permission to read one used. */
export async function secretChangedAt(
  clients: AwsClients,
  reference: ValueFrom,
): Promise<SecretChange> {
  try {
    switch (reference.store) {
      case "ssm": {
        const secret = referencedSecret(reference);
        return secret
          ? await secretWrittenAt(clients, secret)
          : await parameterWrittenAt(clients, reference);
      }
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
