import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { environments } from "../../environments";
import { copyOfProject, filesIn, ROOT, runProgram, temporaryDirectory } from "./support/program";
import { LINES, TEN_MISTAKES } from "./support/ten-mistakes";

describe("the program", () => {
  const elsewhere = copyOfProject();
  const outdirs = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()] as const;
  const [first, second, third] = outdirs;
  const runs = [runProgram(ROOT, first), runProgram(ROOT, second), runProgram(elsewhere, third)];

  it("synthesizes every environment, silently", () => {
    for (const run of runs) expect(run).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect([...filesIn(first).keys()]).toEqual([
      "manifest.json",
      ...environments.map(({ name }) => join("stacks", name, "cdk.tf.json")).sort(),
    ]);
  });

  it("writes the same bytes again, and from another directory", () => {
    expect(filesIn(second)).toEqual(filesIn(first));
    expect(filesIn(third)).toEqual(filesIn(first));
  });

  it("names no path of the machine in any file", () => {
    const places = [ROOT, elsewhere, ...outdirs, process.cwd(), homedir(), tmpdir()];
    const known = places.flatMap((place) => [place, realpathSync(place)]);
    for (const [path, text] of filesIn(first)) {
      for (const place of known) expect([path, text.includes(place)]).toEqual([path, false]);
      // A file's path from the root of a disk: no AWS name of the application ends so.
      expect(text).not.toMatch(/"(\/|[A-Za-z]:\\\\)[^"\s]*\.(ts|js|json|tfstate|tf)"/);
    }
  });
});

it("says what it has made, and of what a stack warns, where no command line runs it", () => {
  // GIVEN
  const project = copyOfProject();
  const file = join(project, "environments/environment-stack.ts");
  const warning =
    'if (environment.name === "dev") this.node.addMetadata("@cdktf/warn", "Made up.");';
  const made = readFileSync(file, "utf8").replace(/^ +super\(.*\);$/m, `$&\n${warning}`);
  writeFileSync(file, made);
  // WHEN
  const run = runProgram(project);
  // THEN
  const names = environments.map(({ name }) => name).join(", ");
  expect(run).toMatchObject({
    status: 0,
    stdout: `Synthesized into cdktf.out: ${names}\n`,
    stderr: "Warning: dev: Made up.\n",
  });
  expect([...filesIn(join(project, "cdktf.out")).keys()]).toContain("manifest.json");
});

describe("the program with bad input", () => {
  /** A copy of the project whose `dev` is what is given, after a run. */
  function runWith(data: object): ReturnType<typeof runProgram> & { readonly project: string } {
    const project = copyOfProject();
    const source = `import type { Environment } from "./environment";\n\nexport const dev: Environment = ${JSON.stringify(data)};\n`;
    writeFileSync(join(project, "environments/dev.ts"), source);
    return { ...runProgram(project), project };
  }

  it("prints one line for each of ten mistakes, exits with 1 and writes nothing", () => {
    // WHEN
    const { project, status, stderr, stdout } = runWith(TEN_MISTAKES);
    // THEN
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toEqual([
      "10 problem(s), nothing was synthesized:",
      ...LINES,
    ]);
    expect(existsSync(join(project, "cdktf.out"))).toBe(false);
    expect(readdirSync(project).sort()).toEqual(readdirSync(copyOfProject()).sort());
  });

  it("names a revision of no secret, exits with 1 and writes no file", () => {
    // GIVEN
    const dev = environments.find(({ name }) => name === "dev");
    // WHEN
    const { project, status, stderr } = runWith({ ...dev, revisions: { "api-keey": 2 } });
    // THEN
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "1 problem(s), nothing was synthesized:",
      'dev: `revisions.api-keey` must name a secret of the stack, got "api-keey" (there are api-key, db, db-password). Check its spelling. [environment-revision]',
    ]);
    // cdktf makes its folders as soon as there is an app.
    const entries = readdirSync(join(project, "cdktf.out"), {
      withFileTypes: true,
      recursive: true,
    });
    expect(entries.filter((entry) => !entry.isDirectory())).toEqual([]);
  });
});

describe("main.ts", () => {
  it("is a loop of at most 40 lines", () => {
    const lines = readFileSync(join(ROOT, "main.ts"), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(40);
  });
});
