import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** A link of a Markdown file that leads nowhere. */
export interface BrokenLink {
  readonly file: string;
  readonly link: string;
}

/** The links between the Markdown files of a folder, and to their headings, that lead nowhere. Those of the web are not followed. */
export function brokenLinks(root: string, files: readonly string[]): readonly BrokenLink[] {
  return files.flatMap((file) =>
    linksOf(readFileSync(path.join(root, file), "utf8"))
      .filter((link) => !/^[a-z]+:/i.test(link) && !leadsSomewhere(root, file, link))
      .map((link) => ({ file, link })),
  );
}

function leadsSomewhere(root: string, file: string, link: string): boolean {
  const [name = "", anchor] = link.split("#");
  const target = name === "" ? path.join(root, file) : path.join(root, path.dirname(file), name);
  if (path.relative(root, target).startsWith("..") || !existsSync(target)) return false;
  if (anchor === undefined) return true;
  return statSync(target).isFile() && anchorsOf(readFileSync(target, "utf8")).has(anchor);
}

/** Targets of inline links, images and reference definitions, outside of code. */
function linksOf(text: string): readonly string[] {
  const prose = withoutCode(text);
  const inline = [...prose.matchAll(/\]\(([^()\s]+)(?:\s"[^"]*")?\)/g)];
  const references = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...references].map(([, link = ""]) => link);
}

/** The anchors that GitHub gives to headings: a repeated one gets a number. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutFences(text).matchAll(/^#{1,6}\s+(.+)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = words
      .trim()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  for (const [, id = ""] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

const withoutFences = (text: string): string => text.replace(/^(```+)[\s\S]*?^\1\s*$/gm, "");
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, "");
