import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { filesIn, ROOT, temporaryDirectory } from "./support/program";

/** Runs a program with nothing on its PATH, which ends with 99 where it starts another one. */
function synthesize(...program: readonly string[]) {
  const outdir = temporaryDirectory();
  const refuse = join(__dirname, "support/refuse-programs.mjs");
  const args = ["--import", refuse, "--import", "tsx", "--conditions=source", ...program];
  const env = { PATH: "", CDKTF_OUTDIR: outdir };
  const run = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8" });
  return { status: run.status, said: run.stderr, files: filesIn(outdir) };
}

it("the environments synthesize without starting a program, and with an empty PATH", () => {
  const { status, said, files } = synthesize("main.ts");
  expect({ status, said }).toEqual({ status: 0, said: "" });
  const golden = filesIn(join(ROOT, "test/golden/apps/environments"));
  expect(files).toEqual(golden);
});

it("all environments and examples do", () => {
  const outdir = temporaryDirectory();
  const { status, said } = synthesize("test/golden/synthesize.ts", outdir);
  expect({ status, said }).toEqual({ status: 0, said: "" });
  const golden = filesIn(join(ROOT, "test/golden/apps"));
  expect(golden.size).toBeGreaterThan(13);
  expect(filesIn(outdir)).toEqual(golden);
});

it("a program that synthesis starts is seen", () => {
  const starts = `require("node:child_process").execSync("terraform version")`;
  expect(synthesize("--eval", starts)).toMatchObject({ status: 99 });
});
