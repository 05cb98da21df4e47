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
import { writeHeavyPlan } from "./heavy-plan";

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
const MOST_MEGABYTES = (1.5 * 2 ** 30) / 1e6;

interface Measured {
  readonly size: number;
  /** Of processor time: how busy the machine is with other things does not count. */
  readonly seconds: number;
  readonly megabytes: number;
  /** Of the comment, in characters. */
  readonly comment: number;
  readonly ends: string;
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
async function measure(file: string, size: number): Promise<Measured> {
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
      megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
      comment: comment.length,
      ends: comment.trimEnd().split("\n").at(-1) ?? "",
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, because the most memory that one took is never less for what comes next. */
function measureApart(file: string, size: number): Measured {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, __filename, file, String(size)],
    { encoding: "utf8" },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

function compare(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-plans-"));
  const failed: string[] = [];
  try {
    const file = path.join(folder, "plan.json");
    for (const { title, kind, sizes } of SERIES) {
      console.log(`\n${title.padEnd(38)} plan MB  seconds  MB     comment  times the one before`);
      let last: Measured | undefined;
      for (const size of sizes) {
        WRITE[kind](file, size);
        const one = measureApart(file, size);
        const grown = last && one.seconds / last.seconds;
        console.log(
          [
            String(size).padEnd(38),
            (statSync(file).size / 1e6).toFixed(1).padEnd(8),
            one.seconds.toFixed(2).padEnd(8),
            one.megabytes.toFixed(0).padEnd(6),
            String(one.comment).padEnd(8),
            grown?.toFixed(2) ?? "",
          ].join(" "),
        );
        if (one.comment > COMMENT_BUDGET) failed.push(`${title}: the comment is too long`);
        if (last && one.seconds / last.seconds > (MOST_PER_STEP * size) / last.size) {
          failed.push(`${title}: ${size} take ${grown?.toFixed(1)} times as long as ${last.size}`);
        }
        if (one.seconds > MOST_SECONDS || one.megabytes > MOST_MEGABYTES) {
          failed.push(
            `${title}: ${size} take more than ${MOST_SECONDS} s or ${MOST_MEGABYTES.toFixed(0)} MB`,
          );
        }
        last = one;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const one of failed) console.error(one);
  if (failed.length > 0) process.exitCode = 1;
}

const [, , file, size] = process.argv;
if (file === undefined) compare();
else void measure(file, Number(size)).then((measured) => console.log(JSON.stringify(measured)));
