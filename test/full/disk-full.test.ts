import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Interruptions } from "../support/interruptions";

jest.setTimeout(120_000);

const APP = ["--app", "sh ./app.sh"];
const PLAN = path.resolve(__dirname, "../cli/review/fixtures/hand-written.json");

/** A file system of its own for one command; not every machine lets a user make one. */
const MOUNTS = spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

(MOUNTS ? describe : describe.skip)("a disk that is full", () => {
  let bench: Interruptions;

  beforeAll(async () => {
    bench = new Interruptions();
    await bench.review();
  });

  afterAll(() => bench.end());

  /**
   * Runs a command while a folder is on a disk of so many bytes and files, with what the folder held.
   *
   * @returns how it ended, what it said, and what the folder then holds
   */
  function run(
    args: readonly string[],
    full: string,
    limit: string,
    env: NodeJS.ProcessEnv = {},
  ): { readonly code: number | null; readonly output: string; readonly left: readonly string[] } {
    const after = path.join(bench.folder, "left");
    const script = [
      `rm -rf "$KEPT"; mkdir -p "$FULL" "$KEPT" && cp -a "$FULL/." "$KEPT/" && mount -t tmpfs -o ${limit} none "$FULL"`,
      'cp -a "$KEPT/." "$FULL/" 2>/dev/null',
      '"$@"; code=$?',
      'find "$FULL" -mindepth 1 -printf "%P %s\\n" | sort > "$AFTER"; exit $code',
    ].join("\n");
    const started = bench.runBy(["unshare", "-rm", "sh", "-c", script, "sh"], args, {
      FULL: full,
      KEPT: path.join(bench.folder, "kept-for-the-disk"),
      AFTER: after,
      // What runs the sources here writes there, too.
      TSX_DISABLE_CACHE: "1",
      ...env,
    });
    const left = readFileSync(after, "utf8").split("\n").filter(Boolean);
    return { code: started.status, output: `${started.stdout}${started.stderr}`, left };
  }

  function expectRefused(output: string, code: number | null): void {
    expect(output).toMatch(/no space (is )?left on (the )?device/i);
    expect(output).not.toMatch(/\n +at |node:internal/);
    expect(code).toBe(1);
  }

  it.each([
    ["local", ["local", ...APP]],
    ["emulator", ["emulator"]],
    ["doctor", ["doctor", "dev", ...APP]],
    ["redeploy", ["redeploy", "dev", ...APP]],
    ["review", ["review", ...APP]],
    ["review --local", ["review", "--local", ...APP]],
    ["verify", ["verify", "dev", ...APP, "--report", "reviewed/report.json"]],
    ["apply", ["apply", "dev", ...APP, "--report", "reviewed/report.json"]],
  ])("refuses %s in one sentence where temporary files are", (_, args) => {
    const { code, output, left } = run(args, bench.temporary, "size=4k,nr_inodes=1");
    expectRefused(output, code);
    expect(left).toEqual([]);
  });

  it("leaves no part of a review, and the one before it as it was or not at all", () => {
    const out = path.join(bench.folder, "out");
    mkdirSync(out);
    writeFileSync(path.join(out, "notes.txt"), "mine");
    const args = ["review", "--plan", PLAN, "--fail-on", "never", "--out", out];
    const { code, output, left } = run(args, out, "size=32k");
    expectRefused(output, code);
    expect(left).toEqual(["notes.txt 4"]);
    expect(readdirSync(out)).toEqual(["notes.txt"]);
  });

  it("leaves no part of the summary of a job", () => {
    const folder = path.join(bench.folder, "summary");
    mkdirSync(folder);
    const file = path.join(folder, "summary.md");
    writeFileSync(file, "of the step before\n");
    const args = ["review", "--plan", PLAN, "--fail-on", "never", "--out", "out-2"];
    const { code, output, left } = run(args, folder, "size=8k", { GITHUB_STEP_SUMMARY: file });
    expectRefused(output, code);
    expect(left).toEqual([`summary.md ${"of the step before\n".length}`]);
  });

  it("leaves no part of a plan that is to be saved", () => {
    const plans = path.join(bench.folder, "plans");
    mkdirSync(plans);
    const { code, output, left } = run(
      ["review", ...APP, "--save-plans", plans],
      plans,
      "size=4k,nr_inodes=2",
    );
    expectRefused(output, code);
    expect(left).toEqual([]);
    expect(existsSync(path.join(plans, "dev.tfplan"))).toBe(false);
  });

  it("does not pass for success where the output goes to it", () => {
    const args = ["review", "--plan", PLAN, "--fail-on", "never", "--out", "out-3"];
    const started = bench.runBy(["sh", "-c", 'exec "$@" > /dev/full', "sh"], args, {});
    expect(started.stderr).toMatch(/^The output cannot be written\.\n {2}Why: No space is left/m);
    expect(started.status).toBe(1);
  });
});
