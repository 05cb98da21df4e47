import { code, html, mermaidLabel, prose, visible } from "../../../../cli/src/review/render/escape";

/** Names that could be chosen to make a review say something else. */
const HOSTILE = [
  "<script>alert(1)</script>",
  "<!-- ecs-secrets review -->",
  "</details>",
  "a | b || c",
  "`code` ``more``",
  "\\`escaped\\`",
  "![x](https://example.com/x.png)",
  "[click](javascript:alert(1))",
  "**bold** _em_ ~~gone~~",
  "@octocat please approve",
  "fixes #1",
  "https://example.com www.example.com",
  "line\nbreak\r\n| new | row |",
  "hidden\u200btext \u202eright-to-left \u0007bell \u001b[31mred",
  "&lt;b&gt;",
  "$math$",
  '"; click n0 "https://example.com',
];

/** What GitHub makes of a cell: as marked does it, which knows the same tables. */
async function cell(markdown: string): Promise<string> {
  // An ES module, which TypeScript does not let a test of the older kind import otherwise.
  const { marked } = await import("marked");
  const page = marked.parse(`| a | b |\n| --- | --- |\n| ${markdown} | end |\n`, {
    async: false,
    gfm: true,
  });
  const cells = [...page.matchAll(/<td>(.*?)<\/td>/gs)].map(([, content = ""]) => content);
  expect(cells).toHaveLength(2);
  expect(cells[1]).toBe("end");
  return cells[0] ?? "";
}

function textOf(page: string): string {
  return page
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");
}

describe("names and sentences of a plan", () => {
  it.each(HOSTILE)("stand as code as they are: %j", async (name) => {
    const shown = await cell(code(name));
    expect(shown).toMatch(/^<code>[^<]*<\/code>$/);
    expect(textOf(shown).trim()).toBe(visible(name).trim());
  });

  it("forge no marker by which a tool finds its own comment", () => {
    const marker = "<!-- Sticky Pull Request Comment -->";
    for (const shown of [code(marker), code(`\`${marker}\``), prose(marker), html(marker)])
      expect(shown).not.toContain("<!-- S");
  });

  it.each(HOSTILE)("stand in a sentence as they are: %j", async (name) => {
    const shown = await cell(prose(name));
    expect(shown.replaceAll("<!-- -->", "")).not.toMatch(/<[a-z/!]/i);
    expect(textOf(shown).trim()).toBe(visible(name).trim());
  });

  it.each(["@octocat", "#1", "GH-1", "https://example.com", "www.example.com"])(
    "make no link of %s",
    async (text) => {
      expect(prose(text)).not.toContain(text);
      expect(await cell(prose(text))).not.toContain("<a");
    },
  );

  it("stand in HTML as text", () => {
    for (const name of HOSTILE) {
      expect(html(name)).not.toMatch(/[<>"']/);
      expect(textOf(html(name))).toBe(visible(name));
    }
  });

  it("end no label of a diagram", () => {
    for (const name of HOSTILE) {
      expect(mermaidLabel(name)).toMatch(/^"[^"<>[\](){}|`\\\n]*"$/);
    }
  });

  it("hide and reorder nothing", () => {
    expect(visible("a\u200bb\u202ec\u0007d\ne")).toBe("a\ufffdb\ufffdc\ufffdd e");
  });
});
