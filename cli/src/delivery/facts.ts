import type { ValueFrom } from "../../../modules/facts";
import { read, remember, type AwsClients, type Reading } from "../aws";
import { readRole, type RoleAsRead } from "./role";
import { simulatorOf, type Simulate } from "./simulate";
import { lookUp, readKey, type KeyPlace, type StoredSecret } from "./stores";

/** What may be asked. */
export interface FactsOptions {
  /** Whether values are read. @default - they are not */
  readonly readValues?: boolean;
  /** Whether IAM is asked for its own opinion. @default - its policies are read and judged here */
  readonly askIam?: boolean;
}

/** Everything that is asked of an account, each thing once however many services share it. */
export class Facts {
  public readonly readsValues: boolean;
  public readonly simulate?: Simulate;
  public readonly role: (arn: string) => Promise<Reading<RoleAsRead>>;
  public readonly secret: (reference: ValueFrom) => Promise<Reading<StoredSecret>>;
  /** The whole value, before a JSON key is taken from it. */
  public readonly value: (about: {
    readonly reference: ValueFrom;
    readonly secret: StoredSecret;
  }) => Promise<Reading<string | Uint8Array>>;

  public constructor(clients: AwsClients, { readValues = false, askIam = false }: FactsOptions) {
    this.readsValues = readValues;
    if (askIam) this.simulate = simulatorOf(clients.iam);
    this.role = remember((arn) => readRole(clients.iam, arn));
    const key = remember(
      (where: KeyPlace) => readKey(clients, where),
      ({ region, keyId }) => `${region} ${keyId ?? ""}`,
    );
    const access = { clients, readsValues: readValues, key };
    this.secret = remember((reference) => lookUp(access, reference), keyOf);
    this.value = remember(
      ({ secret }) => read(secret.action, () => secret.fetch()),
      ({ reference }) => keyOf(reference),
    );
  }
}

/** Two references to other keys of one JSON secret are one secret. */
function keyOf(reference: ValueFrom): string {
  const version =
    reference.store === "secretsmanager" ? [reference.versionStage, reference.versionId] : [];
  const name = reference.store === "ssm" ? reference.name : undefined;
  const reader = reference.store === "s3" ? reference.readByEcs : undefined;
  return JSON.stringify([reference.arn, reference.region, name, reader, ...version]);
}
