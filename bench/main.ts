// `npm run bench`: measures and prints; `-- --write` keeps it in docs/performance.md; `-- --only scale` measures one thing;
// `-- --quick` shows in small that everything works. The next measurement is a file of its own, and a line here.
import { writeFileSync, mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { kept, machine, PAGE, render, RESULTS, tableOf, writtenBy, type Result } from "./page";
import type { Measurement } from "./measurement";
import { local } from "./local";
import { review } from "./review";
import { scale } from "./scale";
import { startup } from "./startup";
import { synthesis } from "./synthesis";
import { plansAndApplies } from "./terraform";

const MEASUREMENTS: readonly Measurement[] = [
  synthesis,
  scale,
  plansAndApplies,
  review,
  startup,
  local,
];

// The SDK warns on Node 20, which we support.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      write: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true },
    },
  });
  const ids = MEASUREMENTS.map(({ id }) => id);
  const unknown = values.only?.filter((id) => !ids.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`--only ${unknown.join()}: there is ${ids.join(", ")}`);
  const results = new Map(kept().map((result) => [result.id, result]));
  const missed: string[] = [];
  const failed: string[] = [];
  for (const measurement of MEASUREMENTS) {
    const { id } = measurement;
    if (values.only?.includes(id) === false) continue;
    try {
      const result = await resultOf(measurement, values.quick);
      results.set(id, result);
      for (const { wanted, holds } of result.targets ?? []) if (!holds) missed.push(wanted);
      if (values.write) write(ids.flatMap((each) => results.get(each) ?? []));
    } catch (error) {
      // The others can be measured all the same.
      console.error(error);
      failed.push(id);
    }
  }
  if (failed.length > 0) console.error(`\nNot measured: ${failed.join(", ")}`);
  if (missed.length > 0) process.exitCode = 1;
  if (failed.length > 0) process.exitCode = 2;
}

/** Measures, and prints what was found. */
async function resultOf({ id, title, run }: Measurement, quick: boolean): Promise<Result> {
  console.log(`\n=== ${title}`);
  const started = performance.now();
  const by = { ...machine(), ...writtenBy() };
  const measured = await run(quick);
  const took = Math.round((performance.now() - started) / 1000);
  for (const table of measured.tables) console.log(tableOf(table));
  for (const { wanted, measured: got, holds } of measured.targets ?? [])
    console.log(`${holds ? "holds" : "MISSED"}: ${wanted}: ${got}`);
  console.log(`(${took} s)`);
  return { id, title, quick, ...by, took, ...measured };
}

/** After each measurement: what was measured is kept when the next one fails. */
function write(results: readonly Result[]): void {
  const { page, charts, json } = render(results);
  mkdirSync(RESULTS.folder, { recursive: true });
  writeFileSync(PAGE, page);
  writeFileSync(RESULTS.file, json);
  for (const [name, svg] of Object.entries(charts))
    writeFileSync(`${RESULTS.folder}/${name}.svg`, svg);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
