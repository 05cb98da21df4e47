import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

jest.setTimeout(300_000);

const ROOT = path.resolve(__dirname, "../..");
const PEERS = ["cdktf", "constructs", "@cdktf/provider-aws"];
const APP = `
import { App, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import * as everything from "cdktf-ecs-secrets";

const app = new App();
const stack = new TerraformStack(app, "consumer");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new SecureStringParameter(stack, "parameter", {
  parameterName: "/consumer/parameter",
  encryptionKey: new EncryptionKey(stack, "key"),
  value: SecretValue.generated(),
  revision: 1,
});
app.synth();
console.log(Object.keys(everything).length > 20);
`;

const PLAN = path.join(ROOT, "test/cli/review/fixtures/hand-written.json");

/** Where the tarballs are, and below it the projects that install them: nothing above resolves to this repository. */
const directory = mkdtempSync(path.join(tmpdir(), "package-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Packs both packages as `npm publish` would. */
beforeAll(() => {
  const pack = ["pack", "--silent", "--pack-destination", directory];
  // Builds both first (`prepack`).
  run("npm", pack, ROOT);
  run("npm", [...pack, "--workspace", "cli"], ROOT);
});

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** An empty project that has installed one of the tarballs, and nothing of ours beside it. */
function projectWith(tarball: RegExp, ...options: readonly string[]): string {
  const project = mkdtempSync(path.join(directory, "project-"));
  const file = readdirSync(directory).find((name) => tarball.test(name)) ?? "";
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "consumer" }));
  const quiet = ["--silent", "--no-audit", "--no-fund", "--prefer-offline"];
  run("npm", ["install", ...quiet, ...options, path.join(directory, file)], project);
  return project;
}

describe("the tarball of cdktf-ecs-secrets alone", () => {
  // The peers are hundreds of megabytes: those of this repository stand in for them.
  const project = (): string => {
    const made = projectWith(/^cdktf-ecs-secrets-/, "--legacy-peer-deps");
    const modules = path.join(made, "node_modules");
    expect(readdirSync(modules).filter((name) => !name.startsWith("."))).toEqual([
      "cdktf-ecs-secrets",
    ]);
    run("mkdir", [path.join(modules, "@cdktf")], made);
    for (const peer of PEERS)
      symlinkSync(path.join(ROOT, "node_modules", peer), path.join(modules, peer));
    return made;
  };

  it("works for a consumer that has only its peers", () => {
    // GIVEN
    const made = project();
    writeFileSync(path.join(made, "main.ts"), APP);
    // WHEN it is type checked and compiled with nothing but the published files, and run
    const tsc = path.join(ROOT, "node_modules/.bin/tsc");
    const options =
      "--strict --skipLibCheck --module node16 --moduleResolution node16 --target es2022";
    run(tsc, ["main.ts", "--preserveSymlinks", ...options.split(" ")], made);
    const output = run(process.execPath, ["--preserve-symlinks", "main.js"], made);
    // THEN
    expect(output.trim()).toBe("true");
    expect(readdirSync(path.join(made, "cdktf.out", "stacks"))).toEqual(["consumer"]);
    const packed = filesOf(made, "cdktf-ecs-secrets");
    expect(packed.filter((file) => /^(cli|test|environments|node_modules)/.test(file))).toEqual([]);
    expect(packed).toContain(path.join("dist", "modules", "facts", "index.js"));
  });
});

describe("the tarball of ecs-secrets alone", () => {
  it("answers, and reviews a plan, without the modules", () => {
    // WHEN
    const project = projectWith(/^ecs-secrets-/);
    // THEN
    const command = path.join(project, "node_modules", ".bin", "ecs-secrets");
    expect(run(command, ["--version"], project)).toMatch(/^\d+\.\d+\.\d+$/m);
    const review = ["review", "--plan", PLAN, "--fail-on", "never"];
    expect(run(command, review, project)).toContain("Secrets review: ");
    const script =
      'const { runAndReport } = require("ecs-secrets/run"); console.log(typeof runAndReport);';
    expect(run(process.execPath, ["--eval", script], project).trim()).toBe("function");
    const folders = readdirSync(path.join(project, "node_modules"));
    expect(folders).toContain("ecs-secrets");
    for (const absent of ["cdktf-ecs-secrets", "cdktf", "constructs"])
      expect(folders).not.toContain(absent);
    const compiled = filesOf(project, "ecs-secrets").filter((file) => file.startsWith("dist"));
    expect(compiled).toContain(path.join("dist", "modules", "facts", "index.js"));
    const own = /^dist(\/(cli(\/.*)?|modules(\/facts(\/.*)?)?))?$/;
    expect(compiled.filter((file) => !own.test(file))).toEqual([]);
  });
});

/** The files that a package was installed with. */
function filesOf(project: string, name: string): readonly string[] {
  return readdirSync(path.join(project, "node_modules", name), { recursive: true }).map(String);
}
