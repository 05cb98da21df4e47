import { createHash } from "node:crypto";
import type { IConstruct } from "constructs";

/**
 * A name for an AWS resource that was given none: the construct path, the same on every run and machine.
 *
 * What is longer than `maxLength` is cut and ends in a digest of the whole path, so two long names never meet.
 */
export function physicalName(scope: IConstruct, maxLength: number): string {
  return shortened(scope.node.path.replace(/[^A-Za-z0-9-]+/g, "-"), maxLength, scope.node.path);
}

/** `name`, cut to `maxLength` where it is longer; then it ends in a digest of `whole`. */
export function shortened(name: string, maxLength: number, whole: string = name): string {
  if (name.length <= maxLength) return name;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${name.slice(0, maxLength - 9)}-${digest}`;
}
