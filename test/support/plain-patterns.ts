import { setFlagsFromString } from "node:v8";

/**
 * For the tests of a file: patterns as V8 compiles them in a process that already has many, without optimization. Then one
 * that repeats fills the stack with a text a quarter as long.
 */
export function withPlainPatterns(): void {
  beforeAll(() => setFlagsFromString("--no-regexp-optimization"));
  afterAll(() => setFlagsFromString("--regexp-optimization"));
}
