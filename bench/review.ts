import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildReport, readPlan } from "../cli/src/review";
import { publish } from "../cli/src/review/publish";
import { COMMENT_BUDGET } from "../cli/src/review/render";
import { madePlan } from "../test/cli/review/fixtures/made-plan";
import { changedServices } from "./changed-services";

/** How a review grows with the number of changed services: ratios within one run, so that the machine's speed cancels out. */
const SIZES = [50, 500];

interface Measured {
  readonly services: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** Of the comment, in characters. */
  readonly comment: number;
  readonly ends: string;
}

/** From the plan's text to the files, as `review --plan` does it. */
async function measure(services: number): Promise<Measured> {
  const text = JSON.stringify(madePlan(changedServices(services)));
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    // Not counted: the first review loads the scanner.
    await publish(buildReport([]), [], folder);
    const started = performance.now();
    const input = { name: "bench", plan: readPlan(JSON.parse(text)) };
    await publish(buildReport([input]), [input], folder);
    const seconds = (performance.now() - started) / 1000;
    const comment = readFileSync(path.join(folder, "comment.md"), "utf8");
    return {
      services,
      seconds,
      megabytes: process.resourceUsage().maxRSS / 1024,
      comment: comment.length,
      ends: comment.trimEnd().split("\n").at(-1) ?? "",
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, because the most memory that one took is never less for what comes next. */
function measureApart(services: number): Measured {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, __filename, String(services)],
    { encoding: "utf8" },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

function compare(): void {
  const results = SIZES.map(measureApart);
  const base = results[0];
  console.log("changed   seconds  MB     comment  times the first (1.0 a service = linear)");
  for (const { services, seconds, megabytes, comment } of results) {
    const perService = base ? seconds / services / (base.seconds / base.services) : 1;
    console.log(
      [
        String(services).padEnd(9),
        seconds.toFixed(2).padEnd(8),
        megabytes.toFixed(0).padEnd(6),
        String(comment).padEnd(8),
        perService.toFixed(2),
      ].join(" "),
    );
  }
  console.log(
    `the comment may have ${COMMENT_BUDGET}; its last line: ${results.at(-1)?.ends ?? ""}`,
  );
  if (results.some(({ comment }) => comment > COMMENT_BUDGET)) process.exitCode = 1;
}

const [, , services] = process.argv;
if (services === undefined) compare();
else void measure(Number(services)).then((measured) => console.log(JSON.stringify(measured)));
