import type { KnownValue } from "../../leaks";
import { constantOf, referencesIn, withoutIndexes, type ConfiguredModule } from "./configuration";
import { hasMarks, isObject, listIn, marksOf, objectIn, own } from "../../json";
import { isPlainParameter, PlainMarks } from "./plain-marks";
import { halvesOf } from "./renewals";
import type { Plan, ResourceChange, State } from "./plan";
import { secretParts } from "./secret-parts";
import { isShown } from "./shown-attributes";

/** A value that must not be shown, and where it was found. */
export interface TaintedValue extends KnownValue {
  /** Whether finding it where nothing marks it says that it was copied there. */
  readonly telling: boolean;
  /**
   * Where it comes from and is telling: a variable, or what holds secrets or was marked by its provider.
   *
   * @default - it is marked only where it was put, or where AWS shows it
   */
  readonly source?: string;
}

const known = new WeakMap<Plan, readonly TaintedValue[]>();

/**
 * Every value of a plan that must not be shown: what Terraform marks before or after, and known secret attributes
 * whatever their marks. Each is named by where it was found, so that a finding can be reported without it.
 */
export function taintedValues(plan: Plan): readonly TaintedValue[] {
  const found = known.get(plan) ?? collect(plan);
  known.set(plan, found);
  return found;
}

function collect(plan: Plan): readonly TaintedValue[] {
  const found = new Map<string, Omit<TaintedValue, "value">>();
  const origins = new Map<string, boolean>();
  const sourceOf = (name: string): string | undefined => {
    const place = placeOf(name);
    const isOne = origins.get(place) ?? isOrigin(plan, place);
    origins.set(place, isOne);
    return isOne ? place : undefined;
  };
  const add = (name: string, value: unknown): void => {
    for (const { text, telling } of secretParts(value, name.slice(name.lastIndexOf(".") + 1))) {
      const first = found.get(text);
      const source = first?.source ?? (telling ? sourceOf(name) : undefined);
      const kept = first === undefined || (telling && !first.telling) ? { name, telling } : first;
      found.set(text, source === undefined ? kept : { ...kept, source });
    }
  };
  const plain = new PlainMarks(plan, holdsSecret);
  for (const change of [...plan.changes, ...plan.drift]) {
    // What the old address held is judged by it, and what is marked on one side is tainted on both.
    for (const one of new Set([...halvesOf(change), change])) taintChange(one, add, plain);
  }
  for (const { address = "", type = "", values, sensitive } of plan.invocations) {
    taintMarked(address, values, sensitive, add);
    taintKnown(type, address, values, add);
  }
  for (const { name, ...change } of plan.outputs) {
    taintSides(`output.${name}`, change, add, (value, marks) =>
      plain.explainsOutput(name, value) ? false : marks,
    );
  }
  taintState(plan.plannedState, add, plain);
  taintState(plan.priorState, add, plain);
  taintVariables(plan, add);
  taintProviders(plan, add);
  taintModule(plan.configuration.root, add);
  return [...found].map(([value, one]) => ({ value, ...one }));
}

/** Whether values come from a place of {@link placeOf}, rather than from what its expression refers to. */
function isOrigin({ configuration }: Plan, place: string): boolean {
  if (/(^|\.)(var|output)\.[\w-]+$/.test(place)) return !/(^|\.)output\.[\w-]+$/.test(place);
  const [, address = "", type = "", attribute = ""] =
    /^((?:.*\.)?([\w-]+)\.[\w-]+)\.([\w-]+)$/.exec(place) ?? [];
  if (holdsSecret(type, attribute)) return true;
  if (isShown(type, attribute)) return false;
  return referencesIn(configuration.resources.get(address)?.expressions[attribute]).length === 0;
}

/** Fewer characters stand in too many texts to be looked for. */
const SHORTEST_SEARCHED = 8;

/** Where a plan marks values that are too short for any search: only the allow-list of what is shown keeps them out. */
export function placesOfShortValues(plan: Plan): readonly string[] {
  const short = taintedValues(plan).filter(
    ({ value }) => value !== "" && value.length < SHORTEST_SEARCHED,
  );
  return [...new Set(short.map(({ name }) => placeOf(name)))].sort();
}

/** The resource and its attribute of a tainted value's name: what lies below may be the key of a map, which is part of the value. */
export function placeOf(name: string): string {
  const [found = "something in the plan"] =
    /^(?:module\.[\w-]+\.)*(?:(?:var|output)\.[\w-]+|(?:data\.)?[\w-]+\.[\w-]+\.[\w-]+)/.exec(
      withoutIndexes(name),
    ) ?? [];
  return found;
}

/** Notes a value under the name of where it was found. */
type Add = (name: string, value: unknown) => void;

