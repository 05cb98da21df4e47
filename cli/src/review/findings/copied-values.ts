import {
  hasMarks,
  holdsSecret,
  isObject,
  isShown,
  isWritten,
  marksOf,
  objectIn,
  parseJson,
  placeOf,
  taintedValues,
  decodeUrl,
  textOfBase64,
  TextSearch,
  type ResourceChange,
  type StackInput,
} from "../plan";
import type { FindingRule, Observation } from "./finding-rule";
import { isClearValue, OpenCopies, shown, type Copy, type Unmarked } from "./open-copies";
import { plainSecrets } from "./plain-texts";

/** A secret that lost its mark on the way, through `nonsensitive()` or a provider, and that everyone may read there. */
export const secretCopied: FindingRule = {
  id: "SECRET-COPIED",
  severity: "high",
  title:
    "A value that the plan marks as sensitive also stands where nothing marks it, or where AWS shows it whatever is marked",
  find: ({ input }) => {
    const { plan } = input;
    const telling = taintedValues(plan).filter(
      ({ value, telling }) => telling && value.length >= SHORTEST,
    );
    const find = finderOf(
      new Map(telling.map(({ value, name }) => [value, placeOf(name)])),
      // What is marked is no copy of itself, nor of what was made of the same.
      new Map(
        telling.flatMap(({ value, source }) => (source === undefined ? [] : [[value, source]])),
      ),
    );
    const plain = plainTextsOf(input);
    const open = new OpenCopies(plan);
    const ofResources = plan.changes
      .filter((change) => isWritten(change) && change.deposed === undefined)
      .flatMap((change) => {
        const before = copiesIn(change, change.before, find);
        const after = copiesIn(change, change.after, find).filter(
          // What looks like a secret by itself is another finding already.
          ({ text }) => !plain.get(change.address)?.has(text),
        );
        const isSaid = (copy: Copy): boolean =>
          after.some(({ path, source }) => path[0] === copy.path[0] && source === copy.source);
        const others = open.in(change).filter((copy) => !isSaid(copy));
        return observationsOf(change.label, [...after, ...others], before);
      });
    const ofOutputs = plan.outputs
      .filter(({ actions }) => actions.join() !== "no-op" && actions.join() !== "delete")
      .flatMap(({ name, before, after, beforeSensitive, afterSensitive }) => {
        const there = textsIn(before, beforeSensitive, []).flatMap((one) => copyOf(one, find));
        const here = textsIn(after, afterSensitive, []).flatMap((one) => copyOf(one, find));
        return observationsOf(`output.${name}`, [...here, ...open.ofOutput(name)], there);
      });
    return [...ofResources, ...ofOutputs];
  },
};

/** Shorter values stand in other texts by chance. */
const SHORTEST = 8;

/** Says where the value comes from that a text holds. */
type Find = (text: Unmarked) => string | undefined;

function finderOf(
  ofAll: ReadonlyMap<string, string>,
  ofSources: ReadonlyMap<string, string>,
): Find {
  const [inAll, inSources] = [searchOf(ofAll), searchOf(ofSources)];
  return ({ text, isMarked }) => {
    const look = isMarked ? inSources : inAll;
    return look(text) ?? (text.includes("%") ? look(decodeUrl(text)) : undefined);
  };
}

/** Says what stands behind a value in a text. The search is made once it is asked for. */
function searchOf(values: ReadonlyMap<string, string>): (text: string) => string | undefined {
  let search: TextSearch | undefined;
  return (text) => {
    search ??= new TextSearch(values.keys());
    const found = search.findIn(text);
    return found === undefined ? undefined : values.get(found);
  };
}

