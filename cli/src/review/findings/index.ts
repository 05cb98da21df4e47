import { accessAdded } from "./access-added";
import { cannotProve } from "./cannot-prove";
import { checkFailed } from "./check-failed";
import { drift } from "./drift";
import type { FindingRule } from "./finding-rule";
import { forgotten } from "./forgotten";
import { iamWidened } from "./iam-widened";
import { imported } from "./imported";
import { keyDestroyed } from "./key-destroyed";
import { noCmk } from "./no-cmk";
import { noRotation } from "./no-rotation";
import { plaintextSecret } from "./plaintext-secret";
import { protectionRemoved } from "./protection-removed";
import { publicBucket } from "./public-bucket";
import { publicPolicy } from "./public-policy";
import { secretDestroyed } from "./secret-destroyed";
import { secretReplaced } from "./secret-replaced";
import { staleService } from "./stale-service";
import { trustWidened } from "./trust-widened";
import { unknownAction } from "./unknown-action";
import { unreadableSecret } from "./unreadable-secret";
import { unusedGrant } from "./unused-grant";
import { valueInState } from "./value-in-state";
import { valueNeeded } from "./value-needed";
import { writeGap } from "./write-gap";
import { writeRefused } from "./write-refused";

export type { FindingContext, FindingRule, Observation } from "./finding-rule";

/** Everything that a review looks for. */
export const findingRules: readonly FindingRule[] = [
  publicBucket,
  publicPolicy,
  plaintextSecret,
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
