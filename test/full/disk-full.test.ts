import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Interruptions } from "../support/interruptions";
import { APP, isProgram, STAGES, type Stage } from "../support/stages";

jest.setTimeout(300_000);

const PLAN = path.resolve(__dirname, "../cli/review/fixtures/hand-written.json");

/** What was said of the disk, and what is no sentence. */
const FULL = /no space (is )?left on (the )?device/i;
const NO_SENTENCE = /\n +at |node:internal|Traceback|SIG[A-Z]+/;

/** A file system of its own for one command; not every machine lets a user make one. */
const MOUNTS = spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

/** How a command ended, what it said, and what the folder then holds. */
interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly left: readonly string[];
}

/** Those at which a program runs that can fill a disk, and then goes on: no container does, here. */
const RUNNING = STAGES.filter((stage) => isProgram(stage) && stage.at !== "docker:1");

const FILLER = "filler";
/** As much as a command needs. */
const ROOM = "size=32M,nr_inodes=1500";

/** Fills the disk while a local AWS is kept, and then ends it. */
const WHILE_KEPT = [
  '"$@" > "$AFTER.said" 2>&1 & pid=$!',
  'until grep -q "Ctrl-C ends it" "$AFTER.said"; do kill -0 $pid || break; sleep 0.1; done',
  '[ -z "$FILLER" ] || [ "$STAGE" != kept ] || fill-disk; kill -s TERM $pid; wait $pid; ended=$?',
  'cat "$AFTER.said"; (exit $ended)',
].join("\n");

(MOUNTS ? describe : describe.skip)("a disk that is full", () => {
  let bench: Interruptions;
  /** Commands for which there was no room. */
  let refused = 0;

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
    stage = "",
  ): Run {
    const beside = `${bench.folder}-kept`;
    mkdirSync(beside, { recursive: true });
    const after = path.join(beside, "left");
    const script = [
      `rm -rf "$KEPT"; mkdir -p "$FULL" "$KEPT" && cp -a "$FULL/." "$KEPT/" && mount -t tmpfs -o ${limit} none "$FULL"`,
      'cp -a "$KEPT/." "$FULL/" 2>/dev/null; cd "$PWD"',
      // What is there already needs no more room; what the app made before is to be taken, or not.
      ...(args.includes("--no-synth") ? [] : ['rm -rf "$FULL/cdktf.out"']),
      // Of the folders in which a command writes, one only is on the disk.
      '[ "$FULL" = "$TMPDIR" ] || mount -t tmpfs none "$TMPDIR"',
      args[0] === "emulator" || args.includes("--keep")
        ? `{ ${WHILE_KEPT}\n}; code=$?`
        : '"$@"; code=$?',
      'find "$FULL" -mindepth 1 -printf "%P %s\\n" | sort > "$AFTER"',
      '[ "$FULL" = "$TMPDIR" ] || find "$TMPDIR" -mindepth 1 >> "$AFTER"',
      "exit $code",
    ].join("\n");
    const settings = {
      FULL: full,
      KEPT: path.join(beside, "files"),
      AFTER: after,
      // What runs the sources here writes there, too.
      TSX_DISABLE_CACHE: "1",
      ...env,
    };
    const wrapper = ["unshare", "-rm", "sh", "-c", script, "sh"];
    const started = bench.runBy(wrapper, args, settings, stage);
    const left = readFileSync(after, "utf8").split("\n").filter(Boolean);
    rmSync(beside, { recursive: true });
    return { code: started.status, output: `${started.stdout}${started.stderr}`, left };
  }

  const withRoom = new Map<string, Run>();

  /** How a command ends that has room. */
  function whole(args: readonly string[], full: string): Run {
    const key = [full, ...args].join(" ");
    const found = withRoom.get(key) ?? run(args, full, ROOM);
    withRoom.set(key, found);
    return found;
  }

  /** What is wrong with a command whose disk is full from a stage on; empty where nothing is. */
  function judge({ args, at }: Stage, full: string): readonly string[] {
    // Of a review before, which had room for it.
    rmSync(path.join(bench.folder, "report"), { recursive: true, force: true });
    const room = whole(args, full);
    const { code, output, left } = run(args, full, ROOM, { FILLER: path.join(full, FILLER) }, at);
    const kept = left.filter((line) => !line.startsWith(FILLER));
    const wrong = NO_SENTENCE.test(output) ? ["it shows more than a sentence"] : [];
    if (code === room.code && !FULL.test(output)) {
      // It had written all that it writes, or what it writes is elsewhere.
      if (kept.join("\n") !== room.left.join("\n")) {
        wrong.push(`it leaves ${kept.join(", ")}, and with room ${room.left.join(", ")}`);
      }
    } else {
      refused += 1;
      if (code !== 1) wrong.push(`it ends with ${code}`);
      if (!FULL.test(output) || !/^ {2}Try: /m.test(output)) wrong.push("it does not say why");
      const half = kept.filter((line) =>
        /^(temporary\/|report\/)|ecs-secrets-|writing-/.test(line),
      );
      if (half.length > 0) wrong.push(`it leaves ${half.join(", ")}`);
    }
    return wrong.length === 0 ? [] : [...wrong, output];
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

  describe.each(["temporary files", "the working folder"])("from a stage on: %s", (name) => {
    let walked = 0;

    beforeAll(() => (refused = 0));

    it.each(RUNNING)("$command at $at", (stage) => {
      walked += 1;
      const full = name === "temporary files" ? bench.temporary : bench.folder;
      expect(judge(stage, full)).toEqual([]);
    });

    afterAll(() => {
      process.stdout.write(`${name}: ${walked} stages, in ${refused} no room\n`);
      expect(walked < RUNNING.length || refused > 5).toBe(true);
    });
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
    const plans = path.join(bench.folder, "full-plans");
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