function observationsOf(
  subject: string,
  copies: readonly Copy[],
  before: readonly Copy[],
): readonly Observation[] {
  const keyOf = ({ path, text }: Copy): string => JSON.stringify([path, text]);
  const known = new Set(before.map(keyOf));
  const kinds = [false, true].flatMap((wasThere) =>
    [false, true].map((isMarked) => ({ wasThere, isMarked })),
  );
  return kinds.flatMap(({ wasThere, isMarked }) => {
    const here = copies.filter(
      (copy) => known.has(keyOf(copy)) === wasThere && (copy.isMarked ?? false) === isMarked,
    );
    if (here.length === 0) return [];
    const places = [...new Set(here.map(({ path }) => path.join(".")))].filter((one) => one !== "");
    const sources = [...new Set(here.map(({ source }) => source))].sort();
    const where = places.length === 0 ? "It" : places.join(", ");
    const why = isMarked
      ? "AWS shows it to everyone who may describe the resource, whatever Terraform marks"
      : "the mark that hides it there is lost here";
    return [
      {
        subject,
        text: `${where} ${places.length > 1 ? "hold" : "holds"} the value of ${sources.join(", ")} in plain text: ${why}.`,
        remedy: isMarked
          ? "Refer to the secret instead of its value, as `secrets` of a container do. A value that was shown is to be changed."
          : "Refer to the secret instead of its value; where the value must stand, keep it sensitive (no `nonsensitive`). A value that was shown is to be changed.",
        before: wasThere,
      },
    ];
  });
}

function copyOf(one: Unmarked, find: Find): readonly Copy[] {
  const source = find(one);
  return source === undefined ? [] : [{ ...one, source }];
}

/** Every text of a resource that holds a marked value and is not marked, or is shown all the same; `tags_all` repeats `tags`. */
function copiesIn(
  change: ResourceChange,
  values: ResourceChange["before"],
  find: Find,
): readonly Copy[] {
  const copies = Object.entries(objectIn(values)).flatMap(([attribute, value]) => {
    const isClear = isClearValue(change.type, values, attribute);
    if (!isClear && holdsSecret(change.type, attribute)) return [];
    const marks = isClear ? undefined : marksOf(change.afterSensitive, attribute);
    const texts = isShown(change.type, attribute)
      ? shownTextsIn(value, marks, [shown(attribute)])
      : textsIn(value, marks, [shown(attribute)]);
    return texts.flatMap((one) => copyOf(one, find));
  });
  const others = new Set(
    copies.filter(({ path }) => path[0] === "tags").map(({ path }) => path[1]),
  );
  return copies.filter(({ path: [first, key] }) => first !== "tags_all" || !others.has(key));
}

/** Every text that is not marked, those within JSON and Base64 as they are meant. */
function textsIn(value: unknown, marks: unknown, path: readonly string[]): readonly Unmarked[] {
  if (marks === true) return [];
  if (Array.isArray(value)) {
    return value.flatMap((part, at) => textsIn(part, marksOf(marks, at), path));
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) =>
      textsIn(part, marksOf(marks, key), [...path, shown(key)]),
    );
  }
  if (typeof value !== "string" || value.length < SHORTEST) return [];
  const inner = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  if (inner !== undefined) return textsIn(inner, undefined, path);
  return [{ path, text: textOfBase64(value) ?? value }];
}

/** The same where AWS shows also what is marked. */
function shownTextsIn(
  value: unknown,
  marks: unknown,
  path: readonly string[],
): readonly Unmarked[] {
  const unmarked = textsIn(value, marks, path);
  if (!hasMarks(marks)) return unmarked;
  const known = new Set(unmarked.map((one) => JSON.stringify(one)));
  const marked = textsIn(value, undefined, path).filter((one) => !known.has(JSON.stringify(one)));
  return [...unmarked, ...marked.map((one) => ({ ...one, isMarked: true }))];
}

/** By address, the texts that look secret by themselves. */
function plainTextsOf(input: StackInput): ReadonlyMap<string, ReadonlySet<string>> {
  const texts = new Map<string, Set<string>>();
  for (const { change, value } of plainSecrets(input, "after")) {
    const known = texts.get(change.address) ?? new Set();
    texts.set(change.address, known.add(value).add(textOfBase64(value) ?? value));
  }
  return texts;
}
