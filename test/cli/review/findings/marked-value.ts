import type { MadeChange } from "../fixtures/made-plan";

/** A value that is looked for where it does not belong. */
export const VALUE = "hunter-two/2";

/** What holds the value where it belongs, marked. */
export const MARKED: MadeChange = {
  address: "random_password.db",
  type: "random_password",
  actions: ["no-op"],
  before: { result: VALUE },
  after: { result: VALUE },
  sensitive: { result: true },
};

/** A new resource `it` of a type. */
export function made(
  type: string,
  after: Record<string, unknown>,
  more: Partial<MadeChange> = {},
): MadeChange {
  return { address: `${type}.it`, type, actions: ["create"], after, ...more };
}
