import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { environments, EnvironmentStack } from "../../environments";

const root = path.resolve(__dirname, "../..");
const outdirs: string[] = [];

afterAll(() => outdirs.forEach((outdir) => rmSync(outdir, { recursive: true, force: true })));

test("every environment synthesizes to what cdktf 0.21 and provider 20.1 make of it", () => {
  // GIVEN the repository's own libraries, in a process of their own
  const reference = newOutdir();
  execFileSync(path.join(root, "node_modules/.bin/tsx"), ["--conditions", "source", "main.ts"], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: reference },
  });
  // WHEN the same sources run on the libraries of this jest project
  const outdir = newOutdir();
  const app = new App({ outdir });
  for (const environment of environments) new EnvironmentStack(app, environment);
  app.synth();
  // THEN only the versions of the libraries differ
  for (const { name } of environments) {
    expect(readStack(outdir, name)).toEqual(readStack(reference, name));
  }
});

function newOutdir(): string {
  const outdir = mkdtempSync(path.join(tmpdir(), "compat-"));
  outdirs.push(outdir);
  return outdir;
}

function readStack(outdir: string, name: string): unknown {
  const text = readFileSync(path.join(outdir, "stacks", name, "cdk.tf.json"), "utf8");
  return JSON.parse(text, (key, value: unknown) => (key === "version" ? "any" : value));
}
