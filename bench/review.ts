import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildReport } from "../cli/src/review";
import { publish } from "../cli/src/review/publish";
import { COMMENT_BUDGET } from "../cli/src/review/render";
import { planFromFiles } from "../cli/src/review/run/plan-files";
import { madePlan } from "../test/cli/review/fixtures/made-plan";
import { changedServices } from "./changed-services";
import { lines } from "./charts";
import { writeHeavyPlan } from "./heavy-plan";
import { count, megabytes, seconds, times, type Measured, type Measurement } from "./measurement";

/** How a review grows, in four sizes of one thing at a time: ratios within one run, so that the machine's speed cancels out. */
const SERIES: readonly {
  readonly title: string;
  readonly kind: Kind;
  readonly sizes: readonly number[];
}[] = [
  { title: "changed services", kind: "services", sizes: [1, 10, 100, 1_000] },
  { title: "marked values", kind: "marks", sizes: [10_000, 20_000, 40_000, 80_000] },
  { title: "characters of one value", kind: "length", sizes: [1e6, 2e6, 4e6, 8e6] },
  { title: "megabytes, with 80,000 marked values", kind: "megabytes", sizes: [25, 50, 100, 200] },
];

type Kind = "services" | "marks" | "length" | "megabytes";

/** Four times as much may take so many times as long for each: what is quadratic takes four times. */
const MOST_PER_STEP = 2;
/** What 200 MB may take on two cores: a minute, and 1.5 GiB. */
const MOST_SECONDS = 60;
const MOST_BYTES = 1.5 * 2 ** 30;

/** One review. */
interface One {
  readonly size: number;
  /** Of processor time: how busy the machine is with other things does not count. */
  readonly seconds: number;
  /** The most memory that it had. */
  readonly bytes: number;
  /** Of the comment, in characters. */
  readonly comment: number;
}

const WRITE: Readonly<Record<Kind, (file: string, size: number) => void>> = {
  services: (file, size) => writeFileSync(file, JSON.stringify(madePlan(changedServices(size)))),
  marks: (file, size) => writeHeavyPlan(file, { marks: size, megabytes: 0 }),
  length: (file, size) => writeFileSync(file, JSON.stringify(madePlan([longValue(size)]))),
  megabytes: (file, size) => writeHeavyPlan(file, { marks: 80_000, megabytes: size }),
};

function longValue(length: number): Parameters<typeof madePlan>[0][number] {
  const after = { name: "/app/long", type: "SecureString", value: "a".repeat(length) };
  return { type: "aws_ssm_parameter", actions: ["create"], after, sensitive: { value: true } };
}

/** From the plan's file to those of the report, as `review --plan` does it. */
async function measureOne(file: string, size: number): Promise<One> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    // Not counted: the first review loads the scanner.
    await publish(buildReport([]), [], folder);
    const started = process.cpuUsage();
    const inputs = await planFromFiles([`bench=${file}`]);
    await publish(buildReport(inputs), inputs, folder);
    const { user, system } = process.cpuUsage(started);
    const comment = readFileSync(path.join(folder, "comment.md"), "utf8");
    return {
      size,
      seconds: (user + system) / 1e6,
      bytes: process.resourceUsage().maxRSS * 1024,
      comment: comment.length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, because the most memory that one took is never less for what comes next. */
function measureApart(file: string, size: number): One {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, __filename, file, String(size)],
    { encoding: "utf8" },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as One;
}

/** Every series: the tables, and what is over a limit. */
function compare(quick: boolean): Measured {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-plans-"));
  const rows: string[][] = [];
  const failed: string[] = [];
  const services: [number, number][] = [];
  try {
    const file = path.join(folder, "plan.json");
    for (const { title, kind, sizes } of SERIES) {
      let last: One | undefined;
      for (const size of quick ? sizes.slice(0, 1) : sizes) {
        WRITE[kind](file, size);
        const rounds = kind === "services" && !quick ? 3 : 1;
        const one = medianRun(Array.from({ length: rounds }, () => measureApart(file, size)));
        const grown = last && one.seconds / last.seconds;
        if (kind === "services") services.push([size, one.seconds]);
        rows.push([
          `${count(size)} ${title}`,
          megabytes(statSync(file).size),
          seconds(one.seconds),
          megabytes(one.bytes),
          count(one.comment),
          grown === undefined ? "" : times(grown),
        ]);
        if (one.comment > COMMENT_BUDGET) failed.push(`${title}: the comment is too long`);
        if (last && one.seconds / last.seconds > (MOST_PER_STEP * size) / last.size)
          failed.push(`${count(size)} ${title}: ${times(grown ?? NaN)} times the row before`);
        if (one.seconds > MOST_SECONDS || one.bytes > MOST_BYTES)
          failed.push(
            `${count(size)} ${title}: ${seconds(one.seconds)} s, ${megabytes(one.bytes)} MB`,
          );
        last = one;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    text: "From the plan's file to the report's, each in a process of its own; medians of 3 runs for changed services, and one run of the rest.",
    tables: [
      {
        columns: [
          "what is reviewed",
          "plan, MB",
          "processor, s",
          "memory, MB",
          "comment, characters",
          "times the row before",
        ],
        rows,
      },
    ],
    charts: {
      review: lines("Processor time of a review by the number of changed services", "s", [
        { name: "review", points: services },
      ]),
    },
    targets: [
      {
        wanted: `no comment over ${count(COMMENT_BUDGET)} characters, ${MOST_PER_STEP} times proportion at most, ${MOST_SECONDS} s and 1.5 GiB at most`,
        measured: failed.join("; ") || "none is over",
        holds: failed.length === 0,
      },
    ],
  };
}

/** The run in the middle. */
function medianRun(runs: readonly One[]): One {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("nothing was run");
  return middle;
}

export const review: Measurement = {
  id: "review",
  title: "Reviews by what changes",
  run: (quick) => compare(quick),
};

if (require.main === module) {
  const [, , file = "", size] = process.argv;
  void measureOne(file, Number(size)).then((one) => console.log(JSON.stringify(one)));
}
