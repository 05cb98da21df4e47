import { listIn, own } from "../plan/json";
import { hasMarks } from "../plan/marks";
import type { Resource, Side } from "./side";

/** A list of texts; where only the apply tells some of them, what its expression refers to stands for these. */
export function textsIn(side: Side, resource: Resource, attribute: string): readonly string[] {
  const known = listIn(resource.values[attribute]).filter((value) => typeof value === "string");
  if (!hasMarks(own(resource.unknown, attribute))) return known;
  const references = side.references(resource, side.expression(resource, attribute));
  const missing = references.map((reference) => side.resolve(reference));
  return [...new Set([...known, ...(missing.length > 0 ? missing : ["${known after apply}"])])];
}
