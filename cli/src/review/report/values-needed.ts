import { describeSource } from "../containers";
import type { ValueNeeded } from "../model";
import {
  canonicalJson,
  configurationOf,
  isWritten,
  ownPath,
  referencesIn,
  secretName,
  textIn,
  withoutIndexes,
  type ConfiguredResource,
  type ResourceChange,
  type StackInput,
} from "../plan";

/**
 * The variables that the apply of a plan wants to know, because they go into write-only arguments of what it makes or
 * changes.
 *
 * Terraform evaluates these arguments with every change of their resource, and providers send some of them with every
 * change: a variable too many only has to be set, one too few stops an apply half-way.
 */
export function valuesNeeded(input: StackInput): readonly ValueNeeded[] {
  const needed = input.plan.changes.filter(isWritten).flatMap((change) => {
    const resource = configurationOf(input.plan, change);
    if (resource === undefined) return [];
    const secret = nameOf(change, resource, input);
    return variablesOf(resource, input).map((variable) => ({ variable, secret }));
  });
  // The guards of the first plan after an upgrade ask for values that nothing else needs.
  const asked = valuesOfProvisioners(input).filter(
    ({ variable }) => !needed.some((value) => value.variable === variable),
  );
  const unique = new Map([...needed, ...asked].map((value) => [canonicalJson(value), value]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}

/** What provisioners of resources to be made want to know. */
function valuesOfProvisioners(input: StackInput): readonly ValueNeeded[] {
  return input.plan.changes
    .filter(({ action }) => action === "create" || action === "replace")
    .flatMap((change) => {
      const resource = configurationOf(input.plan, change);
      const references = resource?.references(resource.provisioners) ?? [];
      return variablesBehind(references, input).map((variable) => ({
        variable,
        secret: change.label,
      }));
    });
}

function variablesOf(resource: ConfiguredResource, input: StackInput): readonly string[] {
  const writeOnly = Object.entries(resource.expressions).filter(([name]) => name.endsWith("_wo"));
  const references = writeOnly.flatMap(([, expression]) => resource.references(expression));
  return variablesBehind(references, input);
}

function variablesBehind(references: readonly string[], input: StackInput): readonly string[] {
  const waiting = [...references];
  const seen = new Set<string>();
  const variables = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const [kind, name = ""] = next.split(".");
    if (kind === "var") variables.add(name);
    else if (kind === "local") waiting.push(...behindLocal(name, input));
    else {
      const address = next.split(".").slice(0, 3).join(".");
      const ephemeral = kind === "ephemeral" ? configurationOf(input.plan, { address }) : undefined;
      waiting.push(...(ephemeral?.references(ephemeral.expressions) ?? []));
    }
  }
  return [...variables].filter((name) => isAskedFor(name, input)).sort();
}

/** A plan does not say what locals are made of: where the configuration does not, any sensitive variable may be it. */
function behindLocal(name: string, { plan, synthesized }: StackInput): readonly string[] {
  const local = ownPath(synthesized, "locals", name);
  if (local !== undefined) {
    const text = canonicalJson(local);
    return [...text.matchAll(/\b(?:var|local)\.[A-Za-z_][\w-]*/g)].map(([reference]) => reference);
  }
  return [...plan.configuration.root.variables]
    .filter(([, { sensitive }]) => sensitive)
    .map(([variable]) => `var.${variable}`);
}

/** Ephemeral variables only: what others hold is in the plan already. */
function isAskedFor(name: string, { plan, synthesized }: StackInput): boolean {
  const declared = ownPath(synthesized, "variable", name);
  if (declared !== undefined) return ownPath(declared, "ephemeral") === true;
  // A plan does not call variables ephemeral, but it never holds more than the default of one.
  const given = plan.variables.get(name) ?? null;
  const byDefault = plan.configuration.root.variables.get(name)?.default ?? null;
  return given === null || canonicalJson(given) === canonicalJson(byDefault);
}

function nameOf(change: ResourceChange, resource: ConfiguredResource, input: StackInput): string {
  if (change.type !== "aws_secretsmanager_secret_version") return secretName(change);
  const known = textIn(change.after?.["secret_id"]);
  if (known !== undefined) return describeSource(known, input);
  const references = resource.references(referencesOnly(resource.expressions["secret_id"]));
  const owner = input.plan.changes.find(
    ({ type, address }) =>
      type === "aws_secretsmanager_secret" && references.includes(withoutIndexes(address)),
  );
  return owner === undefined ? change.label : secretName(owner);
}

function referencesOnly(expression: unknown): { readonly references: readonly string[] } {
  return { references: referencesIn(expression) };
}
