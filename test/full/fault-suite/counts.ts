import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where every suite leaves its counts; `docs/fault-counts.ts` makes a table of them. */
export const COUNTS = path.resolve(__dirname, "../../../.cache/fault-counts");

/** What came of the faults of one kind. */
export interface Counts {
  /** What went wrong, in a few words. */
  readonly kind: string;
  /** How often. */
  injected: number;
  /** Of these, after how many a later apply of the same code made everything as it should be. */
  converged: number;
  /** Of these, how many needed what the error says: one more revision, or an import. */
  told: number;
  /** Values that were lost, and runs that did not converge. */
  readonly lost: string[];
  /** Where a running service could not read one of its secrets. */
  readonly accessLost: string[];
}

/** Counts that begin at nothing. */
export function counts(kind: string): Counts {
  return { kind, injected: 0, converged: 0, told: 0, lost: [], accessLost: [] };
}

/** Prints what a suite counted, and leaves it for the documents. */
export function report(suite: string, all: readonly Counts[]): void {
  const rows = all.map(({ kind, injected, converged, told, lost, accessLost }) => {
    return { kind, injected, converged, told, lost: lost.length, accessLost: accessLost.length };
  });
  mkdirSync(COUNTS, { recursive: true });
  writeFileSync(path.join(COUNTS, `${suite}.json`), `${JSON.stringify(rows, null, 2)}\n`);
  const lines = rows.map(
    (row) =>
      `${row.kind}: injected ${row.injected}, converged ${row.converged} (${row.told} as the error says), ` +
      `lost ${row.lost}, access lost on the way ${row.accessLost}`,
  );
  process.stdout.write(`${lines.join("\n")}\n`);
}
