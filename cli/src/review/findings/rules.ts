import type { FindingRule } from "./finding-rule";
import { forgotten, imported, keyDestroyed, secretDestroyed, secretReplaced } from "./lifecycle";
import { plaintextSecret } from "./plaintext-secret";
import { iamWidened, publicBucket, publicPolicy, trustWidened } from "./policies";
import { noCmk, noRotation, protectionRemoved } from "./protection";
import { accessAdded, cannotProve, unreadableSecret, unusedGrant } from "./secret-access";
import { checkFailed, drift, unknownAction } from "./unforeseen";
import { valueAsReference } from "./value-as-reference";
import { staleService, valueInState, valueNeeded, writeGap, writeRefused } from "./written-values";

/** Everything that a review looks for. */
export const findingRules: readonly FindingRule[] = [
  publicBucket,
  publicPolicy,
  plaintextSecret,
  valueAsReference,
  unreadableSecret,
  iamWidened,
  trustWidened,
  secretReplaced,
  secretDestroyed,
  keyDestroyed,
  unknownAction,
  cannotProve,
  checkFailed,
  drift,
  noCmk,
  noRotation,
  protectionRemoved,
  staleService,
  unusedGrant,
  valueInState,
  writeGap,
  writeRefused,
  forgotten,
  imported,
  accessAdded,
  valueNeeded,
];
