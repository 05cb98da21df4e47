import { padUnknown, type Json } from "../core";

/** Characters of an event pattern. */
export const PATTERN_SIZE = 2048;

/**
 * Spreads items over as few patterns as EventBridge's limit allows, in their order.
 *
 * @param render the pattern that lists some of the items, at its full length
 */
export function splitByPatternSize<T>(
  items: readonly T[],
  render: (some: readonly T[]) => Json,
): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last && patternLength(render([...last, item])) <= PATTERN_SIZE) last.push(item);
    else parts.push([item]);
  }
  return parts;
}

/** Characters of a pattern, as EventBridge counts them. */
export function patternLength(pattern: Json): number {
  return padUnknown(JSON.stringify(pattern)).length;
}
