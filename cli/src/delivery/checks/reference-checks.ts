import type { Check } from "../check";
import type { TaskReference } from "../task-reference";
import { keyChecks } from "./key";
import { permissionChecks } from "./permission";
import { formChecks } from "./reference";
import { secretChecks } from "./secret";
import { valueChecks } from "./value";

/**
 * What can stand between a secret and its container, in the order in which it stands there. One more is a check in the
 * list of its subject, and a row in docs/troubleshooting.md.
 */
export const referenceChecks: readonly Check<TaskReference>[] = [
  ...formChecks,
  ...secretChecks,
  ...keyChecks,
  ...permissionChecks,
  ...valueChecks,
];
