import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const NOT_OURS = /(^|\/)(node_modules|dist|cdktf\.out|\.cache|\.git)(\/|$)/;

const COMMIT = /\bcommit [0-9a-f]{7}\b/;
/** Where a figure stands with its commit, or who else says it. */
const SOURCE = /\]\([^)]*(performance|test-results)\.md[^)]*\)|https:\/\//;

const NUMBER = String.raw`\b\d[\d.,]*`;
const UNIT = String.raw`(s|ms|seconds?|minutes?|hours?|[KMG]B|[KMG]iB|%|megabytes)(?![\w-])`;
/** What only somebody who has measured or counted can say. */
const MEASURED: readonly RegExp[] = [
  new RegExp(String.raw`${NUMBER}\s?${UNIT}`),
  /\b(half an?|a few|a couple of|several) (seconds?|minutes?|hours?)\b/,
  /\b(about|some|around|roughly|nearly|almost) \d[\d,]*/,
  /\b\d[\d,]* (out )?of \d[\d,]*\b/,
  /\b(\d[\d.]* times|half|twice|a third of) (as (fast|long|slow|much|many)|the (\w+ )?(time|memory))\b/,
];
/** A bound is promised, not measured: the code or AWS keeps it. */
const BOUND = new RegExp(
  String.raw`\b(at most|at least|up to|below|above|within|after|every|than|for) (the |about )?${NUMBER}\s?(\w+|%)|` +
    String.raw`${NUMBER}\s?${UNIT} (at most|at least|or more)`,
  "g",
);

/** Every Markdown file of the repository, but those made from docstrings: these tell defaults and limits, each where it stands in the code. */
function documentsBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (NOT_OURS.test(name) || name === "docs/api") return [];
    if (entry.isDirectory()) return documentsBelow(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

/** Figures that nobody can trace: neither their paragraph nor its section names a commit, nor does it link to a source. */
function untraced(text: string): readonly string[] {
  const prose = text.replace(/^ *(```+)[\s\S]*?^ *\1 *$/gm, "");
  return prose.split(/^(?=##? )/m).flatMap((section) => {
    if (COMMIT.test(section.replaceAll("\n", " "))) return [];
    const blocks = section.split(/\n(?=\s*\n|[-*|] )/);
    return blocks.filter((block) => !SOURCE.test(block)).flatMap(figuresOf);
  });
}

function figuresOf(block: string): readonly string[] {
  const words = block
    .replaceAll(/\]\([^)]*\)/g, "]")
    .replaceAll(/`[^`]*`/g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(BOUND, "");
  return MEASURED.flatMap((kind) => kind.exec(words)?.[0] ?? []);
}

it.each(documentsBelow("."))("%s has no figure without a commit or a source", (document) => {
  expect(untraced(readFileSync(path.join(ROOT, document), "utf8"))).toEqual([]);
});

it.each([
  ["It takes 3.4 s.", ["3.4 s"]],
  ["- Ready in\n  250 ms, mostly.", ["250 ms"]],
  ["| 100 services | 12 MB |", ["12 MB"]],
  ["It is read in half an hour.", ["half an hour"]],
  ["A role holds about 350 secrets.", ["about 350"]],
  ["It finds 97 of 100 keys.", ["97 of 100"]],
  ["It needs half the processor time.", ["half the processor time"]],
  ["It is 3 times as fast.", ["3 times as fast"]],
  ["It waits for at most 15 minutes, 9 s at most; `sleep 60 s`.", []],
  ["Measured on commit 05194bf: 3.4 s.\n\nAnd 12 MB.", []],
  ["Late by 5 minutes ([AWS](https://docs.aws.amazon.com/x.html)).", []],
  ["It takes 3.4 s ([measured](docs/performance.md)).", []],
  ["# One\n\nOn commit 05194bf.\n\n## Two\n\nIt takes 3.4 s.", ["3.4 s"]],
])("of %j finds %j", (text, found) => {
  expect(untraced(text)).toEqual(found);
});
