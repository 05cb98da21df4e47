import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { brokenLinks } from "../support/links";
import { describeWith, PROVIDER_VERSION } from "../support/requires";
import {
  addTemplate,
  filesOf,
  filesOfDocument,
  installTools,
  lostMaps,
  makeTarballs,
  OUTSIDE,
  projectWith,
  removeOutside,
  ROOT,
  run,
  tarballOf,
  write,
} from "./tarballs";

jest.setTimeout(600_000);
beforeAll(() => {
  makeTarballs();
  installTools(DEVELOPMENT);
});
afterAll(removeOutside);

const DOCUMENT = filesOfDocument("docs/install.md");
const MAIN = DOCUMENT.get("main.ts") ?? "";
const TEST = DOCUMENT.get("__tests__/secret.test.ts") ?? "";

/** The command that moves an app to cdktn: the apps of these tests are written for cdktf. */
const RENAME = filesOfDocument("docs/cdktn.md").get("rename-imports") ?? "";
const unchanged = (text: string): string => text;
const move = (project: string): void => void run("sh", ["-ec", RENAME], project);
const stay = (): void => undefined;

const SETUP = `import type { LocalAws } from "ecs-secrets/local-aws";
import type { LocalStack } from "ecs-secrets/run";
import { UserError } from "ecs-secrets/user-error";
export type Check = (aws: LocalAws, stack: LocalStack) => Promise<string>;
export const refused = (reason: string): UserError => new UserError("No.", reason, []);
`;

const VERSION_OF_PROVIDER = "terraform.required_providers.aws.version";

interface Library {
  readonly library: string;
  readonly name: string;
  readonly packages: readonly string[];
  /** Brings an app that is written for cdktf to the library. */
  readonly rename: (project: string) => void;
  /** What must not come with it. */
  readonly absent: readonly string[];
  /** The app as the provider at hand can deploy it. @default - not deployed */
  readonly local?: (main: string) => string;
}

/** The libraries that an app may be on, each with what it installs. */
const LIBRARIES: readonly Library[] = [
  {
    library: "cdktf and the AWS provider 5, the oldest",
    name: "cdktf-ecs-secrets",
    packages: ["cdktf@0.21.0", "constructs@10.4.2", "@cdktf/provider-aws@20.1.0"],
    rename: stay,
    absent: ["cdktn", "@cdktn"],
    local: unchanged,
  },
  {
    library: "cdktf and the AWS provider 6, the newest",
    name: "cdktf-ecs-secrets",
    packages: ["cdktf@0.21.0", "constructs@10.8.1", "@cdktf/provider-aws@21.22.1"],
    rename: stay,
    absent: ["cdktn", "@cdktn"],
  },
  {
    library: "cdktn, the oldest",
    name: "cdktn-ecs-secrets",
    packages: ["cdktn@0.24.0", "constructs@10.6.0", "@cdktn/provider-aws@25.5.0"],
    rename: move,
    absent: ["cdktf", "@cdktf"],
  },
  {
    library: "cdktn and the AWS provider 6, the newest",
    name: "cdktn-ecs-secrets",
    packages: ["cdktn@0.24.0", "constructs@10.7.2", "@cdktn/provider-aws@25.7.0"],
    rename: move,
    absent: ["cdktf", "@cdktf"],
    // Its JSON with the provider that is at hand.
    local: (main: string) =>
      main.replace(
        "app.synth()",
        `stack.addOverride("${VERSION_OF_PROVIDER}", "${PROVIDER_VERSION}");\n$&`,
      ),
  },
];
const DEVELOPMENT = [
  "@aws-sdk/client-elastic-load-balancing-v2@3",
  "typescript@5.9",
  "typescript7@npm:typescript@7.0.2",
  "@types/node@20",
  "@types/jest@30",
  "jest@30",
  "ts-jest@29",
  "ts-node@10",
  "esbuild@0.27",
];

const SETTINGS = {
  strict: true,
  skipLibCheck: true,
  target: "ES2022",
  lib: ["ES2022"],
  types: ["node"],
  outDir: "out",
};
const COMPILED = (folder: string): readonly string[] => ["node", path.join(folder, "out/main.js")];
/** A program of those that all projects share. */
const tool = (name: string): string => path.join(OUTSIDE, "node_modules", name);

