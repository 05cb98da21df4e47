import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { commandOf, FILES, LONG_FILES, PARTS, PROJECTS } from "./full/parts";

jest.setTimeout(60_000);

const ROOT = path.resolve(__dirname, "..");
const CONFIG = "test/full/jest.config.mjs";

function typed(words: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const options = { cwd: ROOT, env: { ...process.env, ...env }, encoding: "utf8" } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [...words], options);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function runJest(...words: readonly string[]): string {
  return typed([require.resolve("jest/bin/jest"), "--config", CONFIG, ...words]);
}

describe("the parts of test:full", () => {
  it("are all that it runs", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(scripts["test:full"]).toBe(`jest --config ${CONFIG} && npm run test:compat`);
    expect(commandOf("compat", () => [])).toEqual(["npm", "run", "test:compat"]);
    const { configs } = JSON.parse(runJest("--showConfig")) as {
      readonly configs: readonly { readonly displayName: { readonly name: string } }[];
    };
    const projects = configs.map(({ displayName }) => displayName.name);
    expect(projects.sort()).toEqual([...Object.keys(PROJECTS), "full"].sort());
  });

  it("have every file of tests of this folder", () => {
    const listed =
      runJest("--listTests", "--selectProjects", "full").match(/^.*\.test\.ts$/gm) ?? [];
    const files = listed.map((file) => path.relative(path.join(ROOT, "test/full"), file));
    expect(FILES.map((file) => `${file}.test.ts`)).toEqual(files.sort());
    expect(FILES.filter((file) => !PARTS.some((part) => part.split(" ")[0] === file))).toEqual([]);
    expect(Object.keys(LONG_FILES).filter((file) => !FILES.includes(file))).toEqual([]);
  });

  it.each(Object.entries(LONG_FILES))("of %s have each of its tests once", (file, count) => {
    const names = Array.from({ length: 23 }, (_, at) => `test ${at} (of $all)`);
    const taken = Array.from({ length: count }, (_, at) => {
      const pattern = commandOf(`${file} ${at + 1}/${count}`, () => names).at(-1) ?? "";
      return names.filter((name) => new RegExp(pattern, "i").test(name));
    });
    expect(taken.flat().sort()).toEqual([...names].sort());
    expect(taken.every((some) => some.length > 1)).toBe(true);
  });

  it("of a project have each of its files once", () => {
    const count = PROJECTS["unit"] ?? 1;
    const shards = Array.from({ length: count }, (_, at) =>
      commandOf(`unit ${at + 1}/${count}`, () => []).at(-1),
    );
    expect(shards).toEqual(["--shard=1/2", "--shard=2/2"]);
  });

  it("refuse what is none", () => {
    expect(() => commandOf("unit", () => [])).toThrow('There is no part "unit"');
  });

  it("are the jobs of a workflow", () => {
    // GIVEN
    const folder = mkdtempSync(path.join(tmpdir(), "parts-"));
    const file = path.join(folder, "output");

    // WHEN
    const tsx = ["--conditions=source", "--import", "tsx"];
    typed([...tsx, "test/full/parts.ts"], { GITHUB_OUTPUT: file });
    const written = readFileSync(file, "utf8");
    rmSync(folder, { recursive: true });

    // THEN
    expect(JSON.parse(written.replace(/^parts=/, ""))).toEqual(PARTS);
    // GitHub takes no more jobs of one matrix.
    expect(PARTS.length).toBeLessThanOrEqual(256);
    const { jobs } = parse(readFileSync(path.join(ROOT, ".github/workflows/ci.yml"), "utf8")) as {
      readonly jobs: Readonly<Record<string, { readonly strategy?: object }>>;
    };
    expect(jobs["full"]?.strategy).toEqual({
      "fail-fast": false,
      matrix: { part: "${{ fromJSON(needs.parts.outputs.parts) }}" },
    });
  });
});
