import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..");

/** The test files that a command of package.json would run. */
function filesOf(script: string, ...args: readonly string[]): readonly string[] {
  const all = ["run", "--silent", script, "--", "--listTests", "--json", ...args];
  const files = JSON.parse(execFileSync("npm", all, { cwd: ROOT, encoding: "utf8" })) as string[];
  return files.map((file) => path.relative(ROOT, file).replaceAll(path.sep, "/")).sort();
}

const inTest = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
  .map((file) => `test/${file.replaceAll(path.sep, "/")}`)
  .filter((file) => file.endsWith(".test.ts") && !/^test\/compat\/|\/node_modules\//.test(file))
  .sort();
const below = (...folders: readonly string[]): readonly string[] =>
  inTest.filter((file) => folders.some((folder) => file.startsWith(`test/${folder}/`)));

const DEPLOYMENT = "test/e2e/delivery.test.ts";

it("the files that take longest begin first", () => {
  // GIVEN
  const program = `
    import { default as LongestFirst, LONGEST } from "./test/support/longest-first.mjs";
    const context = { config: { cacheDirectory: "/nowhere", id: "none", testEnvironment: "node" } };
    const tests = process.argv.slice(1).map((path) => ({ path, context: { ...context, hasteFS: { getSize: () => 1 } } }));
    const sorted = new LongestFirst({ contexts: [] }).sort(tests).map(({ path }) => path);
    console.log(JSON.stringify({ LONGEST, sorted }));`;
  const files = inTest.map((file) => path.join(ROOT, file));
  // WHEN
  const output = execFileSync(
    process.execPath,
    ["--input-type=module", "--eval", program, "--", ...files],
    { cwd: ROOT, encoding: "utf8" },
  );
  const { LONGEST, sorted } = JSON.parse(output) as Record<"LONGEST" | "sorted", string[]>;
  // THEN
  const first = LONGEST.map((file) => path.join(ROOT, file));
  expect(sorted.slice(0, LONGEST.length)).toEqual(first);
  expect([...sorted].sort()).toEqual([...files].sort());
  expect(readFileSync(path.join(ROOT, "jest.config.mjs"), "utf8")).toContain("longest-first.mjs");
});

describe("npm test", () => {
  it("runs one file alone when it is named", () => {
    expect(filesOf("test", "test/iam/role.test.ts")).toEqual(["test/iam/role.test.ts"]);
  });

  it("is the unit tests and one deployment; the other commands run the rest", () => {
    const others = below("e2e", "package", "full");
    const unit = inTest.filter((file) => !others.includes(file));
    expect(filesOf("test")).toEqual([...unit, DEPLOYMENT].sort());
    expect(filesOf("test:unit")).toEqual(unit);
    expect(filesOf("test:e2e")).toEqual(below("e2e", "package"));
    expect(below("e2e")).toContain(DEPLOYMENT);
  });
});
