import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bars } from "./charts";
import { contentsOf, type Contents } from "./contents";
import {
  interleaved,
  megabytes,
  seconds,
  times,
  type Measured,
  type Measurement,
} from "./measurement";
import { compiled, compilePrograms, measureNode, medianOf, ofPeers, type Usage } from "./program";

const STACK = "stacks/bench/cdk.tf.json";

/** The programs that synthesize, and where each writes its stack. */
export const SYNTHESES = {
  "cdktf by hand": { program: () => compiled("by-hand"), stack: STACK },
  "this library": { program: () => compiled("ours"), stack: STACK },
  "AWS CDK": { program: () => ofPeers("cdk"), stack: "bench.template.json" },
  TerraConstructs: { program: () => ofPeers("terraconstructs"), stack: STACK },
} as const;
export type Synthesis = keyof typeof SYNTHESES;

/** What a synthesis took and made. */
export type Synthesized = Usage & Contents;

/** Synthesizes services with ten secrets each in a process of its own. */
export function synthesize(name: Synthesis, services: number): Synthesized {
  const { program, stack } = SYNTHESES[name];
  const outdir = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    const usage = measureNode([program(), outdir, String(services), "10"]);
    return { ...usage, ...contentsOf(path.join(outdir, stack)) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** One service with ten secrets, by everyone. */
async function measure(quick: boolean): Promise<Measured> {
  compilePrograms();
  const nothing = { bytes: 0, resources: 0, ephemeral: 0, data: 0 };
  const floor = (args: readonly string[]): Synthesized => ({ ...measureNode(args), ...nothing });
  const NODE = "nothing: `node -e 0`";
  const CDKTF = 'only `require("cdktf")`';
  const runs = await interleaved(quick ? 1 : 9, {
    [NODE]: () => floor(["-e", "0"]),
    [CDKTF]: () => floor([compiled("floor")]),
    "cdktf by hand": () => synthesize("cdktf by hand", 1),
    "this library": () => synthesize("this library", 1),
    "AWS CDK": () => synthesize("AWS CDK", 1),
    TerraConstructs: () => synthesize("TerraConstructs", 1),
  });
  const of = (name: string): Synthesized => {
    const all = runs[name] ?? [];
    return { ...nothing, ...all[0], ...medianOf(all) };
  };
  const ours = of("this library");
  const rows = Object.keys(runs).map((name) => {
    const one = of(name);
    const made = one.bytes === 0 ? "" : String(one.resources + one.ephemeral);
    const ratio = times(one.cpu / ours.cpu);
    const cells = [seconds(one.cpu), seconds(one.wall), ratio, megabytes(one.memory), made];
    return [name, ...cells];
  });
  const over = ours.cpu - of(CDKTF).cpu;
  const faster = of("AWS CDK").cpu / ours.cpu;
  return {
    text: `The reference application: one Fargate service with five parameters and five secrets on one key, its cluster, execution role
and log group; medians of ${runs[NODE]?.length} interleaved runs of compiled JavaScript. By hand makes the same resources with the same arguments, which a test holds. AWS CDK makes no SecureString
parameters, so they are looked up there. TerraConstructs 0.0.15 has neither ECS nor Secrets Manager: it makes key, parameters, role and log group.`,
    tables: [
      {
        columns: [
          "what runs",
          "processor, s",
          "start to end, s",
          "ratio",
          "memory, MB",
          "resources",
        ],
        rows,
      },
    ],
    charts: {
      synthesis: bars(
        "Synthesis of one service with ten secrets, processor time",
        "s",
        Object.keys(runs).map((name) => [name.replaceAll("`", ""), of(name).cpu]),
      ),
    },
    targets: [
      {
        wanted: "the library takes at most 0.5 s over what requiring cdktf takes",
        measured: `${seconds(over)} s`,
        holds: over <= 0.5,
      },
      {
        wanted: "at least 5 times as fast as AWS CDK",
        measured: `${times(faster)} times`,
        holds: faster >= 5,
      },
    ],
  };
}

export const synthesis: Measurement = {
  id: "synthesis",
  title: "Synthesis of the reference application",
  run: measure,
};
