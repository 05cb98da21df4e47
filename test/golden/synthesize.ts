// `npm run golden`: writes what every environment and example synthesizes to into test/golden/apps, to be committed with
// the change that is meant to change it.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** Every program of the repository that synthesizes stacks: its name here, and its file. */
function programs(): ReadonlyMap<string, string> {
  const examples = path.join(ROOT, "examples");
  const found: (readonly [string, string])[] = [["environments", path.join(ROOT, "main.ts")]];
  for (const { name } of readdirSync(examples, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    for (const file of readdirSync(path.join(examples, name)).sort()) {
      if (!/^(main|before|after)\.ts$/.test(file)) continue;
      const suffix = file === "main.ts" ? "" : `-${path.basename(file, ".ts")}`;
      found.push([`${name}${suffix}`, path.join(examples, name, file)]);
    }
  }
  return new Map(found);
}

/** Synthesizes all of them into folders below `outdir`, which is emptied. One process: loading the provider takes longest. */
async function synthesizeAll(outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  for (const [name, file] of programs()) {
    // Where cdktf's `App` writes to, and reads when it is made.
    process.env["CDKTF_OUTDIR"] = path.join(outdir, name);
    mkdirSync(process.env["CDKTF_OUTDIR"], { recursive: true });
    await import(file);
  }
}

void synthesizeAll(path.resolve(process.argv[2] ?? path.join(__dirname, "apps")));
