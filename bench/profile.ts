import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "./program";

const ROOT = path.resolve(__dirname, "..");

/** What V8's profiler writes: which function ran at each sample, and for how many microseconds. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Where the code of a profile stands, from the most to the least particular. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/\/dist\/modules\/(\w+)\//, "modules/$1"],
  [/\/dist\/bench\//, "the application"],
  [/\/node_modules\/(cdktf|constructs)\//, "`$1`"],
  [/\/node_modules\/@cdktf\/provider-aws\//, "`@cdktf/provider-aws`"],
  [/\/node_modules\//, "what these need"],
];

/**
 * Runs a program under V8's profiler.
 *
 * @returns the seconds that each part spent in its own functions, by its name
 */
export function profile(args: readonly string[]): ReadonlyMap<string, number> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    run(process.execPath, ["--cpu-prof", `--cpu-prof-dir=${folder}`, ...args], ROOT);
    const [file = ""] = readdirSync(folder);
    return partsOf(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as CpuProfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds up the time of a profile by where its functions stand. */
export function partsOf({ nodes, samples, timeDeltas }: CpuProfile): ReadonlyMap<string, number> {
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const sums = new Map<string, number>();
  samples.forEach((id, index) => {
    const part = parts.get(id);
    if (part === undefined) return;
    sums.set(part, (sums.get(part) ?? 0) + (timeDeltas[index] ?? 0) / 1e6);
  });
  return sums;
}

function partOf({
  functionName,
  url,
}: CpuProfile["nodes"][number]["callFrame"]): string | undefined {
  if (functionName === "(idle)") return undefined;
  if (functionName === "(garbage collector)") return "collection of garbage";
  for (const [place, name] of PLACES) {
    const found = place.exec(url);
    if (found) return name.replace("$1", found[1] ?? "");
  }
  return "Node and V8";
}
