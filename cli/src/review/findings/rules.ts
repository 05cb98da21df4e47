import { secretCopied } from "./copied-values";
import type { FindingRule } from "./finding-rule";
import { bucketDestroyed, deletionAllowed } from "./kept-from-deletion";
import { forgotten, imported, keyDestroyed, secretDestroyed, secretReplaced } from "./lifecycle";
import { plaintextSecret } from "./plain-texts";
import { iamWidened, publicBucket, publicPolicy, trustWidened } from "./policies";
import { noCmk, noRotation, protectionRemoved, unprotected } from "./protection";
import { cannotProve, unreadableSecret, unusedGrant } from "./secret-access";
import { checkFailed, drift, unknownAction } from "./unforeseen";
import { valueAsReference } from "./value-as-reference";
import {
  credentialInState,
  staleService,
  valueInState,
  valueNeeded,
  writeGap,
  writeRefused,
} from "./written-values";

/** Everything that a review looks for. */
export const findingRules: readonly FindingRule[] = [
  publicBucket,
  publicPolicy,
  plaintextSecret,
  secretCopied,
  valueAsReference,
  unreadableSecret,
  iamWidened,
  trustWidened,
  secretReplaced,
  secretDestroyed,
  keyDestroyed,
  bucketDestroyed,
  deletionAllowed,
  unknownAction,
  cannotProve,
  checkFailed,
  drift,
  noCmk,
  noRotation,
  protectionRemoved,
  unprotected,
  staleService,
  unusedGrant,
  valueInState,
  credentialInState,
  writeGap,
  writeRefused,
  forgotten,
  imported,
  valueNeeded,
];
