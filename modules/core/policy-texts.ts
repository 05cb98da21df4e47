import type { IConstruct } from "constructs";
import { resolved } from "./elements";
import { hasOnlyReferences, policyText } from "./json-embedded";
import type { PolicyStatement } from "./policy-document";
import { choice, given, needed, part, parts } from "./prop-readers";
import { listType, mapType, objectType, TEXT, type PropTable } from "./prop-types";
import { oneOf, readObject } from "./props";
import { isUnresolved } from "./rule";

/** What a grant adds statements to. */
export const GRANTEE = objectType("a role", "addToPolicy");

const LISTS = mapType(listType(TEXT));

const STATEMENT = {
  sid: part,
  effect: oneOf(choice, { Allow: true, Deny: true }),
  actions: needed(parts),
  resources: parts,
  principals: given(LISTS),
  conditions: given(mapType(LISTS)),
} satisfies PropTable<PolicyStatement>;

/**
 * A statement of such texts, of which only those with quotes move; whether it allows or denies must be known.
 *
 * @param prop what they are
 */
export function policyTexts(
  scope: IConstruct,
  prop: string,
  statement: PolicyStatement,
): PolicyStatement {
  const read = readObject(scope, prop, STATEMENT, statement);
  // Most are, and to look at each text takes longer.
  if (hasOnlyReferences(JSON.stringify(read))) return read;
  const { sid, actions, resources, principals, conditions } = read;
  const fitOne = (text: string) => (hasQuotes(scope, text) ? policyText(scope, prop, text) : text);
  const fit = (texts: readonly string[]) => texts.map(fitOne);
  return {
    ...read,
    sid: sid === undefined ? undefined : fitOne(sid),
    actions: fit(actions),
    resources: resources && fit(resources),
    principals: principals && mapped(principals, fit, fitOne),
    conditions: conditions && mapped(conditions, (keys) => mapped(keys, fit, fitOne), fitOne),
  };
}

function hasQuotes(scope: IConstruct, text: string): boolean {
  if (!isUnresolved(text) || hasOnlyReferences(text)) return false;
  return /["\\]/.test(String(resolved(scope, text)));
}

function mapped<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
  name: (key: string) => string,
): Readonly<Record<string, U>> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [name(key), change(value)]),
  );
}
