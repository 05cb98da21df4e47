import { listIn, own } from "./json";

/**
 * What a plan invokes of providers besides making and changing resources, also what it puts off.
 *
 * @see https://developer.hashicorp.com/terraform/language/invoke-actions
 */
export function actionInvocations(raw: unknown): readonly unknown[] {
  return ["action_invocations", "deferred_action_invocations"].flatMap((list) =>
    listIn(own(raw, list)).map((entry) => own(entry, "action_invocation") ?? entry),
  );
}
