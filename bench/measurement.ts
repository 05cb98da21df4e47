/** What `npm run bench` measures: one file each, which ends up in the list of `bench/main.ts`. */
export interface Measurement {
  /** Names it on the command line: `npm run bench -- --only synthesis`. */
  readonly id: string;
  readonly title: string;
  /** @param quick sizes that only show that the measurement works */
  run(quick: boolean): Promise<Measured> | Measured;
}

/** What a measurement found. */
export interface Measured {
  /** What was measured, and how: Markdown. */
  readonly text: string;
  readonly tables: readonly Table[];
  /** SVG by the name of its file. @default - none */
  readonly charts?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly targets?: readonly Target[];
}

/** Rows of figures. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is wanted of a figure. */
export interface Target {
  /** Such as "at most 1.2 times as long as by hand at 100 services". */
  readonly wanted: string;
  readonly measured: string;
  readonly holds: boolean;
}

/** The one in the middle, by which a disturbed run does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** How the second of two figures grows with the first, between the points: 1 is linear, 2 is quadratic. */
export function growth(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]): [number, number] => [Math.log(x), Math.log(y)]);
  const meanOf = (at: 0 | 1): number => logs.reduce((sum, log) => sum + log[at], 0) / logs.length;
  const [meanX, meanY] = [meanOf(0), meanOf(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/**
 * Runs everything once, then once more, and so on: what disturbs the machine for a while disturbs all of them.
 *
 * @returns the runs of each, by its name
 */
export async function interleaved<T>(
  rounds: number,
  runs: Readonly<Record<string, () => Promise<T> | T>>,
): Promise<Readonly<Record<string, readonly T[]>>> {
  const results: Record<string, T[]> = {};
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(runs)) (results[name] ??= []).push(await run());
  return results;
}

/** A figure with its unit's usual digits. */
export const seconds = (value: number): string => value.toFixed(2);
export const times = (value: number): string => value.toFixed(2);
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
export const count = (value: number): string => value.toLocaleString("en-US");
