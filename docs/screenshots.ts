import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const WIDTH = 1180;

/** `npm run screenshots`: pictures of the review in `report/`, as a reader sees it, into `docs/`. */
async function main(): Promise<void> {
  const browser = await findBrowser();
  const folder = await mkdtemp(path.join(tmpdir(), "screenshots-"));
  try {
    const comment = path.join(folder, "comment.html");
    await writeFile(comment, await asOnGitHub(await readFile("report/comment.md", "utf8")));
    await shoot(browser, comment, "docs/plan-review-comment.png", folder);
    await shoot(browser, path.resolve("report/index.html"), "docs/plan-review-page.png", folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log("Written: docs/plan-review-comment.png and docs/plan-review-page.png.");
}

async function findBrowser(): Promise<string> {
  for (const name of BROWSERS) {
    const found = await run(name, ["--version"]).catch(() => undefined);
    if (found) return name;
  }
  throw new Error(`None of ${BROWSERS.join(", ")} is installed: apt-get install chromium`);
}

/** The comment in GitHub's own style sheet; the folded parts stay folded. */
async function asOnGitHub(markdown: string): Promise<string> {
  const { marked } = await import("marked");
  const style = await readFile(require.resolve("github-markdown-css/github-markdown-light.css"));
  const body = await marked.parse(markdown, { gfm: true });
  return `<!doctype html><meta charset="utf-8"><style>${style.toString()} body.markdown-body { padding: 24px; }</style><body class="markdown-body">${body}`;
}

async function shoot(
  browser: string,
  page: string,
  picture: string,
  folder: string,
): Promise<void> {
  const url = pathToFileURL(page).href;
  const common = [
    "--headless",
    "--hide-scrollbars",
    `--user-data-dir=${path.join(folder, "profile")}`,
    // Chromium refuses to run as root with its sandbox; the page is our own file.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  const height = await heightOf(browser, common, url, folder);
  await run(browser, [
    ...common,
    `--window-size=${WIDTH},${height}`,
    `--screenshot=${picture}`,
    url,
  ]);
}

/** A first picture, far too high, whose empty end tells how high the page is. */
async function heightOf(
  browser: string,
  common: readonly string[],
  url: string,
  folder: string,
): Promise<number> {
  const probe = path.join(folder, "probe.html");
  const frame = `<!doctype html><iframe src="${url}" style="width:${WIDTH}px;height:10px;border:0"></iframe>
<script>const f = document.querySelector("iframe"); f.onload = () => { document.title = String(f.contentDocument.documentElement.scrollHeight); };</script>`;
  await writeFile(probe, frame);
  const { stdout } = await run(browser, [
    ...common,
    "--allow-file-access-from-files",
    "--virtual-time-budget=3000",
    "--dump-dom",
    pathToFileURL(probe).href,
  ]);
  const [, title = "900"] = /<title>(\d+)<\/title>/.exec(stdout) ?? [];
  return Number(title);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
