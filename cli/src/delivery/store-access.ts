import type { AwsClients } from "./aws-clients";
import type { Reading } from "./reading";
import type { StoredKey } from "./stored-key";

/** How the stores are asked. */
export interface StoreAccess {
  readonly clients: AwsClients;
  /** Whether values may be read. */
  readonly readsValues: boolean;
  /** Reads a key back; many secrets share one. */
  readonly key: (where: KeyPlace) => Promise<Reading<StoredKey | undefined>>;
}

/** Where a key is. */
export interface KeyPlace {
  readonly region: string;
  /** Id, ARN or alias. @default - a key of AWS */
  readonly keyId: string | undefined;
}
