import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const NOT_OURS = /(^|\/)(node_modules|dist|cdktf\.out|\.cache)(\/|$)/;

/** The documents of a folder, by their path in the repository. */
function documentsBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (NOT_OURS.test(name)) return [];
    if (entry.isDirectory()) return documentsBelow(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...["cli", "docs", "environments", "examples", "modules", "test"].flatMap(documentsBelow),
];

it.each(documents)("%s links only to files that there are", (document) => {
  const text = readFileSync(path.join(ROOT, document), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(([, target = ""]) => target);
  const local = targets.filter((target) => !/^(https?|mailto):/.test(target));
  const folder = path.join(ROOT, path.dirname(document));
  expect(local.filter((target) => !existsSync(path.join(folder, target)))).toEqual([]);
});
