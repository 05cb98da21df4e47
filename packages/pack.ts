// `npm run packages`: the three packages as they are published, as tarballs in `dist/packages`. The sources are written for
// `cdktf`; `cdktn-ecs-secrets` is the same code with its imports renamed, because npm installs a package's peers by name.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..");
const OUT = path.join(ROOT, "dist", "packages");

type Manifest = Record<string, unknown> & { readonly name: string; readonly version: string };
type Exports = Record<string, Record<string, string>>;

/** The peers of `cdktn-ecs-secrets`: the oldest and the newest are tested. Older ones of the provider take an older cdktn. */
const CDKTN_PEERS = {
  "@cdktn/provider-aws": ">=25.5.0 <26",
  cdktn: "^0.24.0",
  constructs: ">=10.6.0 <10.8.0",
};
/** What of the repository's package.json is published: neither scripts nor what only developers need. */
const PUBLISHED = ["name", "version", "description", "keywords", "license", "engines", "main"];
const TYPED = ["types", "typesVersions", "exports", "bin", "dependencies", "peerDependencies"];

/** The name as a word of its own: `cdktf.json` and `cdktf.out` are called so by both libraries. */
const renamed = (text: string): string => text.replace(/\bcdktf\b(?!\.(?:json|out)\b)/g, "cdktn");
const unchanged = (text: string): string => text;

function main(): void {
  for (const stale of ["dist", "cli/dist"])
    rmSync(path.join(ROOT, stale), { recursive: true, force: true });
  run("npm", ["run", "--silent", "build"], ROOT);
  const modules = manifestOf("package.json");
  const contents = ["dist/modules", "modules", "LICENSE"];
  const rows = [
    pack(modules, contents, "packages/README.md", unchanged),
    pack({ ...modules, peerDependencies: CDKTN_PEERS }, contents, "packages/README.md", renamed),
    pack(manifestOf("cli/package.json"), ["cli/dist", "LICENSE"], "cli/README.md", unchanged),
  ];
  console.table(rows);
  console.log(
    "Next: npm publish dist/packages/NAME.tgz, or npm install PATH/TO/NAME.tgz in an app.",
  );
}

/** What package.json publishes, without the condition `source`, which is for this repository. */
function manifestOf(file: string): Manifest {
  const whole = JSON.parse(readFileSync(path.join(ROOT, file), "utf8")) as Manifest;
  const kept = [...PUBLISHED, ...TYPED].filter((field) => whole[field] !== undefined);
  const manifest = Object.fromEntries(kept.map((field) => [field, whole[field]])) as Manifest;
  // Said, so that Node has not to find it out.
  const type = "commonjs";
  const entries = Object.entries(manifest["exports"] as Exports).map(([subpath, conditions]) => {
    const published = Object.entries(conditions).filter(([condition]) => condition !== "source");
    return [subpath, Object.fromEntries(published)];
  });
  return { ...manifest, type, exports: Object.fromEntries(entries) as Exports };
}

/** Stages one package, packs it, and returns its row of the table. */
function pack(
  manifest: Manifest,
  contents: readonly string[],
  readme: string,
  rename: (text: string) => string,
): Record<string, string | number> {
  const { name, version } = JSON.parse(rename(JSON.stringify(manifest))) as Manifest;
  const stage = path.join(OUT, name);
  mkdirSync(stage, { recursive: true });
  for (const content of contents)
    cpSync(path.join(ROOT, content), path.join(stage, content.replace("cli/dist", "dist")), {
      recursive: true,
    });
  // The compiler copies the whole file, of which the command line reads the version.
  const copied = path.join(stage, "dist/cli/package.json");
  if (existsSync(copied))
    writeFileSync(copied, `${JSON.stringify({ version, type: "commonjs" })}\n`);
  cpSync(path.join(ROOT, readme), path.join(stage, "README.md"));
  writeFileSync(path.join(stage, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const files = readdirSync(stage, { recursive: true, encoding: "utf8" })
    .map((file) => path.join(stage, file))
    .filter((file) => statSync(file).isFile());
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    writeFileSync(file, rename(file.endsWith(".md") ? withoutLostLinks(stage, file, text) : text));
  }
  const tarball = run("npm", ["pack", "--silent", "--pack-destination", OUT, stage], ROOT).trim();
  rmSync(stage, { recursive: true });
  const size = statSync(path.join(OUT, tarball)).size;
  return { package: name, version, files: files.length, KB: Math.round(size / 1024), tarball };
}

/** A link to a page that only the repository has keeps its words. */
function withoutLostLinks(stage: string, file: string, text: string): string {
  return text.replace(
    /\[([^\]]+)\]\(([^)#:]+)(?:#[^)]*)?\)/g,
    (link: string, words: string, to: string) => {
      const target = path.resolve(path.dirname(file), to);
      return target.startsWith(stage) && existsSync(target) ? link : words;
    },
  );
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

main();