const BUNDLED = (folder: string): readonly string[] => {
  const external = ["cdktf", "cdktn", "constructs", "@cdktf/*", "@cdktn/*"];
  const bundle = path.join(folder, "out/main.js");
  run(
    tool(".bin/esbuild"),
    [
      "main.ts",
      "--bundle",
      "--platform=node",
      "--log-level=warning",
      `--outfile=${bundle}`,
      ...external.map((each) => `--external:${each}`),
    ],
    folder,
  );
  return ["node", bundle];
};

interface ModuleSystem {
  readonly system: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly manifest?: Readonly<Record<string, string>>;
  readonly source?: (text: string) => string;
  readonly compilers: readonly Compiler[];
  /** What runs the app that was compiled into a folder. */
  readonly program: (folder: string) => readonly string[];
}
type Compiler = "typescript" | "typescript7";

/** How an app may resolve modules; TypeScript 7 has removed `node10`. */
const SYSTEMS: readonly ModuleSystem[] = [
  {
    system: "node10",
    options: { module: "CommonJS", moduleResolution: "node10" },
    compilers: ["typescript"],
    program: COMPILED,
  },
  {
    system: "node16",
    options: { module: "node16", moduleResolution: "node16" },
    compilers: ["typescript", "typescript7"],
    program: COMPILED,
  },
  {
    system: "node16, ES modules",
    options: { module: "node16", moduleResolution: "node16" },
    manifest: { type: "module" },
    // The provider's package names no entry points: an ES module names the file.
    source: (text: string) => text.replace(/(provider-aws\/lib\/[a-z-]+)"/g, '$1/index.js"'),
    compilers: ["typescript", "typescript7"],
    program: COMPILED,
  },
  {
    system: "bundler",
    options: { module: "preserve", moduleResolution: "bundler", noEmit: true },
    compilers: ["typescript", "typescript7"],
    program: BUNDLED,
  },
];

/** Where the app of a module system is. */
const folderOf = (project: string, { system }: ModuleSystem): string =>
  path.join(project, system.replace(/\W+/g, "-"));

/** The app of the document, as it is written with a module system. */
function addApp(project: string, module: ModuleSystem, name: string): void {
  const folder = folderOf(project, module);
  const settings = { ...SETTINGS, ...module.options };
  write(folder, "package.json", JSON.stringify(module.manifest ?? {}));
  write(folder, "tsconfig.json", JSON.stringify({ compilerOptions: settings, include: ["*.ts"] }));
  write(folder, "main.ts", (module.source ?? unchanged)(MAIN));
  // What a file for `--setup` may import.
  write(folder, "setup.ts", SETUP);
  // The whole package in one import, too. Without types that resolve, nothing would be an error.
  const all = `import { EcsService } from "${name}";
import type { SecureStringParameterProps } from "${name}/ssm";
export { EcsService };
// @ts-expect-error
export const revision: SecureStringParameterProps["revision"] = "one";
`;
  write(folder, "all.ts", all);
}

/** Compiles with every module system in one run, which reads the declarations once for all of them. */
function compileAll(project: string, compiler: Compiler): void {
  const folders = SYSTEMS.filter(({ compilers }) => compilers.includes(compiler)).map((module) =>
    folderOf(project, module),
  );
  run(process.execPath, [tool(`${compiler}/bin/tsc`), "--build", "--force", ...folders], project);
}

describe.each(LIBRARIES)("an app on $library", ({ name, packages, rename, absent, local }) => {
  let project: string;
  beforeAll(() => {
    project = projectWith([...packages, tarballOf(name), tarballOf("ecs-secrets")]);
    addTemplate(project);
    write(project, "main.ts", MAIN);
    write(project, "__tests__/secret.test.ts", TEST);
    for (const module of SYSTEMS) addApp(project, module, name);
    rename(project);
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  const compiled = new Set<Compiler>();
  const compileOnce = (compiler: Compiler): void => {
    if (!compiled.has(compiler)) compileAll(project, compiler);
    compiled.add(compiler);
  };

  it.each(SYSTEMS)("compiles and synthesizes with $system", (module) => {
    // GIVEN
    const folder = folderOf(project, module);
    // WHEN
    module.compilers.forEach(compileOnce);
    const [program = "", ...args] = module.program(folder);
    run(program, args, folder);
    // THEN
    const stacks = path.join(folder, "cdktf.out/stacks");
    expect(readdirSync(stacks)).toEqual(["shop"]);
    const json = readFileSync(path.join(stacks, "shop/cdk.tf.json"), "utf8");
    expect(json).toContain('"aws_secretsmanager_secret"');
  });

  it("compiles on cdktf's template as it is, and passes a test of cdktf's matchers", () => {
    for (const [compiler, ...options] of [
      ["typescript"],
      ["typescript7", "--types", "node,jest"],
    ]) {
      const check = ["--noEmit", "--incremental", "false", ...options, "-p", "."];
      run(process.execPath, [tool(`${compiler}/bin/tsc`), ...check], project);
    }
    run(tool(".bin/jest"), ["--ci", "--silent", "__tests__"], project);
  });

  if (local !== undefined) {
    describeWith("with Terraform", ["terraform", "emulator", "provider"], () => {
      it("delivers its secret on the local AWS, as the document shows", () => {
        // GIVEN
        write(project, "local-setup.mjs", DOCUMENT.get("local-setup.mjs") ?? "");
        write(project, "main.ts", local(MAIN));
        rename(project);
        // WHEN
        const command = path.join(project, "node_modules/.bin/ecs-secrets");
        const output = run(command, ["local", "--setup", "local-setup.mjs"], project);
        // THEN
        expect(output).toMatch(
          /^web +variable +DB_PASSWORD +secret shop.database . password +yes/m,
        );
        expect(output).toMatch(/^second plan +no changes$/m);
        expect(output).toMatch(
          /^leaks +1 value in five encodings, \d+ files and outputs: none found$/m,
        );
      });
    });
  }

  it("has documents whose links all lead somewhere", () => {
    const documents = filesOf(project, name).filter((file) => file.endsWith(".md"));
    expect(documents.length).toBeGreaterThan(5);
    expect(brokenLinks(path.join(project, "node_modules", name), documents)).toEqual([]);
  });

  it("brings none of the other library, and nothing of the repository", () => {
    const lock = readFileSync(path.join(project, "package-lock.json"), "utf8");
    const { packages: all } = JSON.parse(lock) as { readonly packages: Readonly<object> };
    // Wherever it is: a copy below another package counts, too.
    const installed = Object.keys(all).map((folder) => folder.split("node_modules/").at(-1) ?? "");
    expect(installed).toEqual(expect.arrayContaining([name, "ecs-secrets"]));
    for (const other of absent)
      expect(installed.filter((each) => each === other || each.startsWith(`${other}/`))).toEqual(
        [],
      );
    const packed = filesOf(project, name);
    expect(packed.filter((file) => /^(cli|test|environments|node_modules)/.test(file))).toEqual([]);
    for (const file of [
      "LICENSE",
      "README.md",
      "dist/modules/facts/index.js",
      "dist/modules/kms/index.d.ts.map",
    ])
      expect(packed).toContain(file);
    for (const each of [name, "ecs-secrets"]) expect(lostMaps(project, each)).toEqual([]);
  });
});

const PLAN = path.join(ROOT, "test/cli/review/fixtures/hand-written.json");

describe("the tarball of ecs-secrets alone", () => {
  it("answers, and reviews a plan, without the modules", () => {
    // WHEN
    const project = projectWith([tarballOf("ecs-secrets")]);
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
    for (const absent of ["cdktf-ecs-secrets", "cdktn-ecs-secrets", "cdktf", "cdktn", "constructs"])
      expect(folders).not.toContain(absent);
    const packed = filesOf(project, "ecs-secrets");
    expect(packed).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
    const compiled = packed.filter((file) => file.startsWith("dist"));
    expect(compiled).toContain(path.join("dist", "modules", "facts", "index.js"));
    const own = /^dist(\/(cli(\/.*)?|modules(\/facts(\/.*)?)?))?$/;
    expect(compiled.filter((file) => !own.test(file))).toEqual([]);
  });
});
