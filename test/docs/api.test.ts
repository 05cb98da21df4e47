import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../environments/support/program";

const ROOT = path.resolve(__dirname, "../..");
const PAGES = path.join(ROOT, "docs/api");

const pagesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
  );

jest.setTimeout(60_000);

it("docs/api is what `npm run docs` makes of the docstrings", () => {
  // GIVEN
  const out = temporaryDirectory();
  // WHEN
  const typedoc = path.join(ROOT, "node_modules/.bin/typedoc");
  const options = path.join(ROOT, "docs/typedoc.json");
  execFileSync(typedoc, ["--options", options, "--out", out, "--logLevel", "Error"], { cwd: ROOT });
  // THEN
  const folders = readdirSync(path.join(ROOT, "modules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "facts")
    .map(({ name }) => `${name}.md`);
  const made = pagesIn(out);
  expect([...made.keys()]).toEqual(["README.md", ...folders].sort());
  expect(made).toEqual(pagesIn(PAGES));
});
