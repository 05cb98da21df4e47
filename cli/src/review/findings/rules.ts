import { secretCopied } from "./copied-values";
import { deletionAllowed } from "./deletion-allowed";
import type { FindingRule } from "./finding-rule";
import { halfMade } from "./half-made";
import {
  bucketDestroyed,
  forgotten,
  imported,
  keyDestroyed,
  secretDestroyed,
  secretReplaced,
} from "./lifecycle";
import { notPlanned } from "./not-planned";
import { nameTaken, readerShutOut, serviceReplaced } from "./order-of-change";
import { orderUnknown } from "./order-unknown";
import { plaintextSecret, valueAsReference } from "./plain-texts";
import {
  cannotProve,
  iamWidened,
  publicBucket,
  publicPolicy,
  trustWidened,
  unreadableSecret,
  unusedGrant,
} from "./policies";
import { noCmk, noRotation, protectionRemoved, unprotected } from "./protection";
import { replicaDeleted } from "./replicas";
import { stillUsed } from "./still-used";
import { checkFailed, drift, unknownAction } from "./unforeseen";
import {
  credentialInState,
  staleService,
  valueInState,
  writeGap,
  writeRefused,
} from "./written-values";

/** Everything that a review looks for. */
export const findingRules: readonly FindingRule[] = [
  notPlanned,
  publicBucket,
  publicPolicy,
  plaintextSecret,
  secretCopied,
  valueAsReference,
  unreadableSecret,
  iamWidened,
  trustWidened,
  secretReplaced,
  nameTaken,
  halfMade,
  orderUnknown,
  readerShutOut,
  stillUsed,
  serviceReplaced,
  secretDestroyed,
  replicaDeleted,
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
];
