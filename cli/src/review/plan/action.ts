import type { Action, ResourceChange } from "./plan";

const SINGLE: ReadonlySet<string> = new Set<Action>([
  "create",
  "read",
  "update",
  "delete",
  "forget",
  "open",
  "no-op",
]);

/** What Terraform's list of actions says. */
export type ReadAction = Pick<ResourceChange, "action" | "words" | "createsFirst" | "leavesOld">;

/**
 * Reads Terraform's list of actions, in whatever order it stands: `["create", "delete"]` is a replacement, too.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function readAction(words: readonly string[]): ReadAction {
  const [first = ""] = words;
  if (words.length === 1 && SINGLE.has(first)) return { action: first as Action };
  const others = words.filter((word) => word !== "create");
  const [other = ""] = others;
  const replaces = words.length === 2 && others.length === 1;
  if (!replaces || !["delete", "forget"].includes(other)) return { action: "unknown", words };
  return {
    action: "replace",
    createsFirst: first === "create",
    ...(other === "forget" ? { leavesOld: true } : {}),
  };
}
