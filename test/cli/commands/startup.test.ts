import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "../../support/command";

// Each starts a process, slowly while other tests run.
jest.setTimeout(60_000);

const ROOT = path.join(__dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is there before any command runs: it reads what is typed, and says what is wrong with it. */
const EVERY_START = /^cli\/src\/(commands\/[\w-]+|[\w-]+|review\/(fail-on|withdraw))\.ts$/;
/** Draws tables, which nothing that is typed by mistake has. */
const ONLY_LATER = ["cli/src/ui.ts", "cli/src/leaks.ts"];
/** The one package of the program, and what runs its sources here. */
const PACKAGES = ["commander", "tsx", "esbuild", "get-tsconfig", "resolve-pkg-maps"];

/** The files that were loaded until the program ended, as V8 counts them. */
async function loaded(words: readonly string[]): Promise<readonly string[]> {
  const counts = mkdtempSync(path.join(folder, "run-"));
  const args = ["--conditions=source", "--import", "tsx", "cli/src/main.ts", ...words];
  const env = { ...process.env, NODE_V8_COVERAGE: counts };
  await new Command(process.execPath, args, { cwd: ROOT, env }).ended;
  const urls = readdirSync(counts).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(path.join(counts, name), "utf8")) as {
      readonly result: readonly { readonly url: string }[];
    };
    return result.map(({ url }) => url);
  });
  const files = urls
    .filter((url) => url.startsWith("file:"))
    // What tsx has compiled has a mark behind its name.
    .map((url) => path.relative(ROOT, fileURLToPath(url.replace(/[?#].*$/, ""))));
  return [...new Set(files)];
}

function isOfStart(file: string): boolean {
  const [, name] =
    /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file) ?? [];
  if (name !== undefined) return PACKAGES.includes(name);
  return EVERY_START.test(file) && !ONLY_LATER.includes(file);
}

describe("what is typed by mistake", () => {
  it.concurrent.each([
    ["--help"],
    ["--version"],
    ["nonsense"],
    ["local --help"],
    ["local --port x"],
    ["local --setup missing.mjs"],
    ["emulator --region mars"],
    ["emulator --setup missing.mjs"],
    ["doctor --json --bogus"],
    ["doctor dev --cluster orders"],
    ["redeploy --timeout x"],
    ["redeploy dev --cluster orders"],
    ["review --fail-on bogus"],
    ["review --plan a.json --local"],
    ["review --base main"],
    ["verify"],
    ["verify dev --fail-on bogus"],
    ["apply dev --fail-on bogus"],
    ["apply one two"],
  ])("loads nothing that only a run needs: %s", async (typed) => {
    const files = await loaded(typed.split(" "));
    expect(files).toContain("cli/src/main.ts");
    expect(files.filter((file) => !isOfStart(file))).toEqual([]);
  });

  it.concurrent("is told from a run, which loads more", async () => {
    const files = await loaded(["review", "--plan", "missing.json", "--out", folder]);
    expect(files.filter((file) => !isOfStart(file)).length).toBeGreaterThan(20);
  });
});
