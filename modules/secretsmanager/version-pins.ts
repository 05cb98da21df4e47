import type { IConstruct } from "constructs";
import type { ISecretsManagerSecret } from "./readable-secret";
import { pendingStage, rotatedVersion } from "./rotation-rules";
import {
  versionId as versionIdRule,
  versionStage as versionStageRule,
  writtenVersion,
} from "./rules";

interface Pin {
  readonly user: IConstruct;
  readonly prop: string;
  readonly versionId: string;
}

interface Known {
  readonly pins: Pin[];
  rotation?: IConstruct;
}

const secrets = new WeakMap<ISecretsManagerSecret, Known>();

/** Notes that `rotation` rotates `secret`, and refuses what pins one of its versions. */
export function markRotated(secret: ISecretsManagerSecret, rotation: IConstruct): void {
  const known = knownOf(secret);
  known.rotation = rotation;
  for (const pin of known.pins) checkPin(secret, pin, rotation);
}

/**
 * Checks which version of `secret` a reference selects, whether its rotation is declared before or after.
 *
 * @param user the construct with the reference, which an error names
 */
export function checkSelectedVersion(
  secret: ISecretsManagerSecret,
  user: IConstruct,
  prop: string,
  selected: { readonly versionStage?: string; readonly versionId?: string },
): void {
  const { versionStage, versionId } = selected;
  versionStageRule.enforce(user, prop, versionStage);
  versionIdRule.enforce(user, prop, versionId);
  pendingStage.enforce(user, prop, versionStage);
  writtenVersion.enforce(user, prop, { versionStage, revision: secret.revision });
  if (versionId === undefined) return;
  const { pins, rotation } = knownOf(secret);
  const pin = { user, prop, versionId };
  pins.push(pin);
  checkPin(secret, pin, rotation);
}

/** Makes `replica` be rotated with `primary`, whose versions it has. */
export function shareVersions(
  primary: ISecretsManagerSecret,
  replica: ISecretsManagerSecret,
): void {
  secrets.set(replica, knownOf(primary));
}

function checkPin(
  { secretName: secret }: ISecretsManagerSecret,
  { user, prop, versionId }: Pin,
  rotation: IConstruct | undefined,
): void {
  rotatedVersion.enforce(user, prop, { versionId, secret, rotation: rotation?.node.path });
}

function knownOf(secret: ISecretsManagerSecret): Known {
  const known = secrets.get(secret) ?? { pins: [] };
  secrets.set(secret, known);
  return known;
}
