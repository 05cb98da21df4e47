import type { ContainerChange } from "../model";
import { configurationOf, listIn, own, textIn, type JsonObject, type StackInput } from "../plan";
import { type Facet, facetsOf, normalizeContainer } from "./facets";
import {
  taskDefinitionsAfter,
  taskDefinitionsBefore,
  type TaskDefinition,
} from "./task-definition";

/** Every container that a plan adds, removes or changes, by family and name: names and tags, never values. */
export function containerChanges(input: StackInput): readonly ContainerChange[] {
  const before = byFamily(taskDefinitionsBefore(input));
  const after = byFamily(taskDefinitionsAfter(input));
  const families = [...new Set([...before.keys(), ...after.keys()])].sort();
  return families.flatMap((family) =>
    pairUp(before.get(family) ?? [], after.get(family) ?? []).flatMap(([old, now]) =>
      compare(family, old, now, input),
    ),
  );
}

type Pair = readonly [TaskDefinition | undefined, TaskDefinition | undefined];

/** Those of the same resource belong together; of what is left, the first to the first. */
function pairUp(before: readonly TaskDefinition[], after: readonly TaskDefinition[]): Pair[] {
  const pairs: Pair[] = [];
  const left = [...after];
  const unpaired: TaskDefinition[] = [];
  for (const old of before) {
    const index = left.findIndex(({ change }) => change === old.change);
    if (index < 0) unpaired.push(old);
    else pairs.push([old, left.splice(index, 1)[0]]);
  }
  for (const old of unpaired) pairs.push([old, left.shift()]);
  return [...pairs, ...left.map((now): Pair => [undefined, now])];
}

function compare(
  family: string,
  before: TaskDefinition | undefined,
  after: TaskDefinition | undefined,
  input: StackInput,
): readonly ContainerChange[] {
  const unprovable = [before, after].find((side) => side !== undefined && !side.containers);
  if (unprovable) return [cannotProve(family, before, unprovable, input)];
  const old = containersOf(before);
  const now = containersOf(after);
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const difference = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    const changes = describe(
      was && facetsOf(was, input, before?.recovered === true),
      is && facetsOf(is, input, after?.recovered === true),
    );
    if (difference === "changed" && changes.length === 0) return [];
    return [{ taskDefinition: family, container: name, difference, changes }];
  });
}

function containersOf(definition: TaskDefinition | undefined): ReadonlyMap<string, JsonObject> {
  return new Map(
    listIn(definition?.containers).map((container) => [
      containerName(container),
      normalizeContainer(container as JsonObject, definition?.networkMode),
    ]),
  );
}

function containerName(container: unknown): string {
  const name = textIn(own(container, "name")) ?? "";
  return /^[A-Za-z0-9_-]{1,255}$/.test(name) ? name : "with a name that cannot be shown";
}

function describe(
  before: ReadonlyMap<string, Facet> | undefined,
  after: ReadonlyMap<string, Facet> | undefined,
): readonly string[] {
  const labels = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort();
  if (before === undefined || after === undefined) {
    const facets = before ?? after;
    return labels
      .filter((label) => facets?.get(label)?.telling)
      .map((label) => spell(label, facets?.get(label)));
  }
  return labels.flatMap((label) => {
    const [was, is] = [before.get(label), after.get(label)];
    if (was === undefined) return [`${spell(label, is)} added`];
    if (is === undefined) return [`${spell(label, was)} removed`];
    if (was.value === is.value) return [];
    if (was.unknown || is.unknown) return [`${label}: known only at apply`];
    if (was.shown === undefined || is.shown === undefined) return [`${label} changed`];
    return [`${spell(label, was)} → ${is.shown}`];
  });
}

function spell(label: string, facet: Facet | undefined): string {
  if (facet?.shown === undefined) return label;
  return `${label} ${facet.isSource ? "from " : ""}${facet.shown}`;
}

function cannotProve(
  family: string,
  before: TaskDefinition | undefined,
  { change }: TaskDefinition,
  { plan }: StackInput,
): ContainerChange {
  const resource = configurationOf(plan, change);
  const references = resource?.references(resource.expressions["container_definitions"]) ?? [];
  // Terraform lists `a.b.arn` and `a.b`.
  const named = [...new Set(references)]
    .filter((reference) => /^[A-Za-z0-9_.[\]"-]+$/.test(reference))
    .filter((reference) => !references.some((other) => other.startsWith(`${reference}.`)));
  const from = named.length === 0 ? "" : `, from ${named.sort().join(", ")}`;
  return {
    taskDefinition: family,
    container: "all",
    difference: before === undefined ? "added" : "changed",
    changes: [`cannot prove what changes: known only at apply${from}`],
  };
}

function byFamily(definitions: readonly TaskDefinition[]): Map<string, TaskDefinition[]> {
  const families = new Map<string, TaskDefinition[]>();
  for (const definition of definitions) {
    const { family } = definition;
    families.set(family, [...(families.get(family) ?? []), definition]);
  }
  return families;
}
