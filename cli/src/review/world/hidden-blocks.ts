import {
  hasMarks,
  isObject,
  own,
  ownPath,
  referencesIn,
  textsOf,
  withoutIndexes,
  type ConfiguredModule,
  type Plan,
  type StackInput,
} from "../plan";

/**
 * What blocks are made of that no configuration in a plan shows: those of a `dynamic` block with an unknown number of blocks. Of a
 * new resource the plan shows nothing of them but this: it lists attributes as relevant that nothing else refers to.
 *
 * @param isOpen whether only the apply tells an attribute: a known one does not leave the number of blocks open
 * @returns nothing where something else in the plan could hide the reference as well: a local, or a dynamic block with a known number
 */
export function hiddenReferences(
  plan: Plan,
  isOpen: (reference: string) => boolean,
): readonly string[] {
  const relevant = plan.relevant
    .map(({ resource, path }) => [resource, ...path].join("."))
    .filter(isOpen);
  if (relevant.length === 0 || hidesReferences(plan)) return [];
  const shown = new Set(shownIn(plan));
  return [...new Set(relevant)].filter((reference) => {
    const plain = withoutIndexes(reference);
    return ![...ends(plain)].some((start) => shown.has(start));
  });
}

/** Whether a synthesized resource has a dynamic block of a name. */
export function isDynamic(
  { synthesized }: StackInput,
  { type, address }: { readonly type: string; readonly address: string },
  block: string,
): boolean {
  if (address.startsWith("module.")) return false;
  const name = withoutIndexes(address).split(".").at(-1) ?? "";
  return ownPath(synthesized, "resource", type, name, "dynamic", block) !== undefined;
}

/** `a.b.c.d`, `a.b.c`: who refers to the whole may mean the part. */
function* ends(reference: string): Generator<string> {
  let end = reference.length;
  while (end > 0) {
    yield reference.slice(0, end);
    end = reference.lastIndexOf(".", end - 1);
  }
}

/** Whether something unknown is made of a local, or of a dynamic block that the plan shows: what these refer to stands nowhere. */
function hidesReferences({ changes, configuration, outputs }: Plan): boolean {
  const isLocal = (reference: string): boolean => /(?:^|\.)local\./.test(reference);
  const inResources = changes.some((change) => {
    const configured = configuration.resources.get(withoutIndexes(change.address));
    if (configured === undefined || !isObject(change.afterUnknown)) return false;
    return Object.entries(change.afterUnknown).some(([attribute, marks]) => {
      if (!hasMarks(marks)) return false;
      const expression = configured.expressions[attribute];
      return expression === undefined
        ? Array.isArray(marks)
        : configured.references(expression).some(isLocal);
    });
  });
  const inOutputs = outputs.some(
    ({ name, afterUnknown }) =>
      hasMarks(afterUnknown) && referencesIn(own(configuration.root.outputs, name)).some(isLocal),
  );
  return inResources || inOutputs || callsOf(configuration.root).some(isLocal);
}

/** What the inputs of modules refer to, modules in modules included. */
function callsOf({ calls, prefix }: ConfiguredModule): readonly string[] {
  return calls.flatMap(({ inputs, repetition, module }) => [
    ...longestIn([inputs, repetition?.expression]).map((one) => `${prefix}${one}`),
    ...callsOf(module),
  ]);
}

/** Everything that the configuration refers to, seen from its root and without indexes. */
function shownIn({ configuration }: Plan): readonly string[] {
  const { resources, providers, root } = configuration;
  const ofResources = [...resources.values()].flatMap((resource) => {
    const { expressions, provisioners, repetition, references } = resource;
    return leavesOf([expressions, provisioners, repetition?.expression]).flatMap((leaf) =>
      longest(references(leaf)),
    );
  });
  const ofProviders = [...providers.values()].flatMap((one) => longestIn(one.expressions));
  return [...ofResources, ...ofProviders, ...callsOf(root), ...outputsOf(root)].map(withoutIndexes);
}

function outputsOf({ outputs, prefix, calls }: ConfiguredModule): readonly string[] {
  return [
    ...longestIn(outputs).map((one) => `${prefix}${one}`),
    ...calls.flatMap(({ module }) => outputsOf(module)),
  ];
}

function longestIn(expressions: unknown): readonly string[] {
  return leavesOf(expressions).flatMap((leaf) => longest(referencesIn(leaf)));
}

/** Expressions that refer to something, each for itself. */
function leavesOf(expressions: unknown): readonly unknown[] {
  if (Array.isArray(expressions)) return expressions.flatMap(leavesOf);
  if (!isObject(expressions)) return [];
  if (textsOf(expressions["references"]).length > 0) return [expressions];
  return Object.values(expressions).flatMap(leavesOf);
}

/** Of a reference Terraform lists the resource, too: that is no reference to the whole. */
function longest(references: readonly string[]): readonly string[] {
  return references.filter((one) => !references.some((other) => other.startsWith(`${one}.`)));
}
