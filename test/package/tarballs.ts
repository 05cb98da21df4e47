import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const ROOT = path.resolve(__dirname, "../..");
const TEMPLATE = path.join(ROOT, "node_modules/cdktf-cli/bundle/templates/typescript");

/** A folder outside of this repository, so that nothing above it resolves to what is installed here. */
export const OUTSIDE = mkdtempSync(path.join(tmpdir(), "package-"));
export const removeOutside = (): void => rmSync(OUTSIDE, { recursive: true, force: true });

/** Runs a program and returns what it prints; where it fails, that stands in the error. */
export function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Makes the tarballs, and copies them out of the reach of whoever builds next. */
export function makeTarballs(): void {
  run("npm", ["run", "--silent", "packages"], ROOT);
  cpSync(path.join(ROOT, "dist", "packages"), OUTSIDE, { recursive: true });
}

/** The file of a package's tarball. */
export function tarballOf(name: string): string {
  const file = readdirSync(OUTSIDE).find((each) => new RegExp(`^${name}-\\d.*\\.tgz$`).test(each));
  if (file === undefined) throw new Error(`No tarball of ${name}`);
  return path.join(OUTSIDE, file);
}

/** Installs what only compiles and tests, once for all projects below {@link OUTSIDE}: what is not in a project is looked for above it. */
export function installTools(packages: readonly string[]): void {
  install(OUTSIDE, "tools", packages);
}

/** A new project that has installed `packages`, and nothing beside them. */
export function projectWith(packages: readonly string[]): string {
  const project = mkdtempSync(path.join(OUTSIDE, "project-"));
  install(project, "consumer", packages);
  return project;
}

function install(folder: string, name: string, packages: readonly string[]): void {
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name }));
  const quiet = ["--silent", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  run("npm", ["install", ...quiet, ...packages], folder);
}

/** What cdktf's own template for TypeScript has beside its `main.ts`. */
export function addTemplate(project: string): void {
  for (const file of ["tsconfig.json", "jest.config.js", "setup.js"])
    cpSync(path.join(TEMPLATE, file), path.join(project, file));
  const app = { language: "typescript", app: "npx ts-node main.ts", projectId: "shop" };
  writeFileSync(path.join(project, "cdktf.json"), JSON.stringify(app));
}

/** The files and commands that a document shows: a fence whose language a name follows. */
export function filesOfDocument(document: string): ReadonlyMap<string, string> {
  const text = readFileSync(path.join(ROOT, document), "utf8");
  const fences = text.matchAll(/^ *```\w+ (\S+)\n([\s\S]*?)^ *```$/gm);
  return new Map([...fences].map(([, name = "", code = ""]) => [name, code]));
}

export function write(project: string, name: string, text: string): void {
  mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
  writeFileSync(path.join(project, name), text);
}

/** Declaration maps of an installed package that lead to no file: an editor goes by them to the source. */
export function lostMaps(project: string, name: string): readonly string[] {
  const folder = path.join(project, "node_modules", name);
  const maps = filesOf(project, name).filter((file) => file.endsWith(".d.ts.map"));
  return maps.filter((file) => {
    const { sources } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as {
      readonly sources: readonly string[];
    };
    const from = path.join(folder, path.dirname(file));
    return !sources.every((source) => existsSync(path.resolve(from, source)));
  });
}

/** The files that a package was installed with. */
export function filesOf(project: string, name: string): readonly string[] {
  const folder = path.join(project, "node_modules", name);
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}
