import { readdirSync } from "node:fs";
import path from "node:path";
import { brokenLinks } from "../support/links";

const ROOT = path.resolve(__dirname, "../..");
const NOT_OURS = /(^|\/)(node_modules|dist|cdktf\.out|\.cache|fixtures)(\/|$)/;

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
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...["cli", "docs", "environments", "examples", "modules", "test"].flatMap(documentsBelow),
];

it.each(documents)("%s links only to files and headings that there are", (document) => {
  expect(brokenLinks(ROOT, [document])).toEqual([]);
});

it("finds a link to no file and one to no heading", () => {
  expect(brokenLinks(path.join(__dirname, "fixtures"), ["broken-links.md"])).toEqual([
    { file: "broken-links.md", link: "missing.md" },
    { file: "broken-links.md", link: "#no-such-heading" },
    { file: "broken-links.md", link: "../links.test.ts" },
  ]);
});