function taintChange(change: ResourceChange, add: Add, plain: PlainMarks): void {
  const { address, type } = change;
  const [before, after] = [change.before, change.after].map((values) => guarded(type, values));
  taintSides(address, { ...change, before, after }, add, (values, marks) =>
    plain.without(address, values, marks),
  );
  for (const values of [before, after]) taintKnown(type, address, values, add);
}

/** What is marked on one side is tainted on both: a mark may be lost on the way. */
function taintSides(
  name: string,
  {
    before,
    after,
    beforeSensitive,
    afterSensitive,
  }: Readonly<Record<"before" | "after" | "beforeSensitive" | "afterSensitive", unknown>>,
  add: Add,
  marksThatCount: (values: unknown, marks: unknown) => unknown,
): void {
  for (const values of [before, after]) {
    for (const marks of [beforeSensitive, afterSensitive]) {
      if (hasMarks(marks)) taintMarked(name, values, marksThatCount(values, marks), add);
    }
  }
}

function taintMarked(name: string, value: unknown, marks: unknown, add: Add): void {
  if (marks === true) return add(name, value);
  if (!hasMarks(marks)) return;
  if (Array.isArray(value)) {
    value.forEach((part, index) => taintMarked(name, part, marksOf(marks, index), add));
  } else if (isObject(value)) {
    for (const [key, part] of Object.entries(value)) {
      taintMarked(`${name}.${key}`, part, marksOf(marks, key), add);
    }
  }
}

function taintKnown(type: string, address: string, values: unknown, add: Add): void {
  for (const [attribute, value] of Object.entries(objectIn(values))) {
    if (holdsSecret(type, attribute)) add(`${address}.${attribute}`, value);
  }
}

function taintState({ outputs, resources }: State, add: Add, plain: PlainMarks): void {
  for (const { name, sensitive, value } of outputs) {
    if (sensitive && !plain.explainsOutput(name, value)) add(`output.${name}`, value);
  }
  for (const { address, type, values, sensitive } of resources) {
    taintMarked(address, guarded(type, values), plain.without(address, values, sensitive), add);
    taintKnown(type, address, guarded(type, values), add);
  }
}

/** Attributes that may hold secrets: the provider marks the value of every parameter, also of those that are stored in clear. */
function guarded(type: string, values: unknown): unknown {
  if (type !== "aws_ssm_parameter" || !isPlainParameter(own(values, "type"))) return values;
  const { value, insecure_value, ...others } = objectIn(values);
  void [value, insecure_value];
  return others;
}

function taintVariables({ variables, configuration }: Plan, add: Add): void {
  for (const [name, value] of variables) {
    // Without its declaration it cannot be taken for harmless.
    if (configuration.root.variables.get(name)?.sensitive !== false) add(`var.${name}`, value);
  }
}

/** What the blocks of providers hold in clear. */
function taintProviders({ configuration }: Plan, add: Add): void {
  for (const { key, expressions } of configuration.providers.values()) {
    for (const [setting, expression] of Object.entries(expressions)) {
      if (holdsSecret(key, setting)) add(`provider.${key}.${setting}`, constantOf(expression));
    }
  }
}

/** Constants: a write-only one stands nowhere else in a plan, and neither does what only a module calls sensitive. */
function taintModule({ prefix, resources, variables, calls }: ConfiguredModule, add: Add): void {
  for (const { address, type, expressions } of resources) {
    const isPlain =
      type === "aws_ssm_parameter" && isPlainParameter(constantOf(expressions["type"]));
    for (const [name, expression] of Object.entries(expressions)) {
      if (isPlain && name === "value") continue;
      if (name.endsWith("_wo") || holdsSecret(type, name)) {
        add(`${address}.${name}`, constantOf(expression));
      }
    }
  }
  for (const [name, variable] of variables) {
    if (variable.sensitive) add(`${prefix}var.${name}`, variable.default);
  }
  for (const { inputs, module } of calls) {
    for (const [input, expression] of Object.entries(inputs)) {
      if (!module.variables.get(input)?.sensitive) continue;
      add(`${module.prefix}var.${input}`, constantOf(expression));
    }
    taintModule(module, add);
  }
}

/** Attributes that hold secret values, whether a plan marks them or not. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  aws_iam_access_key: ["secret", "ses_smtp_password_v4", "encrypted_secret"],
  aws_secretsmanager_random_password: ["random_password"],
  aws_secretsmanager_secret_version: ["secret_string", "secret_binary"],
  aws_ssm_parameter: ["value"],
  random_password: ["result", "bcrypt_hash"],
  tls_private_key: ["private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"],
};

/** Of a resource of any type. */
const EVERYWHERE =
  /^(.*_)?(password|passwd|passphrase|private_key|secret_key|access_key|auth_token|api_key|token)$/;

/** Whether an attribute of a resource, or a setting of a provider, holds a secret value. */
export function holdsSecret(type: string, attribute: string): boolean {
  return listIn(own(KNOWN, type)).includes(attribute) || EVERYWHERE.test(attribute);
}
