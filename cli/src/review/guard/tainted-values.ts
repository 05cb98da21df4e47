import type { KnownValue } from "../../leaks";
import { actionInvocations } from "../plan/action-invocations";
import { isObject, listIn, objectIn, own, parseJson, textIn } from "../plan/json";
import { hasMarks, marksOf } from "../plan/marks";
import { holdsSecret } from "./secret-attributes";
import { taintConfiguration } from "./tainted-configuration";

/**
 * Every value of a plan that must not be shown: what Terraform marks before or after, and known secret attributes
 * whatever their marks. Each is named by where it was found, so that a finding can be reported without it.
 */
export function taintedValues(plan: unknown): readonly KnownValue[] {
  const found = new Map<string, string>();
  const add = (name: string, value: unknown): void => {
    for (const text of textsOf(value)) if (!found.has(text)) found.set(text, name);
  };
  for (const list of ["resource_changes", "resource_drift"]) {
    for (const resource of listIn(own(plan, list))) taintChange(resource, add);
  }
  for (const deferred of listIn(own(plan, "deferred_changes"))) {
    taintChange(own(deferred, "resource_change"), add);
  }
  for (const invocation of actionInvocations(plan)) {
    const address = textIn(own(invocation, "address")) ?? "";
    const values = own(invocation, "config_values");
    taintMarked(address, values, own(invocation, "config_sensitive"), add);
    taintKnown(textIn(own(invocation, "type")) ?? "", address, values, add);
  }
  for (const [name, change] of Object.entries(objectIn(own(plan, "output_changes")))) {
    taintSides(`output.${name}`, change, add);
  }
  taintValues(own(plan, "planned_values"), add);
  taintValues(own(own(plan, "prior_state"), "values"), add);
  taintConfiguration(plan, add);
  return [...found].map(([value, name]) => ({ name, value }));
}

/** Notes a value under the name of where it was found. */
export type Add = (name: string, value: unknown) => void;

function taintChange(resource: unknown, add: Add): void {
  const address = textIn(own(resource, "address")) ?? "";
  const type = textIn(own(resource, "type")) ?? "";
  const change = own(resource, "change");
  taintSides(address, change, add);
  for (const side of ["before", "after"]) taintKnown(type, address, own(change, side), add);
}

/** What is marked on one side is tainted on both: a mark may be lost on the way. */
function taintSides(address: string, change: unknown, add: Add): void {
  const marks = ["before_sensitive", "after_sensitive"].map((name) => own(change, name));
  for (const side of ["before", "after"]) {
    for (const tree of marks) taintMarked(address, own(change, side), tree, add);
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

/** Planned values and the prior state: modules in modules. */
function taintValues(values: unknown, add: Add): void {
  for (const [name, output] of Object.entries(objectIn(own(values, "outputs")))) {
    if (own(output, "sensitive") === true) add(`output.${name}`, own(output, "value"));
  }
  const visit = (module: unknown): void => {
    for (const resource of listIn(own(module, "resources"))) {
      const address = textIn(own(resource, "address")) ?? "";
      const attributes = own(resource, "values");
      taintMarked(address, attributes, own(resource, "sensitive_values"), add);
      taintKnown(textIn(own(resource, "type")) ?? "", address, attributes, add);
    }
    listIn(own(module, "child_modules")).forEach(visit);
  };
  visit(own(values, "root_module"));
}

/** The password in a connection string. */
const IN_URL = /:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/g;

/** The texts in a value: JSON also by its parts, several lines also line by line, a URL also by its password. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "number" || typeof value === "bigint") return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) return Object.values(value).flatMap(textsOf);
  if (typeof value !== "string") return [];
  const parsed = /^\s*[[{"]/.test(value) ? parseJson(value) : undefined;
  const parts = parsed === undefined ? [] : textsOf(parsed);
  const rows = value.includes("\n") ? value.split(/\r?\n/).map((row) => row.trim()) : [];
  const passwords = [...value.matchAll(IN_URL)].map(([, password = ""]) => password);
  return [value, ...parts, ...rows, ...passwords];
}
