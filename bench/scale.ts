import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { lines } from "./charts";
import {
  count,
  growth,
  interleaved,
  megabytes,
  seconds,
  times,
  type Measured,
  type Measurement,
  type Table,
} from "./measurement";
import { profile } from "./profile";
import { compiled, compilePrograms, medianOf } from "./program";
import { synthesize, type Synthesis, type Synthesized } from "./synthesis";

/** How often each number of services is synthesized: more often what takes less. */
const ROUNDS: readonly (readonly [number, number])[] = [
  [1, 7],
  [10, 7],
  [100, 5],
  [500, 3],
  [1_000, 3],
];
const QUICK: typeof ROUNDS = [
  [1, 1],
  [10, 1],
];
/** AWS CDK is asked no further. */
const MOST_OF_CDK = 100;

/** Where the processor time goes, by hand and by the library, and what the library takes more. */
function whereItGoes(services: number): { readonly text: string; readonly table: Table } {
  const outdir = mkdtempSync(path.join(tmpdir(), "bench-"));
  const of = (program: string): ReadonlyMap<string, number> =>
    profile([compiled(program), outdir, String(services), "10"]);
  const [hand, ours] = [of("by-hand"), of("ours")];
  rmSync(outdir, { recursive: true, force: true });
  const parts = [...new Set([...hand.keys(), ...ours.keys()])]
    .map((name) => ({ name, hand: hand.get(name) ?? 0, ours: ours.get(name) ?? 0 }))
    .map((part) => ({ ...part, more: part.ours - part.hand }))
    .sort((a, b) => b.more - a.more);
  const more = parts.reduce((sum, part) => sum + part.more, 0);
  const most = parts.filter((part) => part.more > more / 10);
  const told = most.map(({ name, more: own }) => `${name} ${seconds(own)} s`).join(", ");
  return {
    text: `The second table is one run each of ${count(services)} services under V8's profiler, which slows both down: the time that functions spend
themselves, by where they stand. Of the ${seconds(more)} s that the library takes more: ${told}.`,
    table: {
      columns: ["where", "by hand, s", "this library, s", "more, s"],
      rows: parts.map((part) => [
        part.name,
        seconds(part.hand),
        seconds(part.ours),
        seconds(part.more),
      ]),
    },
  };
}

async function measure(quick: boolean): Promise<Measured> {
  compilePrograms();
  const all = new Map<number, ReadonlyMap<Synthesis, Synthesized>>();
  for (const [services, rounds] of quick ? QUICK : ROUNDS) {
    const names: readonly Synthesis[] =
      services > MOST_OF_CDK
        ? ["cdktf by hand", "this library"]
        : ["cdktf by hand", "this library", "AWS CDK"];
    const runs = Object.fromEntries(names.map((name) => [name, () => synthesize(name, services)]));
    const found = await interleaved(rounds, runs);
    const medians = names.flatMap((name): [Synthesis, Synthesized][] => {
      const [first, ...others] = found[name] ?? [];
      return first ? [[name, { ...first, ...medianOf([first, ...others]) }]] : [];
    });
    all.set(services, new Map(medians));
  }
  const cpu = (name: Synthesis): readonly (readonly [number, number])[] =>
    [...all].flatMap(([services, of]): [number, number][] => {
      const one = of.get(name);
      return one ? [[services, one.cpu]] : [];
    });
  const rows = [...all].flatMap(([services, of]) =>
    [...of].map(([name, one]) => [
      count(services),
      name,
      seconds(one.cpu),
      times(one.cpu / (of.get("cdktf by hand")?.cpu ?? NaN)),
      seconds(one.wall),
      megabytes(one.memory),
      megabytes(one.bytes),
      count(one.resources + one.ephemeral),
      ((one.resources + one.ephemeral) / services).toFixed(1),
    ]),
  );
  // What the libraries take to load is no part of how it grows.
  const large = (name: Synthesis): readonly (readonly [number, number])[] =>
    cpu(name).filter(([services]) => services >= 100 || quick);
  const exponent = growth(large("this library"));
  const where = whereItGoes(quick ? 10 : 500);
  const ratios = [100, 500].flatMap((services) => {
    const of = all.get(services);
    const [hand, ours] = [of?.get("cdktf by hand"), of?.get("this library")];
    return hand && ours ? [[services, ours.cpu / hand.cpu] as const] : [];
  });
  return {
    text: `Services with ten secrets each in one stack, medians of ${ROUNDS.map(([services, rounds]) => `${rounds} runs at ${count(services)}`).join(", ")}.
From 100 services on, processor time grows with the power ${times(exponent)} of their number by the library and ${times(growth(large("cdktf by hand")))} by hand: 1 is
linear. Resources include ephemeral ones. AWS CDK's parameters exist already, so it makes fewer.

${where.text}`,
    tables: [
      {
        columns: [
          "services",
          "by",
          "processor, s",
          "ratio",
          "start to end, s",
          "memory, MB",
          "JSON, MB",
          "resources",
          "a service",
        ],
        rows,
      },
      where.table,
    ],
    charts: {
      scale: lines("Processor time of synthesis by the number of services", "s", [
        { name: "this library", points: cpu("this library") },
        { name: "AWS CDK", points: cpu("AWS CDK") },
        { name: "cdktf by hand", points: cpu("cdktf by hand") },
      ]),
    },
    targets: [
      ...ratios.map(([services, ratio]) => ({
        wanted: `at most 1.2 times as long as by hand at ${services} services`,
        measured: `${times(ratio)} times`,
        holds: ratio <= 1.2,
      })),
      {
        wanted: "linear to 1,000 services: a power of 1.15 at most",
        measured: times(exponent),
        holds: exponent <= 1.15,
      },
    ],
  };
}

export const scale: Measurement = {
  id: "scale",
  title: "Synthesis by the number of services",
  run: measure,
};
