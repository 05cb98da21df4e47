import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./support/program";

const SOURCES = ["main.ts", "modules", "environments", "cli", "examples", "test", "bench"];
const NOT_OURS = new Set(["node_modules", "dist", "cdktf.out"]);

/** Every TypeScript file at or below `path`. */
function sourceFiles(path: string): readonly string[] {
  if (path.endsWith(".ts")) return [path];
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() ? !NOT_OURS.has(entry.name) : /\.ts$/.test(entry.name)))
    .flatMap((entry) => sourceFiles(join(path, entry.name)));
}

describe("source files", () => {
  it("have at most 400 lines each", () => {
    const long = SOURCES.flatMap((part) => sourceFiles(join(ROOT, part)))
      .map((path) => ({
        path: relative(ROOT, path),
        lines: readFileSync(path, "utf8").trimEnd().split("\n").length,
      }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });
});

interface Snippet {
  readonly filePath: string;
  readonly code: string;
}

// A process of its own: ESLint loads its configuration with import(), which jest's module system has not.
const LINT = `
const { ESLint } = require("eslint");
const eslint = new ESLint();
const snippets = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
Promise.all(snippets.map(({ code, filePath }) => eslint.lintText(code, { filePath })))
  .then((results) => console.log(JSON.stringify(results.flat().map(({ messages }) => messages))));
`;

/** What ESLint, with the project's configuration, says about each snippet. */
function lint(snippets: readonly Snippet[]): readonly (readonly string[])[] {
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", LINT], {
    cwd: ROOT,
    input: JSON.stringify(snippets),
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const results = JSON.parse(stdout) as readonly (readonly { readonly message: string }[])[];
  return results.map((messages) => messages.map(({ message }) => message));
}

describe("ESLint", () => {
  const index = "Import @cdktf/provider-aws/lib/<resource>";
  const cases: readonly (readonly [file: string, source: string, refusal: string | undefined])[] = [
    ["main.ts", "@cdktf/provider-aws", index],
    ["environments/x.ts", "@cdktf/provider-aws", index],
    ["modules/ecs/x.ts", "@cdktf/provider-aws", index],
    ["modules/core/x.ts", "@cdktf/provider-aws", index],
    ["cli/src/x.ts", "@cdktf/provider-aws", index],
    ["test/ecs/x.test.ts", "@cdktf/provider-aws", index],
    ["modules/ecs/x.ts", "@cdktf/provider-aws/lib/ecs-service", undefined],
    ["modules/ecs/x.ts", "../../environments", "modules/ knows none of its callers"],
    ["modules/ecs/x.ts", "../../environments/dev", "modules/ knows none of its callers"],
    ["modules/ecs/x.ts", "../../cli/src/policy", "modules/ knows none of its callers"],
    ["modules/core/x.ts", "../../environments", "modules/ knows none of its callers"],
    ["modules/ecs/x.ts", "../core", undefined],
    ["modules/ecs/x.ts", "../kms", undefined],
    ["modules/ecs/x.ts", "../core/internal", undefined],
    ["modules/core/x.ts", "../iam/internal", "modules/core imports no service."],
    ["environments/x.ts", "../modules/core/internal", "Import the modules as a consumer does"],
    ["modules/ecs/x.ts", "../kms/encryption-key", "Import another folder of modules/ through its"],
    ["modules/ecs/task/x.ts", "../../core/rule", "Import another folder of modules/ through its"],
    ["modules/ecs/task/x.ts", "../delivery/secret-files", "Import another folder of modules/"],
    ["modules/ecs/task/x.ts", "../delivery", undefined],
    ["modules/ecs/task/volume.ts", "../service", "Import cycle: modules/ecs/task/volume.ts → "],
    [
      "test/support/synth.ts",
      "./synth",
      "Import cycle: test/support/synth.ts → test/support/synth",
    ],
    ["environments/dev.ts", "./index", "Import cycle: environments/dev.ts → environments/index.ts"],
    ["modules/core/x.ts", "cdktf-ecs-secrets/ecs", "modules/ knows none of its callers"],
    ["environments/x.ts", "../modules/ecs", "Import the modules as a consumer does"],
    ["cli/src/x.ts", "../../modules/ecs", "cli/ takes modules/facts, by relative path"],
    ["cli/src/x.ts", "cdktf", "cli/ takes modules/facts, by relative path"],
    ["cli/src/x.ts", "../../modules/facts", undefined],
    ["modules/facts/x.ts", "cdktf", "modules/facts depends on nothing outside its folder"],
    ["modules/facts/x.ts", "node:crypto", "modules/facts depends on nothing outside its folder"],
    ["modules/facts/x.ts", "../core", "modules/facts depends on nothing outside its folder"],
    ["modules/facts/x.ts", "./arns", undefined],
    ["modules/ecs/x.ts", "../facts/arns", "Import another folder of modules/ through its"],
    ["modules/core/x.ts", "../ecs", "modules/core imports no service."],
    ["modules/core/x.ts", "../iam/role", "modules/core imports no service."],
    ["modules/core/values/x.ts", "../../ecs", "modules/core imports no service."],
    ["modules/core/x.ts", "./rule", undefined],
    ["environments/x.ts", "cdktf-ecs-secrets/ecs", undefined],
  ];
  const messages = lint(
    cases.map(([file, source]) => ({
      filePath: join(ROOT, file),
      code: `import { x } from "${source}";\nx();\n`,
    })),
  );

  it.each(
    cases.map(([file, source, refusal], at) => [file, source, refusal, messages[at]] as const),
  )("in %s, of an import from %s, says %s", (_file, _source, refusal, said) => {
    expect(said).toEqual(refusal === undefined ? [] : [expect.stringContaining(refusal)]);
  });
});
