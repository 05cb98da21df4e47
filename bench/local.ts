import { bars } from "./charts";
import { interleaved, median, seconds, type Measured, type Measurement } from "./measurement";
import { measureCommand } from "./program";

/** How long each stage took, in the order of the stages: `✔ Deploy dev (32 s)`, `(1 min 2 s)`. */
function stagesOf(output: string): ReadonlyMap<string, number> {
  const stages = output.matchAll(/^✔ (.+) \((?:(\d+) min )?([\d.]+) s\)$/gm);
  return new Map(
    [...stages].map(([, name = "", minutes = "0", rest = ""]) => [
      name,
      Number(minutes) * 60 + Number(rest),
    ]),
  );
}

async function measure(quick: boolean): Promise<Measured> {
  const runs = await interleaved(quick ? 1 : 3, {
    local: () => measureCommand("npm run --silent local"),
    synth: () => measureCommand("npm run --silent synth"),
  });
  const all = (runs["local"] ?? []).map(({ output, wall }) => {
    const stages = stagesOf(output);
    if (stages.size === 0) throw new Error(`npm run local shows no stage:\n${output}`);
    return { stages, wall };
  });
  const names = [...(all[0]?.stages.keys() ?? [])];
  const whole = median(all.map(({ wall }) => wall));
  const stages = names.map((name): [string, number] => [
    name,
    median(all.map((run) => run.stages.get(name) ?? NaN)),
  ]);
  const synth = median((runs["synth"] ?? []).map(({ wall }) => wall));
  const counted = stages.reduce((sum, [, value]) => sum + value, 0);
  return {
    text: `\`npm run local\` from start to end, by stage, and \`npm run synth\`, which synthesizes the three environments; medians of ${all.length} runs.`,
    tables: [
      {
        columns: ["stage", "s"],
        rows: [
          ...stages.map(([name, value]) => [name, seconds(value)]),
          ["start and end of the programs", seconds(whole - counted)],
          ["`npm run local`", seconds(whole)],
          ["`npm run synth`", seconds(synth)],
        ],
      },
    ],
    charts: { local: bars("npm run local, by stage", "s", stages) },
    targets: [
      { wanted: "`npm run local` in 25 s", measured: `${seconds(whole)} s`, holds: whole <= 25 },
      { wanted: "`npm run synth` in 3 s", measured: `${seconds(synth)} s`, holds: synth <= 3 },
    ],
  };
}

export const local: Measurement = { id: "local", title: "A local run, by stage", run: measure };
