import type { Check } from "../check";
import type { TaskReference } from "../task-reference";
import type { TaskRole } from "../task-role";
import { decryptPermission } from "./decrypt-permission";
import { jsonKeyMissing } from "./json-key-missing";
import { jsonValueNotText } from "./json-value-not-text";
import { keyDisabled } from "./key-disabled";
import { keyMissing } from "./key-missing";
import { keyPendingDeletion } from "./key-pending-deletion";
import { keyPolicy } from "./key-policy";
import { organizationPolicy } from "./organization-policy";
import { parameterOfOtherAccount } from "./parameter-of-other-account";
import { parameterPlainText } from "./parameter-plain-text";
import { permissionsBoundary } from "./permissions-boundary";
import { readPermission } from "./read-permission";
import { readerNotAlone } from "./reader-not-alone";
import { referenceMalformed } from "./reference-malformed";
import { registryLoginMalformed } from "./registry-login-malformed";
import { resourcePolicy } from "./resource-policy";
import { roleMissing } from "./role-missing";
import { roleTrust } from "./role-trust";
import { secretArnMistyped } from "./secret-arn-mistyped";
import { secretMissing } from "./secret-missing";
import { secretPendingDeletion } from "./secret-pending-deletion";
import { valueEmpty } from "./value-empty";
import { valueNotJson } from "./value-not-json";
import { valueNotText } from "./value-not-text";
import { valueUnreadable } from "./value-unreadable";
import { versionMissing } from "./version-missing";
import { wrongRegion } from "./wrong-region";

/** What can be wrong with a role of a task. */
export const roleChecks: readonly Check<TaskRole>[] = [roleMissing, roleTrust];

/** What can stand between a secret and its container, in the order in which it stands there. */
export const referenceChecks: readonly Check<TaskReference>[] = [
  referenceMalformed,
  parameterOfOtherAccount,
  wrongRegion,
  secretMissing,
  secretArnMistyped,
  secretPendingDeletion,
  versionMissing,
  parameterPlainText,
  keyMissing,
  keyDisabled,
  keyPendingDeletion,
  readPermission,
  decryptPermission,
  permissionsBoundary,
  organizationPolicy,
  resourcePolicy,
  keyPolicy,
  readerNotAlone,
  valueUnreadable,
  valueNotText,
  valueNotJson,
  jsonKeyMissing,
  jsonValueNotText,
  valueEmpty,
  registryLoginMalformed,
];
