import { judgedArguments } from "../../../../modules/facts";
import {
  holdsSecret,
  isObject,
  isPlainParameter,
  isShown,
  marksOf,
  own,
  parseJson,
  textIn,
  textOfBase64,
  type Values,
} from "../plan";

/** A text that AWS shows to every principal that may describe the resource. */
export interface ClearText {
  /** `tag`, `variable` or `attribute`. */
  readonly what: string;
  /** Attributes and names, without the numbers of blocks. */
  readonly path: readonly string[];
  /** Judged with the text. @default - the text stands for itself */
  readonly name?: string;
  readonly value: string;
  /** Judged in place of the value: an argument and its option. @default - the value */
  readonly judged?: string;
}

/** Types whose texts are looked at in another way, or that are no place of AWS. */
const OTHERS = /^(?!aws_)/;

/** What says who may do what, or repeats what stands elsewhere. */
const LEFT_OUT =
  /^(tags_all|arn|id|.*policy|policy_document|inline_policy|managed_policy_arns|container_definitions|source_code_hash|user_data_replace_on_change)$/;

/** Where blocks say of each value what it is called. */
const NAME = ["name", "Name", "key", "Key", "environment_variable_name"];
const VALUE = ["value", "Value"];
/** What names a value; other keys of maps, such as an ARN, say what it is about. */
const IDENTIFIER = /^-{0,2}[A-Za-z_][\w.-]*$/;
/** Kinds of values that name a secret and hold none. */
const NAMES_A_SECRET = /^(PARAMETER_STORE|SECRETS_MANAGER)$/;

/**
 * Every text of a resource that nothing marks, or that AWS shows all the same, whatever its type, each with the name that its
 * author gave it.
 */
export function clearTexts(
  type: string,
  values: Values | undefined,
  marks: readonly unknown[],
): readonly ClearText[] {
  if (values === undefined || OTHERS.test(type)) return [];
  return Object.entries(values).flatMap(([attribute, value]) => {
    if (LEFT_OUT.test(attribute)) return [];
    if (type === "aws_ssm_parameter" && /^(insecure_)?value$/.test(attribute)) {
      return parameterTexts(attribute, value, values);
    }
    const marked = isShown(type, attribute) ? [] : marks.map((tree) => marksOf(tree, attribute));
    if (marked.includes(true) || holdsSecret(type, attribute)) return [];
    return textsIn(value, marked, { path: [attribute], isNamed: attribute === "tags" });
  });
}

/** The provider marks the value of every parameter, also of those that are stored in clear. */
function parameterTexts(attribute: string, value: unknown, values: Values): readonly ClearText[] {
  if (!isPlainParameter(values["type"])) return [];
  const name = textIn(values["name"])?.split("/").at(-1);
  return textsIn(value, [], { path: [attribute], isNamed: name !== undefined, name });
}

/** Where a value stands. */
interface Place {
  readonly path: readonly string[];
  /** Whether the last step is a name that the author gave, such as the key of a map. */
  readonly isNamed: boolean;
  /** @default - the last step */
  readonly name?: string | undefined;
}

function textsIn(value: unknown, marks: readonly unknown[], place: Place): readonly ClearText[] {
  if (marks.includes(true)) return [];
  const below = (part: string | number): readonly unknown[] =>
    marks.map((tree) => marksOf(tree, part));
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const judged = judgedArguments(list.map((part) => textIn(part) ?? ""));
    return list.flatMap((part, at) => {
      if (isObject(part)) return textsOfBlock(part, below(at), place.path);
      const texts = textsIn(part, below(at), { ...place, isNamed: false });
      // A list in a list has arguments of its own.
      if (typeof part !== "string" || judged[at] === part) return texts;
      return texts.map((one) => ({ ...one, judged: judged[at] }));
    });
  }
  if (isObject(value)) {
    const named = textOfPair(value, marks, place.path);
    if (named !== undefined) return named;
    return Object.entries(value).flatMap(([key, part]) => {
      const marked = below(key);
      const inner = ofType(part);
      return inner === undefined
        ? textsIn(part, marked, { path: [...place.path, key], isNamed: true })
        : textsIn(
            inner.value,
            marked.map((tree) => marksOf(tree, inner.type)),
            { path: [...place.path, key], isNamed: true },
          );
    });
  }
  return typeof value === "string" ? textsOf(value, place) : [];
}

/** DynamoDB writes a text with its type: `{ S = "…" }`. */
function ofType(part: unknown): { readonly type: string; readonly value: unknown } | undefined {
  const [first, ...more] = isObject(part) ? Object.entries(part) : [];
  if (first === undefined || more.length > 0) return undefined;
  const [type, value] = first;
  return /^(S|B|SS)$/.test(type) ? { type, value } : undefined;
}

/** A block: its names are the provider's, and those of maps in it the author's. */
function textsOfBlock(
  block: Readonly<Record<string, unknown>>,
  marks: readonly unknown[],
  path: readonly string[],
): readonly ClearText[] {
  const named = textOfPair(block, marks, path);
  if (named !== undefined) return named;
  return Object.entries(block).flatMap(([name, part]) => {
    // `environment { variables = { … } }` is called by the block alone, as it was always in waivers.
    const inside = name === "variables" || name === "environment_variable" ? path : [...path, name];
    const marked = marks.map((tree) => marksOf(tree, name));
    return LEFT_OUT.test(name) ? [] : textsIn(part, marked, { path: inside, isNamed: false });
  });
}

/** What a block or an object says under a name of its own: `{ name = "DB_PASSWORD", value = "…" }`. */
function textOfPair(
  pair: Readonly<Record<string, unknown>>,
  marks: readonly unknown[],
  path: readonly string[],
): readonly ClearText[] | undefined {
  const [nameKey, valueKey] = [NAME, VALUE].map((keys) =>
    keys.find((key) => typeof own(pair, key) === "string"),
  );
  if (nameKey === undefined || valueKey === undefined) return undefined;
  if (NAMES_A_SECRET.test(textIn(pair["type"]) ?? "")) return [];
  const name = textIn(pair[nameKey]) ?? "";
  const marked = marks.map((tree) => marksOf(tree, valueKey));
  return textsIn(pair[valueKey], marked, { path: [...path, name], isNamed: true });
}

function textsOf(text: string, { path, isNamed, name = path.at(-1) }: Place): readonly ClearText[] {
  const inner = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (inner !== undefined) return textsIn(inner, [], { path, isNamed: false });
  const [first = ""] = path;
  const what = first === "tags" ? "tag" : isNamed && path.length > 1 ? "variable" : "attribute";
  return [
    {
      what,
      path,
      ...(isNamed && name !== undefined && IDENTIFIER.test(name) ? { name } : {}),
      value: textOfBase64(text) ?? text,
    },
  ];
}
