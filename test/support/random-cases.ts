/** Set by test/full/jest.config.mjs. */
const ALL = "allRandomCases" in globalThis;

/** With how many random cases a property is tried: a tenth of `all`, but for `npm run test:full`. */
export function randomCases(all: number): number {
  return ALL ? all : Math.ceil(all / 10);
}
