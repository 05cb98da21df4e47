import { Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { policyText } from "./json-embedded";
import {
  CHOICE,
  FLAG,
  isRecord,
  listType,
  mapType,
  NUMBER,
  objectType,
  TEXT,
  type FlagReader,
  type KnownFlagReader,
  type Needed,
  type NumberReader,
  type NumbersReader,
  type PropReader,
  type PropType,
  type TextMapReader,
  type TextReader,
  type TextsReader,
} from "./prop-types";
import { defineRule, enforceKnown, holdsToken, isUnresolved } from "./rule";
import { LIST_TOKEN, terraformText, textOf } from "./terraform-json";

const listKnown = defineRule<string>({
  id: "list-known",
  demands: "be known at synthesis, because its entries become parts of JSON, or blocks",
  source: "decision 13",
  remedy: "Pass the entries one by one; each of them may be a token.",
  broken: (kind) => `a ${kind} that only Terraform knows`,
});

const listWhole = defineRule<boolean>({
  id: "list-whole",
  demands: "hold texts, or be one list that only Terraform knows: such a list has no items here",
  source: "https://developer.hashicorp.com/terraform/cdktf/concepts/tokens",
  remedy:
    "Write Fn.concat([list, [text]]) for both together, and Fn.element(list, 0) for one item.",
  broken: (mixed) => mixed && "a list among texts",
});

/** What reads a prop that must be given. */
export function needed<R extends PropReader>(reader: R): R & Needed {
  return { ...reader, isNeeded: true };
}

/** As it is: what is of a type. */
export function given(type: PropType): PropReader {
  return { type, read: (_scope, _prop, value) => value };
}

/** As it is: an object of this library, or one that can stand for it. @param members by which it is known */
export function having(title: string, ...members: readonly string[]): PropReader {
  return given(objectType(title, ...members));
}

/** A number that may be any token of one. */
export const number: NumberReader = {
  isNumber: true,
  type: NUMBER,
  read: (_scope, _prop, value) => numberOf(value),
};

/** A list of numbers; which there are must be known. */
export const numbers: NumbersReader = {
  isNumbers: true,
  type: listType(NUMBER),
  read: (scope, prop, value) => {
    const items = readKnown(scope, prop, value);
    return Array.isArray(items) ? items.map(numberOf) : items;
  },
};

/** A number that decides what is synthesized, so Terraform cannot be the one who knows it. */
export const knownNumber: NumberReader = {
  isNumber: true,
  type: NUMBER,
  read: readChoice,
};

/** A switch that may be any token of one: it becomes an argument, or a field of JSON. */
export const flag: FlagReader = {
  isFlag: true,
  type: FLAG,
  read: (_scope, _prop, value) => (isOneToken(value) ? Token.asAny(value) : value),
};

/** A switch that decides what is synthesized. */
export const knownFlag: KnownFlagReader = {
  isKnownFlag: true,
  type: FLAG,
  read: readChoice,
};

/** A list that ends up in JSON: which items there are must be known. */
export function knownList(items: PropType): PropReader {
  return {
    type: listType(items),
    read: (scope, prop, value) => {
      const known = readKnown(scope, prop, value);
      return Array.isArray(known) ? known : [];
    },
  };
}

/** Entries by their names that end up in JSON: which ones there are must be known. */
export function knownMap(items: PropType): PropReader {
  return { type: mapType(items), read: readKnown };
}

/** What is known at synthesis; anything else is refused, and nothing stands for it. */
export function readKnown(scope: IConstruct, prop: string, value: unknown): unknown {
  if (!holdsToken(value)) return value;
  listKnown.enforce(scope, prop, Array.isArray(value) ? "list" : "map");
  return Array.isArray(value) ? [] : {};
}

/** A text that decides what is synthesized, so Terraform cannot be the one who knows it. */
export const choice: TextReader = {
  isText: true,
  type: CHOICE,
  read: readChoice,
};

/** A text that becomes an argument of Terraform. */
export const text: TextReader = {
  isText: true,
  type: TEXT,
  read: (_scope, _prop, value) => argumentText(value),
};

/** A list of such texts; one that only Terraform knows is taken as it is, where Terraform itself takes a list. */
export const texts: TextsReader = {
  isTexts: true,
  type: listType(TEXT),
  read: (scope, prop, value) => {
    if (isOneToken(value)) return Token.asList(value);
    if (!isWholeList(scope, prop, value)) return [];
    return Array.isArray(value) && !holdsToken(value) ? value.map(argumentText) : value;
  },
};

/** A list of such texts whose length must be known, because each becomes a block of its own. */
export const knownTexts: TextsReader = {
  isTexts: true,
  type: listType(TEXT),
  read: (scope, prop, value) => texts.read(scope, prop, readKnown(scope, prop, value)),
};

/** Such texts by their names. */
export const textMap: TextMapReader = {
  isTextMap: true,
  type: mapType(TEXT),
  read: (_scope, _prop, value) => {
    if (isOneToken(value)) return Token.asStringMap(value);
    return mapItems(value, argumentText);
  },
};

/** A text that becomes a part of a longer one or of JSON, where its construct makes Terraform's own text of it. */
export const part: TextReader = {
  isText: true,
  type: TEXT,
  read: (_scope, _prop, value) => textOf(value),
};

/** A text that becomes a part of ARNs and of the policies that hold them. */
export const name: TextReader = {
  isText: true,
  type: TEXT,
  read: (scope, prop, value) => {
    const given = textOf(value);
    return typeof given === "string" ? policyText(scope, prop, given) : given;
  },
};

/** A list of such texts; which there are must be known. */
export const parts: TextsReader = {
  isTexts: true,
  type: listType(TEXT),
  read: (scope, prop, value) => {
    if (!isWholeList(scope, prop, value)) return [];
    if (!holdsToken(value)) return Array.isArray(value) ? value.map(textOf) : value;
    listKnown.enforce(scope, prop, "list");
    return [];
  },
};

/** A list of texts that become parts of ARNs and of the policies that hold them. */
export const names: TextsReader = {
  isTexts: true,
  type: listType(TEXT),
  read: (scope, prop, value) => {
    const items = parts.read(scope, prop, value);
    return Array.isArray(items)
      ? items.map((item) => (typeof item === "string" ? policyText(scope, prop, item) : item))
      : items;
  },
};

/** Such texts by their names, which must be known. */
export const partMap: TextMapReader = {
  isTextMap: true,
  type: mapType(TEXT),
  read: (scope, prop, value) => mapItems(readKnown(scope, prop, value), textOf),
};

function readChoice(scope: IConstruct, prop: string, value: unknown): unknown {
  enforceKnown(scope, prop, value);
  return value;
}

function argumentText(value: unknown): unknown {
  const text = textOf(value);
  return typeof text === "string" ? terraformText(text) : text;
}

function isWholeList(scope: IConstruct, prop: string, value: unknown): boolean {
  const isMixed =
    Array.isArray(value) && value.length > 1 && value.some((item) => LIST_TOKEN.test(String(item)));
  listWhole.enforce(scope, prop, isMixed);
  return !isMixed;
}

function numberOf(value: unknown): unknown {
  return isOneToken(value) ? Token.asNumber(value) : value;
}

/** What Terraform's functions of cdktf return, whatever it is of. */
function isOneToken(value: unknown): boolean {
  return Tokenization.isResolvable(value) || (typeof value === "string" && isUnresolved(value));
}

function mapItems(value: unknown, change: (item: unknown) => unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item)]));
}
