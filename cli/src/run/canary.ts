import { randomBytes } from "node:crypto";

/**
 * A value that occurs nowhere else, and that looks different in every encoding, so that a search for it proves
 * something.
 */
export function canary(): string {
  return `${randomBytes(12).toString("hex")}-"\\<&>+/=%ü`;
}
