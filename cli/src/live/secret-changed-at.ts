import type { AwsClients } from "../delivery";
import type { ValueFrom } from "../delivery/value-from";
import { messageOf } from "./aws-error";
import { objectWrittenAt } from "./object-written-at";
import { parameterWrittenAt } from "./parameter-written-at";
import type { SecretChange } from "./secret-change";
import { secretWrittenAt } from "./secret-written-at";

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
