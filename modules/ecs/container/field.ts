import type { IResolvable } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import {
  isUnresolved,
  jsonEmbedded,
  number,
  part,
  parts,
  type PropReader,
  type PropTable,
  type TextReader,
  type TextsReader,
  flag,
  type FlagReader,
  type NumberReader,
} from "../../core/internal";
import { guardArguments, type TaskContext } from "../delivery";

/** Fields of a container definition, by the names of the ECS API. */
export type JsonFields = Readonly<Record<string, Json>>;

/** How a prop of a container is read, and which fields of its definition it becomes. */
export interface ContainerField<T> {
  readonly reader: PropReader;
  render(value: T, place: FieldPlace): JsonFields;
  /** The fields of a container without the prop. @default - none */
  readonly absent?: JsonFields;
}

/** A field for each prop; a prop without one does not compile. */
export type FieldTable<P> = {
  readonly [K in keyof Required<P>]: ContainerField<NonNullable<P[K]>> & {
    readonly reader: PropTable<P>[K];
  };
};

/** The container whose fields are rendered. */
export class FieldPlace {
  public constructor(
    public readonly container: Construct,
    public readonly task: TaskContext,
    /** Names of the variables that secrets fill. */
    public readonly secretNames: readonly string[],
  ) {}

  /** Makes a text, which may be any Terraform expression, fit for JSON. @param id unique in the container */
  public text(id: string, text: string): Json;
  public text(id: string, text: string | undefined): Json | undefined;
  public text(id: string, text: string | undefined): Json | undefined {
    return text === undefined ? undefined : jsonEmbedded(this.container, id, text);
  }

  /** Makes the arguments of a program fit for JSON; none of them may hold a secret. */
  public texts(prop: string, texts: readonly string[]): Json {
    guardArguments(this.container, prop, texts);
    return texts.map((text, index) => this.text(`${prop}-${index}`, text));
  }
}

/** A switch for JSON, where one that only Terraform knows is embedded as such a number is. */
export function jsonFlag(value: boolean | IResolvable | undefined): Json {
  return value as boolean | undefined;
}

/** A number that becomes a field as it is. */
export function plain(field: string): ContainerField<number> & { readonly reader: NumberReader } {
  return { reader: number, render: (value) => ({ [field]: value }) };
}

/** A switch that becomes a field as it is; a token is embedded as that of a number is. */
export function plainFlag(
  field: string,
  absent?: JsonFields,
): ContainerField<boolean | IResolvable> & { readonly reader: FlagReader } {
  return { reader: flag, render: (value) => ({ [field]: jsonFlag(value) }), absent };
}

/** A text that becomes a field. @param id of its local, where it is an expression */
export function text(
  field: string,
  id = field,
): ContainerField<string> & { readonly reader: TextReader } {
  return { reader: part, render: (value, place) => ({ [field]: place.text(id, value) }) };
}

/** A list of texts that becomes a field of the prop's name. */
export function texts(
  prop: string,
): ContainerField<readonly string[]> & { readonly reader: TextsReader } {
  return { reader: parts, render: (value, place) => ({ [prop]: place.texts(prop, value) }) };
}

/** A field of any other kind. @param absent fields without the prop: what another prop may fill keeps its place */
export function field<T, R extends PropReader>(
  reader: R,
  render: ContainerField<T>["render"],
  absent?: JsonFields,
): ContainerField<T> & { readonly reader: R } {
  return { reader, render, absent };
}

/** How the props of a table are read. */
export function readersOf<P>(fields: FieldTable<P>): PropTable<P> {
  const readers = Object.entries<ContainerField<never>>(fields).map(
    ([name, { reader }]) => [name, reader] as const,
  );
  return Object.fromEntries(readers) as PropTable<P>;
}

/** The fields that the props become, in the order of the table. */
export function renderFields<P extends object>(
  fields: FieldTable<P>,
  props: P,
  place: FieldPlace,
): JsonFields {
  const table = fields as Readonly<Record<string, ContainerField<unknown>>>;
  return mergeFields(
    Object.entries(table).map(([name, { render, absent = {} }]) => {
      const value = props[name as keyof P];
      return value === undefined ? absent : render(value, place);
    }),
  );
}

/** Puts fields together; a list or an object that several parts add to holds what each of them adds. */
export function mergeFields(parts: readonly JsonFields[]): JsonFields {
  const merged: Record<string, Json> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    merged[name] = mergeTwo(merged[name], value);
  }
  return merged;
}

function mergeTwo(before: Json, after: Json): Json {
  if (Array.isArray(before) && Array.isArray(after)) return [...before, ...after];
  if (isFields(before) && isFields(after)) return mergeFields([before, after]);
  return after ?? before;
}

function isFields(value: Json): value is JsonFields {
  return typeof value === "object" && !Array.isArray(value);
}

/** A name as a part of an id; of a token its index, because the token's own number changes with the rest of the app. */
export function idOf(name: string, index: number): string {
  return isUnresolved(name) ? String(index) : name;
}

/** Entries by their keys: the order of declaration never shows in a plan. */
export function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
