import type { IConstruct } from "constructs";
import { resolved } from "./elements";
import { hasOnlyReferences, policyText } from "./json-embedded";
import type { PolicyStatement } from "./policy-document";
import { choice, needed, part, parts, readKnown } from "./prop-readers";
import { listType, mapType, objectType, TEXT, type PropReader, type PropTable } from "./prop-types";
import { oneOf, readObject } from "./props";
import { isUnresolved } from "./rule";

/** What a grant adds statements to. */
export const GRANTEE = objectType("a role", "addToPolicy");

/** Lists of texts by their names, which must be known like the items of each list. */
const lists: PropReader = {
  type: mapType(listType(TEXT)),
  read: (scope, prop, value) => readEntries(scope, prop, value, parts),
};

/** Such lists by their names, too. */
const listsByName: PropReader = {
  type: mapType(mapType(listType(TEXT))),
  read: (scope, prop, value) => readEntries(scope, prop, value, lists),
};

function readEntries(
  scope: IConstruct,
  prop: string,
  value: unknown,
  { read }: PropReader,
): unknown {
  const known = readKnown(scope, prop, value) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(known).map(([name, item]) => [name, read(scope, `${prop}.${name}`, item)]),
  );
}

const STATEMENT = {
  sid: part,
  effect: oneOf(choice, { Allow: true, Deny: true }),
  actions: needed(parts),
  resources: parts,
  principals: lists,
  conditions: listsByName,
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
