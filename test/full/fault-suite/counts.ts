import { type FaultRow, recordFaults } from "../../../docs/fault-counts";

/** What came of the faults of one kind. */
export interface Counts {
  /** What went wrong, in a few words. */
  readonly kind: string;
  /** How often. */
  injected: number;
  /** Of these, how many a later apply of the same code made up for: code, state and stores are the same. Orphans are in none of them. */
  converged: number;
  /** How often, on the way there, what the errors say had to be done: once for all faults of one apply or destroy that is begun again. */
  told: number;
  /** Of those that were taken back, how many needed no value for that. */
  withoutValues: number;
  /** What AWS made in a call whose answer never came, and Terraform so knows nothing of. */
  readonly orphans: string[];
  /** Values that were lost, and runs that did not converge. */
  readonly lost: string[];
  /** Where a running service could not read one of its secrets. */
  readonly accessLost: string[];
}

/** Counts that begin at nothing. */
export function counts(kind: string): Counts {
  return {
    kind,
    injected: 0,
    converged: 0,
    told: 0,
    withoutValues: 0,
    orphans: [],
    lost: [],
    accessLost: [],
  };
}

/** That each fault was injected, each converged, and nothing was lost. */
export function expectNothingLost({ injected, converged, lost, accessLost }: Counts): void {
  expect({ lost, accessLost }).toEqual({ lost: [], accessLost: [] });
  expect(injected).toBeGreaterThan(0);
  expect(converged).toBe(injected);
}

/** Prints what a suite counted, and keeps it for the documents. */
export function report(all: readonly Counts[]): void {
  const rows = all.map(rowOf);
  // What was not run has nothing to tell.
  recordFaults(rows.filter(({ injected }) => injected > 0));
  process.stdout.write(`${all.map(countsOf).join("\n")}\n`);
}

/** What was counted, in a line. */
export function countsOf(counted: Counts): string {
  const { kind, injected, converged, told, lost, accessLost } = rowOf(counted);
  return (
    `${kind}: injected ${injected}, converged ${converged} (${told} as the error says), ` +
    `lost ${lost}, access lost on the way ${accessLost}${further(counted)}`
  );
}

function rowOf({ kind, injected, converged, told, lost, accessLost }: Counts): FaultRow {
  return { kind, injected, converged, told, lost: lost.length, accessLost: accessLost.length };
}

function further({ withoutValues, orphans }: Counts): string {
  return [
    withoutValues > 0 ? `, ${withoutValues} taken back without a value` : "",
    orphans.length > 0 ? `, in AWS and in no state: ${orphans.join(", ")}` : "",
  ].join("");
}
