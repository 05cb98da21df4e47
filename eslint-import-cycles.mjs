import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const { compilerOptions } = ts.readConfigFile(
  path.join(ROOT, "tsconfig.json"),
  ts.sys.readFile,
).config;
const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, ROOT);
const resolutions = ts.createModuleResolutionCache(ROOT, (name) => name, options);
/** File → the files of this repository that it imports. */
const importsByFile = new Map();

/** Where an import leads, when it leads to a source file of this repository. */
function resolve(specifier, from) {
  if (!/^\.|^(cdktf-)?ecs-secrets(\/|$)/.test(specifier)) return undefined;
  const { resolvedModule } = ts.resolveModuleName(specifier, from, options, ts.sys, resolutions);
  const file = resolvedModule?.resolvedFileName;
  return file && /\.[mc]?tsx?$/.test(file) && !file.endsWith(".d.ts") ? file : undefined;
}

/** What a file imports, types included: they tie two files together as much as values do. */
function importsOf(file) {
  const known = importsByFile.get(file);
  if (known) return known;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  const imports = importedFiles.map(({ fileName }) => resolve(fileName, file)).filter(Boolean);
  importsByFile.set(file, imports);
  return imports;
}

/** The shortest chain of imports from one file to another, both included. */
function chain(from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) {
      const files = [];
      for (let at = to; at !== undefined; at = cameFrom.get(at)) files.unshift(at);
      return files;
    }
    for (const next of importsOf(file)) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

/** Forbids imports, of values and of types, that lead back to the file they stand in. */
export const noImportCycles = {
  meta: {
    type: "problem",
    schema: [],
    messages: { cycle: "Import cycle: {{chain}}. Move what both need into a file below them." },
  },
  create(context) {
    const { filename } = context;
    // An editor lints a file again when it changes.
    importsByFile.delete(filename);
    const check = ({ source }) => {
      if (typeof source?.value !== "string") return;
      const target = resolve(source.value, filename);
      const found = target && chain(target, filename);
      if (!found) return;
      const names = [filename, ...found].map((file) => path.relative(ROOT, file));
      context.report({ node: source, messageId: "cycle", data: { chain: names.join(" → ") } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
