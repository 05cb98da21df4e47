import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { libraryCommand, ownCommand, ownReadme, withFlags } from "../../cli/src/own-command";

describe("ownCommand", () => {
  it.each<[string, NodeJS.ProcessEnv, string, string]>([
    [
      "in a clone",
      { npm_lifecycle_event: "ecs-secrets" },
      "cli/src/main.ts",
      "npm run ecs-secrets -- doctor dev",
    ],
    [
      "through npx",
      { npm_lifecycle_event: "npx" },
      "/app/node_modules/.bin/ecs-secrets",
      "npx ecs-secrets doctor dev",
    ],
    [
      "in a script of a project",
      { npm_lifecycle_event: "review" },
      "/app/node_modules/.bin/ecs-secrets",
      "npx ecs-secrets doctor dev",
    ],
    ["on PATH", {}, "/usr/local/bin/ecs-secrets", "ecs-secrets doctor dev"],
    [
      "by its path in a project",
      {},
      "/app/node_modules/.bin/ecs-secrets",
      "npx ecs-secrets doctor dev",
    ],
    [
      "as a file of the project's packages",
      {},
      "/app/node_modules/ecs-secrets/dist/cli/src/main.js",
      "npx ecs-secrets doctor dev",
    ],
    [
      "as a file below the working directory",
      {},
      "/app/cli/dist/cli/src/main.js",
      "node cli/dist/cli/src/main.js doctor dev",
    ],
    [
      "as a file elsewhere",
      {},
      "/some where/cli/src/main.js",
      "node '/some where/cli/src/main.js' doctor dev",
    ],
    [
      "in another script of a clone",
      { npm_lifecycle_event: "example", npm_package_name: "cdktf-ecs-secrets" },
      "/app/examples/run.ts",
      "npm run ecs-secrets -- doctor dev",
    ],
    [
      "in another script of a project",
      { npm_lifecycle_event: "example", npm_package_name: "shop" },
      "/app/examples/run.ts",
      "npx ecs-secrets doctor dev",
    ],
    ["as the sources of a clone", {}, "/app/cli/src/main.ts", "npm run ecs-secrets -- doctor dev"],
  ])("is what the user can type %s", (_, env, program, typed) => {
    expect(ownCommand("doctor dev", { env, program, folder: "/app" })).toBe(typed);
  });
});

describe("withFlags", () => {
  it.each([
    ["doctor dev", { app: undefined }],
    ["doctor dev --app 'npx tsx app.ts'", { app: "npx tsx app.ts" }],
    ["apply dev --no-synth", { "no-synth": true, json: false }],
    ["apply dev --no-synth --plan 'a b'", { "no-synth": true, plan: "a b" }],
  ])("types %s", (typed, flags) => {
    const [command = "", stack = ""] = typed.split(" ");
    expect(withFlags(`${command} ${stack}`, flags)).toBe(typed);
  });
});

describe("libraryCommand", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "library-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each<[string, readonly string[], string]>([
    ["with its program", ["cdktf", "cdktf-cli", ".bin/cdktf"], "npx cdktf deploy"],
    ["without its program", ["cdktf"], "npx cdktf-cli deploy"],
    ["of the continuation", ["cdktn", "cdktn-cli", ".bin/cdktn"], "npx cdktn deploy"],
    ["of the continuation, without its program", ["cdktn"], "npx cdktn-cli deploy"],
    ["on its way from one to the other", ["cdktf", "cdktn", ".bin/cdktn"], "npx cdktn deploy"],
    ["in another language", [], "cdktf deploy"],
  ])("is what the user can type in an app %s", (_, installed, typed) => {
    for (const name of installed)
      mkdirSync(path.join(folder, "node_modules", name), { recursive: true });
    expect(libraryCommand("deploy", folder)).toBe(typed);
  });

  it("finds what a folder above has installed", () => {
    mkdirSync(path.join(folder, "node_modules/.bin/cdktf"), { recursive: true });
    const below = path.join(folder, "apps/shop");
    mkdirSync(below, { recursive: true });
    expect(libraryCommand("synth", below)).toBe("npx cdktf synth");
  });
});

describe("ownReadme", () => {
  const app = mkdtempSync(path.join(tmpdir(), "own-readme-"));
  const program = path.join(app, "node_modules/ecs-secrets");
  const compiled = path.join(program, "dist/cli/src");
  beforeAll(() => {
    mkdirSync(compiled, { recursive: true });
    writeFileSync(path.join(program, "README.md"), "");
  });
  afterAll(() => rmSync(app, { recursive: true }));

  it("is where the program is installed", () => {
    expect(ownReadme(compiled, app)).toBe(path.join("node_modules", "ecs-secrets", "README.md"));
    expect(ownReadme(compiled, path.join(app, "node_modules"))).toBe(
      path.join("ecs-secrets", "README.md"),
    );
  });

  it("is named in full where that is elsewhere", () => {
    expect(ownReadme(compiled, path.join(app, "orders"))).toBe(path.join(program, "README.md"));
  });

  it("is that of the sources in a clone", () => {
    const root = path.join(__dirname, "../..");
    expect(ownReadme(undefined, root)).toBe(path.join("cli", "README.md"));
  });
});
